import type {
  Certificate,
  CertificateOrder,
} from '@hostmaster/backstage-plugin-hostnames-node';
import type { Placement } from '../../placement';
import type { Decision } from '../../reconciler/Step';
import { backoffEnds, standingCertificate } from './certificateAttempts.pure';
import type { RetryWaits } from './certificateAttempts.pure';
import type { Memory, Subject } from '../Subject';

export interface CertificateFacts {
  /** Of the profile's pool; undefined where the profile has none. */
  placement?: Placement;
  /** Where the pool's gateways live. */
  edgeNamespace: string;
  listenerSet: string;
  /** What would be asked for now. */
  order: CertificateOrder;
  /** What the provider has for exactly this order. */
  ofOrder?: Certificate;
  /** All certificates of the request; of a profile that takes what is there, those that cover the names. */
  owned: Certificate[];
  /** The profile takes what is there. */
  existing: boolean;
  /** A limit of the account was answered a while ago; asking again is worth it in so many milliseconds. */
  refused?: { message: string; endsIn: number };
  /** The listeners are somebody else's: the one that covers all names with a certificate of its own, if there is one. */
  shared?: { gateway: string; listener?: string };
  waits: RetryWaits;
}

export type CertificateAction = { kind: 'request'; order: CertificateOrder };

/** A certificate that others renew is exchanged for a better one so many milliseconds before it ends. */
const SOON_OVER = 14 * 24 * 60 * 60_000;

/**
 * | place in the pool | certificate of the order | decision |
 * | --- | --- | --- |
 * | none, pool at its limit | – | blocked, PoolFull (also GatewayAssigned) |
 * | reserved | found | satisfied |
 * | reserved | –, profile takes existing ones | blocked, NoCoveringCertificate |
 * | reserved | –, an attempt failed half an hour ago | wait, BackingOff |
 * | reserved | –, the account is at a limit | blocked, QuotaReached |
 * | reserved | – | act: request |
 */
export function decideCertificate(
  subject: Subject,
  facts: CertificateFacts,
  now: number,
): Decision<CertificateAction, Memory> {
  const { placement, order, shared } = facts;
  if (shared) return decideShared(shared, order.names);
  const attempts = subject.request.status?.certificateAttempts;
  const found = facts.existing
    ? chosenExisting(facts.owned, subject, now)
    : standingCertificate(order, facts, attempts, facts.waits, now);
  if (placement?.kind === 'full') {
    return {
      kind: 'blocked',
      reason: placement.reason,
      message: placement.message,
      also: [{ type: 'GatewayAssigned', status: 'False' }],
      checkAfter: 60_000,
    };
  }
  const allocation = placement && {
    assignedGateway: {
      namespace: facts.edgeNamespace,
      name: placement.gateway,
      listenerSet: facts.listenerSet,
    },
  };
  if (found) {
    return {
      kind: 'satisfied',
      reason: facts.existing ? 'Reused' : 'Requested',
      message: facts.existing
        ? `The certificate ${found.ref} covers ${order.names.join(', ')}.`
        : `The certificate ${found.ref} was requested for ${order.names.join(
            ', ',
          )}.`,
      remember: { status: { ...allocation, ...statusOf(found.ref) } },
    };
  }
  if (facts.existing) {
    return {
      kind: 'blocked',
      reason: 'NoCoveringCertificate',
      message: `No issued certificate covers ${order.names.join(
        ', ',
      )}, and the profile makes none. Import or issue one, or choose another profile.`,
      checkAfter: 5 * 60_000,
    };
  }
  const ends = backoffEnds(attempts, facts.waits) ?? now;
  if (ends > now) {
    return {
      kind: 'wait',
      reason: 'BackingOff',
      message: `The last certificate failed (${
        attempts?.lastReason ?? 'unknown'
      }); the next one is requested at ${new Date(ends).toISOString()}.`,
      remember: { status: { ...allocation } },
      checkAfter: ends - now + 1_000,
    };
  }
  if (facts.refused) {
    return {
      kind: 'blocked',
      reason: 'QuotaReached',
      message: facts.refused.message,
      remember: { status: { ...allocation } },
      checkAfter: facts.refused.endsIn + 1_000,
    };
  }
  return {
    kind: 'act',
    action: { kind: 'request', order },
    reason: 'Requesting',
    message: `A certificate for ${order.names.join(', ')} is being requested.`,
    remember: { status: { ...allocation } },
  };
}

/** The one that is used already for as long as it is good for a while: what is attached does not change for nothing. */
function chosenExisting(
  covering: Certificate[],
  { request }: Subject,
  now: number,
): Certificate | undefined {
  const used = covering.find(
    ({ ref }) => ref === request.status?.certificateArn,
  );
  const [best] = covering;
  const left = (used?.notAfter ?? Infinity) - now;
  return used && left > SOON_OVER ? used : best;
}

function decideShared(
  { gateway, listener }: { gateway: string; listener?: string },
  names: string[],
): Decision<CertificateAction, Memory> {
  return listener === undefined
    ? {
        kind: 'blocked',
        reason: 'NoCoveringCertificate',
        message: `No HTTPS listener of Gateway ${gateway} with a valid certificate covers ${names.join(
          ', ',
        )}. The platform team adds one, or the request names another profile.`,
        checkAfter: 60_000,
      }
    : {
        kind: 'satisfied',
        reason: 'Reused',
        message: `The listener ${listener} of Gateway ${gateway} covers ${names.join(
          ', ',
        )} with its certificate.`,
      };
}

/** An ARN, or `namespace/name` of a Certificate. */
export function statusOf(ref: string): NonNullable<Memory['status']> {
  const [namespace, name, ...rest] = ref.split('/');
  const isObject = !ref.includes(':') && name && rest.length === 0;
  return isObject
    ? { certificateRef: { namespace, name }, certificateArn: undefined }
    : { certificateArn: ref, certificateRef: undefined };
}
