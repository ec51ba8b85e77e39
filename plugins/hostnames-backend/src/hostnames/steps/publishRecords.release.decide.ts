import type {
  DnsChange,
  DnsRecord,
} from '@hostmaster/backstage-plugin-hostnames-node';
import type { Decision } from '../../reconciler/Step';
import { isOwned } from '../records/foreignRecords.pure';
import {
  VALIDATION_MARK,
  firstOwnership,
  moveOwnership,
  ownershipRecord,
} from '../records/ownership.pure';
import type { NameOwnership } from '../records/ownership.pure';
import type { Memory, NamePlace, Subject, ZoneName } from '../Subject';

export interface WithdrawFacts {
  place: NamePlace;
  ownership: NameOwnership;
  /** Everything at the name. */
  present: DnsRecord[];
  /** The claim on the name is ours. */
  isClaimed: boolean;
  /** DNS name of the load balancer the alias was written for. */
  remembered?: string;
  /** The TXT, and with it the batch it came with, is visible everywhere. */
  isPublished: boolean;
}

export interface WithdrawObservation {
  names: WithdrawFacts[];
  /** Why a person has to confirm first. */
  brake?: string;
  /** Milliseconds since when there has been something to take away. */
  dueFor: number;
  /** An alias may have been served: resolvers keep answers for a while. */
  wasServed: boolean;
  /** Milliseconds for which everything has been gone everywhere. */
  goneFor: number;
  aliasDrain: number;
}

export interface WithdrawAction {
  hostname: string;
  zone: ZoneName;
  changes: DnsChange[];
}

/**
 * So long, in milliseconds, a removal waits for others: what deletes many deletes them one after the other, and the brake has to
 * see them before the first has gone. An API server that drops a definition's objects takes less than this for the brake's limits.
 */
const OTHERS_FOLLOW = 5_000;

/**
 * | at the name | TXT | decision |
 * | --- | --- | --- |
 * | our alias | own | wait, BrakeApplied, while a person has to confirm; then act: alias out, TXT moved |
 * | our alias | own, due for less than 5 s | wait: a removal in a mass is seen only when the mass is |
 * | alias we remember | somebody removed it, the claim is ours | act: the same, with a new TXT |
 * | records of others | not ours | nothing to do |
 * | nothing of ours | own, not published | wait |
 * | nothing of ours | own, published for 20 s, there was an alias | wait: resolvers still answer with it |
 * | nothing of ours | own, published for 60 s | satisfied (a TXT that fenced a private zone goes first) |
 */
export function decideWithdraw(
  subject: Subject,
  seen: WithdrawObservation,
): Decision<WithdrawAction, Memory> {
  const { names, brake, dueFor, goneFor, aliasDrain, wasServed } = seen;
  for (const name of names) {
    const changes = withdrawal(subject, name);
    if (!changes) continue;
    const { hostname, zone } = name.place;
    if (brake) {
      return {
        kind: 'wait',
        reason: 'BrakeApplied',
        message: brake,
        checkAfter: 60_000,
      };
    }
    if (dueFor < OTHERS_FOLLOW) {
      return {
        kind: 'wait',
        reason: 'Releasing',
        message: `The records of ${hostname} will be removed in a moment, unless many are to go at once.`,
        checkAfter: OTHERS_FOLLOW - dueFor,
      };
    }
    return {
      kind: 'act',
      action: { hostname, zone, changes },
      reason: 'Releasing',
      message: `The records of ${hostname} are being removed.`,
    };
  }
  const late = names.find(
    ({ ownership, isPublished }) => ownership.kind === 'own' && !isPublished,
  );
  if (wasServed && late) {
    return {
      kind: 'wait',
      reason: 'AwaitingInsync',
      message: `The records of ${late.place.hostname} are removed, and not at all name servers yet.`,
      checkAfter: 10_000,
    };
  }
  if (wasServed && goneFor < aliasDrain) {
    return {
      kind: 'wait',
      reason: 'Releasing',
      message:
        'The records are gone; resolvers may answer with them for a minute more.',
      checkAfter: aliasDrain - goneFor,
    };
  }
  for (const { place, ownership } of names) {
    const { hostname, zone, validationZone } = place;
    if (zone.id === validationZone.id || ownership.kind !== 'own') continue;
    return {
      kind: 'act',
      action: {
        hostname,
        zone,
        changes: [{ action: 'DELETE', record: ownership.record }],
      },
      reason: 'Releasing',
      message: `The ownership record of ${hostname} in zone ${zone.name} is being removed.`,
    };
  }
  return {
    kind: 'satisfied',
    reason: 'Released',
    message: 'No name points at the gateway any more.',
  };
}

function withdrawal(
  subject: Subject,
  { place, ownership, present, isClaimed, remembered }: WithdrawFacts,
): DnsChange[] | undefined {
  const { hostname, zone } = place;
  const gone = (records: DnsRecord[]) =>
    records.map(record => ({ action: 'DELETE' as const, record }));
  if (ownership.kind === 'own') {
    const { owns } = ownership.ownership;
    const ours = present.filter(record => isOwned(record, owns));
    const marks = owns.filter(mark => mark === VALIDATION_MARK);
    if (marks.length === owns.length) return undefined;
    return [
      ...moveOwnership(ownership, hostname, zone.name, { owns: marks }),
      ...gone(ours),
    ];
  }
  if (ownership.kind !== 'none' || !isClaimed || !remembered) return undefined;
  const ours = present.filter(({ alias }) => alias?.dnsName === remembered);
  if (ours.length === 0) return undefined;
  const fence = firstOwnership(subject.identity, { state: 'held' });
  return [
    { action: 'CREATE', record: ownershipRecord(hostname, zone.name, fence) },
    ...gone(ours),
  ];
}
