import type {
  AliasTarget,
  DnsChange,
  DnsRecord,
} from '@hostmaster/backstage-plugin-hostnames-node';
import type { LoadBalancer } from '@hostmaster/backstage-plugin-hostnames-node';
import type { Decision } from '../../reconciler/Step';
import { sameAlias } from '../records/alias.pure';
import {
  describeForeign,
  isAdoptable,
  isOwned,
} from '../records/foreignRecords.pure';
import {
  ALIAS_MARKS,
  COPY_MARK,
  firstOwnership,
  moveOwnership,
  ownershipRecord,
} from '../records/ownership.pure';
import type { NameOwnership } from '../records/ownership.pure';
import type { Memory, NamePlace, Subject, ZoneName } from '../Subject';
import { withConsent } from '../transfer.pure';

/** A name as the zone of its alias shows it. */
export interface AliasFacts {
  place: NamePlace;
  /** Of the TXT in the alias's zone: the name's own, or for a private zone one that fences this zone alone. */
  ownership: NameOwnership;
  /** A, AAAA and CNAME at the name. */
  present: DnsRecord[];
  /** Types among them that are visible everywhere. */
  published: string[];
  /** A wildcard, a copy of one or another load balancer answers today. */
  elsewhere: boolean;
  /** Another request's, and to be taken over. */
  takeover?: boolean;
  /** With the alias in another zone than the ownership: the name's TXT, still another's, that is to be taken over first. */
  claimed?: NameOwnership & { kind: 'other' };
  /** Types of hand-made records at the name that a platform engineer has said to exchange for the alias. */
  adoptable?: string[];
}

export interface RecordFacts {
  target?: LoadBalancer;
  /** Left to whoever writes records from routes. */
  external: boolean;
  types: Array<'A' | 'AAAA'>;
  names: AliasFacts[];
  hasRoute: boolean;
}

export interface RecordAction {
  hostname: string;
  zone: ZoneName;
  changes: DnsChange[];
}

/**
 * | at the name | `owns` | decision |
 * | --- | --- | --- |
 * | the gateway has no address, or its load balancer is not active | | wait, TargetUnknown |
 * | A of somebody else | | blocked, RecordNotOurs |
 * | nothing, no wildcard | | act: alias and moved TXT in one batch |
 * | nothing, a wildcard answers; no route accepted | | wait, AwaitingRoute |
 * | copies of a wildcard, route accepted | copy-A | act: copies out, alias in, TXT moved, in one batch |
 * | alias to another load balancer | A, AAAA | act, as soon as a route is accepted |
 * | anything of a holder who hands the name over | | act, as soon as a route is accepted: TXT and alias in one batch |
 * | hand-made A, to be adopted | | act, as soon as a route is accepted: it out, alias in, TXT moved, in one batch |
 * | alias, not published | A, AAAA | wait, AwaitingInsync |
 * | alias, published | A, AAAA | satisfied |
 */
export function decideRecords(
  subject: Subject,
  facts: RecordFacts,
): Decision<RecordAction, Memory> {
  const { target } = facts;
  if (facts.external) return decideExternal(facts.names);
  if (!target) {
    return {
      kind: 'wait',
      reason: 'TargetUnknown',
      message: 'The load balancer of the gateway has no address yet.',
      checkAfter: 15_000,
    };
  }
  const remember: Memory = {
    status: {
      assignedLoadBalancer: {
        dnsName: target.dnsName,
        arn: target.ref,
        hostedZoneId: target.hostedZoneId,
      },
    },
  };
  for (const name of facts.names) {
    const decision = decideName(subject, name, target, facts);
    if (decision) {
      return decision.kind === 'act' ? { ...decision, remember } : decision;
    }
  }
  const hostnames = facts.names.map(({ place }) => place.hostname);
  return {
    kind: 'satisfied',
    reason: 'InSync',
    message: `${hostnames.join(', ')} ${
      hostnames.length === 1 ? 'points' : 'point'
    } at ${target.dnsName}.`,
    remember,
  };
}

/** external-dns writes an address for every route; that is only looked at. */
function decideExternal(names: AliasFacts[]): Decision<RecordAction, Memory> {
  const missing = names.find(({ present }) => present.length === 0);
  return missing
    ? {
        kind: 'wait',
        reason: 'Publishing',
        message: `external-dns writes the records of ${missing.place.hostname} when a route for it is accepted.`,
        checkAfter: 30_000,
      }
    : {
        kind: 'satisfied',
        reason: 'InSync',
        message: 'external-dns has written the records.',
      };
}

function decideName(
  subject: Subject,
  name: AliasFacts,
  target: LoadBalancer,
  { types, hasRoute }: RecordFacts,
): Decision<RecordAction, Memory> | undefined {
  const { place, ownership, present, published, elsewhere } = name;
  const { hostname, zone } = place;
  const foreign = present.filter(
    record =>
      !isOwned(record, ownedMarks(name)) &&
      !isAdoptable(record, name.adoptable),
  );
  const isTaken =
    (ownership.kind === 'other' && !name.takeover) ||
    ownership.kind === 'foreign';
  if (foreign.length > 0 || isTaken) {
    const records = isTaken ? [ownership.record, ...foreign] : foreign;
    return {
      kind: 'blocked',
      reason: 'RecordNotOurs',
      message: `${hostname} has records in zone ${
        zone.name
      } that were not written here and are never changed: ${describeForeign(
        records,
      )}. Remove them if they are no longer needed.`,
      checkAfter: 60_000,
    };
  }
  const alias: AliasTarget = {
    hostedZoneId: target.hostedZoneId,
    dnsName: target.dnsName,
    evaluateTargetHealth: false,
  };
  const changes =
    takenFirst(subject, name) ?? changesOf(subject, name, types, alias);
  if (changes && target.state !== 'active') {
    return {
      kind: 'wait',
      reason: 'TargetUnknown',
      message: `The load balancer ${target.dnsName} is ${target.state}; ${hostname} points at it when it is active.`,
      checkAfter: 10_000,
    };
  }
  if (changes) {
    if ((elsewhere || name.takeover || name.claimed) && !hasRoute) {
      return {
        kind: 'wait',
        reason: 'AwaitingRoute',
        message: `${hostname} is answered elsewhere today; its alias moves when a route is accepted here.`,
        checkAfter: 60_000,
      };
    }
    return {
      kind: 'act',
      action: {
        hostname,
        zone: name.claimed ? place.validationZone : zone,
        changes,
      },
      reason: 'Publishing',
      message: `The alias of ${hostname} to ${target.dnsName} is being written.`,
    };
  }
  if (!types.every(type => published.includes(type))) {
    return {
      kind: 'wait',
      reason: 'AwaitingInsync',
      message: `The alias of ${hostname} is written and not at all name servers yet.`,
      checkAfter: 10_000,
    };
  }
  return undefined;
}

/** Everything of one name in one batch; undefined when nothing has to change. */
function changesOf(
  subject: Subject,
  facts: AliasFacts,
  types: Array<'A' | 'AAAA'>,
  alias: AliasTarget,
): DnsChange[] | undefined {
  const { place, present } = facts;
  const { hostname } = place;
  const of = (type: string) => present.find(record => record.type === type);
  const missing = types.filter(type => !sameAlias(of(type), alias));
  const surplus = present.filter(
    record =>
      missing.some(type => type === record.type) ||
      !types.some(type => type === record.type),
  );
  const owns = ownedMarks(facts);
  const marks = [...owns.filter(mark => !isAddressMark(mark)), ...types];
  const marksDiffer = [...owns].sort().join() !== [...marks].sort().join();
  const settled = missing.length === 0 && surplus.length === 0 && !marksDiffer;
  if (settled && !facts.takeover) {
    return undefined;
  }
  const fence = fenceOf(subject, facts, marks);
  return [
    ...fence,
    ...surplus.map(record => ({ action: 'DELETE' as const, record })),
    ...missing.map(type => ({
      action: 'CREATE' as const,
      record: { name: hostname, type, alias },
    })),
  ];
}

/** Two zones cannot change in one batch: the name itself changes hands before its alias in the other zone does. */
function takenFirst(
  { identity }: Subject,
  { place, claimed }: AliasFacts,
): DnsChange[] | undefined {
  if (!claimed) return undefined;
  const { hostname, validationZone } = place;
  const former = claimed.ownership;
  const next = firstOwnership(identity, {
    state: 'held',
    seq: former.seq + 1,
    owns: former.owns,
    ...withConsent(former, undefined),
  });
  return [
    { action: 'DELETE', record: claimed.record },
    {
      action: 'CREATE',
      record: ownershipRecord(hostname, validationZone.name, next),
    },
  ];
}

/** Marks of our TXT, or of the one that is being taken over. */
function ownedMarks({ ownership, takeover }: AliasFacts): string[] {
  if (ownership.kind === 'own') return ownership.ownership.owns;
  return takeover && ownership.kind === 'other' ? ownership.ownership.owns : [];
}

/** What makes the batch fail when somebody else changed the name in between. */
function fenceOf(
  subject: Subject,
  { place, ownership }: AliasFacts,
  owns: string[],
): DnsChange[] {
  const { hostname, zone } = place;
  if (ownership.kind === 'own') {
    return moveOwnership(ownership, hostname, zone.name, { owns });
  }
  const former = ownership.kind === 'other' ? ownership : undefined;
  const held = firstOwnership(subject.identity, {
    state: 'held',
    seq: (former?.ownership.seq ?? 0) + 1,
    owns,
    ...(former ? withConsent(former.ownership, undefined) : {}),
  });
  return [
    ...(former ? [{ action: 'DELETE' as const, record: former.record }] : []),
    { action: 'CREATE', record: ownershipRecord(hostname, zone.name, held) },
  ];
}

/** Marks of addresses at the name itself; copies of other types stay beside the alias. */
function isAddressMark(mark: string): boolean {
  const type = mark.startsWith(COPY_MARK) ? mark.slice(COPY_MARK.length) : mark;
  const isAlias = ALIAS_MARKS.some(each => each === type);
  return isAlias || (mark.startsWith(COPY_MARK) && type === 'CNAME');
}
