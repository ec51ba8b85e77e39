import type { Subject } from '../Subject';
import type { ForeignRecord } from '../records/foreignRecords.pure';
import { mayReturn, mayTakeOver } from '../takeover.pure';
import { TRANSFER_ANNOTATION, addressOfRequest } from '../transfer.pure';
import type {
  ClaimAction,
  ClaimDecision,
  ClaimFacts,
  NameFacts,
} from './claimHostname.facts.pure';
import {
  explainForeign,
  heldBy,
  transferred,
} from './claimHostname.messages.pure';
import {
  handedOver,
  isClaimOfHolder,
  revoked,
  satisfied,
  settleConsent,
} from './claimHostname.transfer.decide';

export type {
  ClaimAction,
  ClaimFacts,
  HolderFacts,
  NameFacts,
  Rival,
} from './claimHostname.facts.pure';

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
 * | another's | own, pending or held | | act: take the claim: the zone decides |
 * | own | own, held | consent to a transfer given or taken back | act: the TXT moved with it |
 * | any | another's that may be taken over, nothing else against it | granted | go on, not True: the TXT moves with the alias |
 * | | another's, released by our namespace, or left to us | | act: take claim and TXT |
 * | | lost to somebody | still granted | act: the right to route goes |
 * | own | own, held | not granted | act: grant |
 * | own | own, held | granted | satisfied |
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
    const decision =
      decideName(subject, name, now) ?? settleConsent(name, facts.consent);
    if (decision) return revoked(subject, facts, name, decision) ?? decision;
  }
  if (!facts.granted) {
    return {
      kind: 'act',
      action: {
        kind: 'grant',
        hostnames: facts.names.map(({ place }) => place.hostname),
      },
      reason: 'FirstCome',
      message: `The grant of namespace ${subject.identity.namespace} is being written.`,
    };
  }
  return (
    handedOver(subject, facts) ?? satisfied(facts, subject.identity.namespace)
  );
}

function decideName(
  subject: Subject,
  name: NameFacts,
  now: number,
): ClaimDecision | undefined {
  const { ownership } = name;
  const againstIt = delegatedElsewhere(subject, name);
  if (mayTakeOver(subject, ownership, name.delegation)) {
    // The TXT moves with the alias, once everything here is ready for it; the claim within the cluster follows the TXT.
    return (
      againstIt ??
      rivalled(subject, name) ??
      (isClaimOfHolder(subject, name)
        ? undefined
        : settleClaim(subject, name, now))
    );
  }
  return (
    againstIt ??
    heldElsewhere(subject, name, now) ??
    notOurs(name) ??
    rivalled(subject, name) ??
    settleClaim(subject, name, now) ??
    settleOwnership(subject, name, now)
  );
}

function isClaimOurs({ identity }: Subject, { claim }: NameFacts): boolean {
  const owner = claim?.spec.owner;
  return (
    owner?.namespace === identity.namespace && owner.name === identity.name
  );
}

/** A delegation says who may have a name; it takes nothing from whoever has it. */
function delegatedElsewhere(
  subject: Subject,
  { place, delegation, ownership }: NameFacts,
): ClaimDecision | undefined {
  const { namespace } = subject.identity;
  const isHeld =
    ownership.kind === 'own' && ownership.ownership.state === 'held';
  if (isHeld || !delegation || delegation.namespaces.includes(namespace)) {
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
  { identity, request }: Subject,
  { place, ownership, ownershipHolder = {} }: NameFacts,
  now: number,
): ClaimDecision | undefined {
  if (ownership.kind !== 'other') return undefined;
  const { state, until, cluster, owner, installation } = ownership.ownership;
  if (mayReturn(identity, ownership.ownership)) return undefined;
  if (state === 'released') return coolingDown(place.hostname, until, now);
  const holder = addressOfRequest({ cluster, ...owner });
  const agreed = request.metadata.annotations?.[TRANSFER_ANNOTATION];
  return installation === identity.installation && agreed?.trim() === holder
    ? transferred(place.hostname, holder)
    : heldBy(place.hostname, ownershipHolder);
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
function rivalled(
  subject: Subject,
  name: NameFacts,
): ClaimDecision | undefined {
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
  const pending =
    ownership.kind === 'own' && ownership.ownership.state === 'pending'
      ? ownership
      : undefined;
  const rival = settled ?? rivals[0];
  const isKept =
    isClaimOurs(subject, name) && name.claim?.spec.state !== 'released';
  if (pending || (isKept && ownership.kind === 'none')) {
    return {
      kind: 'act',
      action: { kind: 'withdraw', place, current: pending },
      reason: 'HeldByOther',
      message: `${rival.hostname} is held by somebody else; the claim on ${place.hostname} is withdrawn.`,
    };
  }
  return heldBy(place.hostname, rival.holder, rival.hostname);
}

function settleClaim(
  subject: Subject,
  facts: NameFacts,
  now: number,
): ClaimDecision | undefined {
  const { place, claim, claimHolder = {}, ownership } = facts;
  const { namespace } = subject.identity;
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
  const own = isClaimOurs(subject, facts);
  if (own && owner?.uid === subject.uid && state !== 'released') {
    return undefined;
  }
  // Within the cluster the claim follows the TXT: it was lost and taken by another, or the name was handed over.
  const decided =
    ownership.kind === 'own' && ownership.ownership.state !== 'released';
  const returns =
    state === 'released' &&
    (owner?.namespace === namespace ||
      (ownership.kind === 'other' &&
        mayReturn(subject.identity, ownership.ownership)));
  if (own || decided || returns || claim.spec.delegate) {
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
  { identity }: Subject,
  { place, lostMarks, ownership }: NameFacts,
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
    const { until } = ownership.ownership;
    const waits =
      !mayReturn(identity, ownership.ownership) &&
      coolingDown(place.hostname, until, now);
    return waits
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
