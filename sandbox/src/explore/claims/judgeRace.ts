import {
  Ownership,
  ownershipRecordName,
  parseOwnership,
  wildcardOf,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { ClaimRace, Racer, isOwnershipRecord } from './ClaimRace';

interface Holding {
  hostname: string;
  ownership: Ownership;
}

/**
 * What is wrong with how a race came out; undefined: nothing. Exactly one holder of every name, and none of a wildcard and a
 * name below it at once; the first successful CREATE that was not taken back wins; nobody loses without somebody who won, and
 * every loser is told who; only ownership records are written; and nobody writes any more.
 */
export async function judgeRace(race: ClaimRace): Promise<string | undefined> {
  const holdings = holdingsOf(race);
  return (
    foreignTouched(race) ??
    twoHolders(holdings) ??
    wronglyOrdered(race, holdings) ??
    race.racers.map(racer => wronglyTold(racer, holdings)).find(Boolean) ??
    (await unsettled(race))
  );
}

function holdingsOf(race: ClaimRace): Holding[] {
  const names = new Set(
    race.setup.contenders.flatMap(contender => contender.names),
  );
  return [...names].flatMap(hostname =>
    race.zones.flatMap(zone => {
      const record = ownershipRecordName(hostname, zone.zone.name);
      const found = record && zone.list().get(`${record} TXT`);
      const ownership = found && parseOwnership(found.values![0]);
      return ownership ? [{ hostname, ownership }] : [];
    }),
  );
}

function foreignTouched(race: ClaimRace): string | undefined {
  for (const zone of race.zones) {
    for (const { by, changes } of zone.writes) {
      const wrong = changes.find(
        ({ record }) => !isOwnershipRecord(record, zone.zone),
      );
      if (wrong) return `${by} wrote ${wrong.action} ${wrong.record.name}`;
    }
  }
  const gone = race.foreign.find(
    ({ name, type }) =>
      !race.zones.some(zone => zone.list().has(`${name} ${type}`)),
  );
  return gone && `${gone.type} ${gone.name} is gone`;
}

function twoHolders(holdings: Holding[]): string | undefined {
  const unfinished = holdings.find(
    ({ ownership }) => ownership.state !== 'held',
  );
  if (unfinished)
    return `${unfinished.hostname} is left ${unfinished.ownership.state}`;
  for (const one of holdings) {
    const other = holdings.find(
      each => each !== one && collide(each.hostname, one.hostname),
    );
    if (other && !isSame(one, other))
      return `${one.hostname} and ${other.hostname} are both held, by ${who(
        one,
      )} and ${who(other)}`;
  }
  return undefined;
}

/** Two names that only one may have. */
function collide(left: string, right: string): boolean {
  if (left === right) return true;
  if (left.startsWith('*.') === right.startsWith('*.')) return false;
  return wildcardOf(left) === wildcardOf(right);
}

function isSame(left: Holding, right: Holding): boolean {
  const owner = ({ ownership }: Holding) =>
    `${ownership.installation}/${ownership.cluster}/${ownership.owner.namespace}`;
  return owner(left) === owner(right);
}

/** For each name the first CREATE that its maker did not take back again has to be the holder's. */
function wronglyOrdered(
  race: ClaimRace,
  holdings: Holding[],
): string | undefined {
  for (const zone of race.zones) {
    const standing = new Map<string, string>();
    for (const { by, changes } of zone.writes) {
      const [first, second] = changes;
      if (changes.length === 1 && first.action === 'CREATE') {
        const before = standing.get(first.record.name);
        if (before)
          return `${by} created ${first.record.name}, created by ${before}`;
        standing.set(first.record.name, by);
      } else if (changes.length === 1) standing.delete(first.record.name);
      else if (standing.get(second.record.name) !== by)
        return `${by} changed ${second.record.name}, created by ${standing.get(
          second.record.name,
        )}`;
    }
    for (const holding of holdings) {
      const name = ownershipRecordName(holding.hostname, zone.zone.name);
      const first = name && standing.get(name);
      if (first && first !== keyOf(holding))
        return `${
          holding.hostname
        } was created by ${first} and is held by ${who(holding)}`;
    }
  }
  return undefined;
}

function wronglyTold(racer: Racer, holdings: Holding[]): string | undefined {
  const { contender, decision } = racer;
  const mine = holdings.filter(holding => keyOf(holding) === racer.key);
  if (!decision) return `${racer.key} came to no decision`;
  if (decision.kind === 'satisfied') {
    return mine.length === contender.names.length
      ? undefined
      : `${racer.key} believes to hold ${contender.names.join(', ')}`;
  }
  const wanted = contender.names.find(
    name => !mine.some(({ hostname }) => hostname === name),
  );
  if (!wanted) return `${racer.key} holds all and is ${decision.reason}`;
  if (decision.kind !== 'blocked' || !decision.also)
    return `${racer.key} is left ${decision.kind} ${decision.reason}`;
  const winners = holdings.filter(
    holding =>
      keyOf(holding) !== racer.key &&
      contender.names.some(name => collide(name, holding.hostname)),
  );
  if (winners.length === 0) return `${racer.key} lost ${wanted} to nobody`;
  const isTold = winners.some(winner => tells(decision.message, winner, racer));
  return isTold
    ? undefined
    : `${racer.key} is told "${decision.message}", and ${winners
        .map(who)
        .join(', ')} won`;
}

/** Of another installation only the cluster is known; of the own one the owner, and the cluster when it is another. */
function tells(message: string, winner: Holding, loser: Racer): boolean {
  const { installation, cluster, owner } = winner.ownership;
  const { contender } = loser;
  if (installation !== contender.installation)
    return message.includes(`cluster ${cluster} (installation`);
  return (
    message.includes(`group:default/${owner.namespace}`) &&
    (cluster === contender.cluster || message.includes(`cluster ${cluster}`))
  );
}

async function unsettled(race: ClaimRace): Promise<string | undefined> {
  for (const racer of race.racers) {
    const decision = await racer.lookAnew();
    if (decision.kind === 'act')
      return `${racer.key} would still write: ${decision.message}`;
  }
  return undefined;
}

function keyOf({ ownership }: Holding): string {
  const { installation, cluster, owner } = ownership;
  return `${installation}/${cluster}/${owner.namespace}`;
}

function who(holding: Holding): string {
  return keyOf(holding);
}
