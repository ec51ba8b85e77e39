import type { Ownership } from '@hostmaster/backstage-plugin-hostnames-common';
import type { ClaimObject } from '../../gateways/kinds';
import type { Decision } from '../../reconciler/Step';
import type { NameOwnership } from '../records/ownership.pure';
import type { ForeignRecord } from '../records/foreignRecords.pure';
import type { Memory, NamePlace, Subject } from '../Subject';
import { mayTakeOver } from '../takeover.pure';
import { explainForeign, heldBy } from './claimHostname.messages.pure';

/** Somebody else's wildcard over the name, or name below the wildcard. */
export interface Rival {
  hostname: string;
  state: Ownership['state'];
  holder: HolderFacts;
}

/** What may be told of another holder. */
export interface HolderFacts {
  /** Entity ref of its owner. */
  owner?: string;
  since?: string;
  /** Set when it is in another cluster (or another installation). */
  cluster?: string;
}

/** What is found about one of the names. */
export interface NameFacts {
  place: NamePlace;
  claim?: ClaimObject;
  claimHolder?: HolderFacts;
  /** The closest delegation by a platform engineer that covers the name. */
  delegation?: { hostname: string; namespaces: string[] };
  ownership: NameOwnership;
  ownershipHolder?: HolderFacts;
  foreign: ForeignRecord[];
  rivals: Rival[];
  /** Marks for a TXT that has to be made anew: the records that are provably ours (they are what was remembered). */
  lostMarks: string[];
}

export interface ClaimFacts {
  names: NameFacts[];
  /** The namespace's grant has all names. */
  granted: boolean;
  namespaceEnds: boolean;
}

export type ClaimAction =
  | { kind: 'createClaim'; place: NamePlace }
  | { kind: 'takeClaim'; place: NamePlace; claim: ClaimObject }
  | { kind: 'removeClaim'; claim: ClaimObject }
  | {
      kind: 'createOwnership';
      place: NamePlace;
      owns: string[];
    }
  | {
      kind: 'replaceOwnership';
      place: NamePlace;
      current: NameOwnership & { kind: 'other' };
    }
  | {
      kind: 'moveOwnership';
      place: NamePlace;
      current: NameOwnership & { kind: 'own' };
      state: 'pending' | 'held';
    }
  | {
      kind: 'withdraw';
      place: NamePlace;
      current: NameOwnership & { kind: 'own' };
    }
  | { kind: 'grant' };

type ClaimDecision = Decision<ClaimAction, Memory>;

/**
 * First come, first served, by CREATE: of the claim within the cluster, of the ownership TXT among clusters. A TXT is
 * `pending` until a listing made after it shows no rival, then `held`. Names are settled one after the other.
 *
 * | claim | TXT | besides | decision |
 * | --- | --- | --- | --- |
 * | – | – | delegation to other namespaces | blocked, NotAllowed, Denied |
 * | – | another's, held | | blocked, HeldInOtherCluster or HeldByOther, Denied |
 * | – | another's, released, cooling down | | wait, CoolingDown |
 * | – | foreign TXT, or foreign A, AAAA, CNAME | | blocked, RecordNotOurs |
 * | – | – | another's wildcard held over it | blocked, HeldByOther, Denied |
 * | – | – | another's wildcard pending | wait, WaitingForZone |
 * | – | – | | act: create the claim |
 * | another's | – | | blocked, HeldByOther, Denied |
 * | own | – | | act: create the TXT, pending |
 * | own | own, pending | wildcard with another's name below it | act: withdraw |
 * | own | own, pending | nothing | act: held |
 * | own, other uid | own, held | | act: adopt the claim |
 * | own | own, held | not granted | act: grant |
 * | own | own, held | granted | satisfied |
 * | own | another cluster's that may be taken over | granted | satisfied: the TXT moves with the alias |
 */
export function decideClaim(
  subject: Subject,
  facts: ClaimFacts,
  now: number,
): ClaimDecision {
  if (facts.namespaceEnds) {
    return {
      kind: 'wait',
      reason: 'WaitingForZone',
      message: `The namespace ${subject.identity.namespace} is being deleted; nothing new is written for it.`,
      checkAfter: 60_000,
    };
  }
  for (const name of facts.names) {
    const decision = decideName(subject, name, now);
    if (decision) return decision;
  }
  if (!facts.granted) {
    return {
      kind: 'act',
      action: { kind: 'grant' },
      reason: 'FirstCome',
      message: `The grant of namespace ${subject.identity.namespace} is being written.`,
    };
  }
  const [{ place, delegation }] = facts.names;
  return {
    kind: 'satisfied',
    reason: delegation ? 'Granted' : 'FirstCome',
    message: delegation
      ? `${place.hostname} was delegated to this namespace with ${delegation.hostname} and is held by this request.`
      : `${place.hostname} is held by this request.`,
  };
}

function decideName(
  subject: Subject,
  name: NameFacts,
  now: number,
): ClaimDecision | undefined {
  const { ownership } = name;
  if (mayTakeOver(subject, ownership, name.delegation)) {
    // The TXT moves with the alias, once everything here is ready for it.
    return settleClaim(subject, name, now);
  }
  return (
    delegatedElsewhere(subject, name) ??
    heldElsewhere(name, now) ??
    notOurs(name) ??
    rivalled(name) ??
    settleClaim(subject, name, now) ??
    settleOwnership(name, ownership, now)
  );
}

function delegatedElsewhere(
  subject: Subject,
  { place, delegation }: NameFacts,
): ClaimDecision | undefined {
  const { namespace } = subject.identity;
  if (!delegation || delegation.namespaces.includes(namespace)) {
    return undefined;
  }
  return {
    kind: 'blocked',
    reason: 'NotAllowed',
    message: `${place.hostname} is delegated with ${delegation.hostname} to other namespaces. Ask the platform team, or choose another hostname.`,
    also: [{ type: 'Denied', status: 'True' as const }],
  };
}

function heldElsewhere(
  { place, ownership, ownershipHolder = {} }: NameFacts,
  now: number,
): ClaimDecision | undefined {
  if (ownership.kind !== 'other') return undefined;
  const { state, until } = ownership.ownership;
  if (state !== 'released') {
    return heldBy(place.hostname, ownershipHolder);
  }
  return coolingDown(place.hostname, until, now);
}

function coolingDown(
  hostname: string,
  until: string | undefined,
  now: number,
): ClaimDecision | undefined {
  const ends = Date.parse(until ?? '');
  if (!(ends > now)) return undefined;
  return {
    kind: 'wait',
    reason: 'CoolingDown',
    message: `${hostname} was released by its former owner and is kept for them until ${until}.`,
    checkAfter: ends - now + 1_000,
  };
}

function notOurs(name: NameFacts): ClaimDecision | undefined {
  const { place, ownership, foreign } = name;
  const records: ForeignRecord[] =
    ownership.kind === 'foreign'
      ? [{ name: ownership.record.name, type: 'TXT' }]
      : foreign;
  if (records.length === 0) return undefined;
  return {
    kind: 'blocked',
    reason: 'RecordNotOurs',
    message: explainForeign(place.hostname, records),
    checkAfter: 5 * 60_000,
  };
}

/** One of both steps back: a wildcard while it is pending, else the exact name. */
function rivalled(name: NameFacts): ClaimDecision | undefined {
  const { place, ownership } = name;
  const isHeld =
    ownership.kind === 'own' && ownership.ownership.state === 'held';
  const rivals = name.rivals.filter(({ state }) => state !== 'released');
  if (isHeld || rivals.length === 0) return undefined;
  const settled = rivals.find(({ state }) => state === 'held');
  const wildcard = place.hostname.startsWith('*.');
  if (!settled && !wildcard) {
    return {
      kind: 'wait',
      reason: 'WaitingForZone',
      message: `${rivals[0].hostname}, which covers ${place.hostname}, is being claimed; it is waited for.`,
      checkAfter: 5_000,
    };
  }
  if (ownership.kind === 'own' && ownership.ownership.state === 'pending') {
    return {
      kind: 'act',
      action: { kind: 'withdraw', place, current: ownership },
      reason: 'HeldByOther',
      message: `${rivals[0].hostname} is held by somebody else; the claim on ${place.hostname} is withdrawn.`,
    };
  }
  const rival = settled ?? rivals[0];
  return heldBy(place.hostname, rival.holder, rival.hostname);
}

function settleClaim(
  subject: Subject,
  { place, claim, claimHolder = {} }: NameFacts,
  now: number,
): ClaimDecision | undefined {
  const { namespace, name } = subject.identity;
  const { hostname } = place;
  if (!claim) {
    return {
      kind: 'act',
      action: { kind: 'createClaim', place },
      reason: 'WaitingForZone',
      message: `${hostname} is being claimed.`,
    };
  }
  const { owner, state, releasedUntil } = claim.spec;
  const own = owner?.namespace === namespace && owner.name === name;
  if (own && owner.uid === subject.uid && state !== 'released') {
    return undefined;
  }
  if (own || claim.spec.delegate) {
    return {
      kind: 'act',
      action: { kind: 'takeClaim', place, claim },
      reason: 'WaitingForZone',
      message: `The claim on ${hostname} is being taken over.`,
    };
  }
  if (state !== 'released') return heldBy(hostname, claimHolder);
  return (
    coolingDown(hostname, releasedUntil, now) ?? {
      kind: 'act',
      action: { kind: 'removeClaim', claim },
      reason: 'WaitingForZone',
      message: `The former claim on ${hostname} has ended and is being removed.`,
    }
  );
}

function settleOwnership(
  { place, lostMarks }: NameFacts,
  ownership: NameOwnership,
  now: number,
): ClaimDecision | undefined {
  const act = (action: ClaimAction, message: string): ClaimDecision => ({
    kind: 'act',
    action,
    reason: 'WaitingForZone',
    message,
  });
  if (ownership.kind === 'none') {
    return act(
      { kind: 'createOwnership', place, owns: lostMarks },
      `The ownership record of ${place.hostname} is being written.`,
    );
  }
  if (ownership.kind === 'other') {
    return coolingDown(place.hostname, ownership.ownership.until, now)
      ? undefined
      : act(
          { kind: 'replaceOwnership', place, current: ownership },
          `The ownership record of the former owner of ${place.hostname} is being replaced.`,
        );
  }
  if (ownership.kind === 'foreign' || ownership.ownership.state === 'held') {
    return undefined;
  }
  const wasReleased = ownership.ownership.state === 'released';
  return act(
    {
      kind: 'moveOwnership',
      place,
      current: ownership,
      state: wasReleased ? 'pending' : 'held',
    },
    wasReleased
      ? `${place.hostname} is being taken back.`
      : `The zone shows nobody else with ${place.hostname}; it is being held.`,
  );
}
