import type { NameOwnership } from '../records/ownership.pure';
import type { Subject } from '../Subject';
import { mayTakeOver } from '../takeover.pure';
import { Consent, consentFits, consentIn } from '../transfer.pure';
import type {
  ClaimDecision,
  ClaimFacts,
  NameFacts,
} from './claimHostname.facts.pure';

/** All names are held: what is to be said of them. */
export function satisfied(
  { names, consent }: ClaimFacts,
  namespace: string,
): ClaimDecision {
  const [{ place, delegation: nearest }] = names;
  const delegation = nearest?.namespaces.includes(namespace)
    ? nearest
    : undefined;
  const offered =
    consent?.kind === 'to'
      ? ` It goes to ${consent.target} as soon as that request is ready to serve it.`
      : '';
  const unused = names.some(({ ownership }) => lacksConsent(ownership, consent))
    ? ' The consent does not fit into the ownership record; use shorter names.'
    : offered;
  const ignored = consent?.kind === 'ignored' ? ` ${consent.message}` : unused;
  return {
    kind: 'satisfied',
    reason: delegation ? 'Granted' : 'FirstCome',
    message: `${
      delegation
        ? `${place.hostname} was delegated to this namespace with ${delegation.hostname} and is held by this request.`
        : `${place.hostname} is held by this request.`
    }${ignored}`,
  };
}

/** Names that are still another's, and may come here: everything is made ready for them. */
export function handedOver(
  subject: Subject,
  { names }: ClaimFacts,
): ClaimDecision | undefined {
  const coming = names.filter(({ ownership, delegation }) =>
    mayTakeOver(subject, ownership, delegation),
  );
  if (coming.length === 0) return undefined;
  const { assignedGateway } = subject.request.status ?? {};
  const [{ formerPlace }] = names;
  return {
    kind: 'satisfied',
    status: 'False',
    reason: 'TransferAgreed',
    message: `${coming
      .map(({ place }) => place.hostname)
      .join(
        ', ',
      )} may be taken over from the present holder; that happens in one step when everything here is ready to serve.`,
    ...(formerPlace && !assignedGateway
      ? { remember: { status: { assignedGateway: formerPlace } } }
      : {}),
  };
}

/** What is lost may not be routed any more. */
export function revoked(
  { identity }: Subject,
  { grantedNames = [] }: ClaimFacts,
  { place }: NameFacts,
  decision: ClaimDecision,
): ClaimDecision | undefined {
  const isDenied = decision.kind === 'blocked' && decision.also !== undefined;
  if (!isDenied || !grantedNames.includes(place.hostname)) return undefined;
  return {
    kind: 'act',
    action: {
      kind: 'grant',
      hostnames: grantedNames.filter(each => each !== place.hostname),
    },
    reason: decision.reason,
    message: `The right of namespace ${identity.namespace} to route ${place.hostname} is being taken back.`,
  };
}

/** The consent stands in the TXT, so that whoever takes the name over proves it in the very batch. */
export function settleConsent(
  { place, ownership }: NameFacts,
  consent: Consent = { kind: 'none' },
): ClaimDecision | undefined {
  if (ownership.kind !== 'own') return undefined;
  const target = consent.kind === 'to' ? consent.target : undefined;
  if (consentIn(ownership.ownership) === target) return undefined;
  if (target && !consentFits(ownership.ownership, target)) return undefined;
  return {
    kind: 'act',
    action: { kind: 'consent', place, current: ownership, target },
    reason: 'TransferAgreed',
    message: target
      ? `The consent to hand ${place.hostname} over to ${target} is being written.`
      : `The consent to hand ${place.hostname} over is being taken back.`,
  };
}

/** The claim here is that of the request which the TXT names: the name is handed over within the cluster. */
export function isClaimOfHolder(
  { identity }: Subject,
  { claim, ownership }: NameFacts,
): boolean {
  if (ownership.kind !== 'other') return false;
  const { cluster, owner } = ownership.ownership;
  return (
    cluster === identity.cluster &&
    claim?.spec.owner?.namespace === owner.namespace &&
    claim.spec.owner.name === owner.name
  );
}

function lacksConsent(
  ownership: NameOwnership,
  consent: Consent | undefined,
): boolean {
  return (
    consent?.kind === 'to' &&
    ownership.kind === 'own' &&
    consentIn(ownership.ownership) !== consent.target
  );
}
