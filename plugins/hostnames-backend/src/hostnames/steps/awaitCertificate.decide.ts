import type { Certificate } from '@hostmaster/backstage-plugin-hostnames-node';
import type { Decision } from '../../reconciler/Step';
import { backoffEnds } from './certificateAttempts.pure';
import type { RetryWaits } from './certificateAttempts.pure';
import type { Memory, Subject } from '../Subject';

export interface AwaitFacts {
  /** Undefined: it was requested and cannot be seen yet. */
  certificate?: Certificate;
  /** Failed ones of the request that nothing serves and that another one has replaced. */
  discarded: string[];
  waits: RetryWaits;
  /** The listener has its certificate by itself. */
  shared?: boolean;
}

export type AwaitAction = { kind: 'discard'; ref: string };

/** Codes of authorities, and the reason of the condition. Others are FailedOther. */
const REASONS: Record<string, string> = {
  CAA_ERROR: 'CaaError',
  VALIDATION_TIMED_OUT: 'ValidationTimedOut',
  REVOKED: 'Revoked',
  EXPIRED: 'Expired',
  ADDITIONAL_VERIFICATION_REQUIRED: 'FailedAdditionalVerification',
  DOMAIN_NOT_ALLOWED: 'FailedDomainNotAllowed',
  INVALID_PUBLIC_DOMAIN: 'FailedInvalidPublicDomain',
  DOMAIN_VALIDATION_DENIED: 'FailedDomainValidationDenied',
};

/**
 * | certificate | attempts in status | decision |
 * | --- | --- | --- |
 * | not to be seen, pending | | wait, PendingValidation |
 * | issued | | satisfied |
 * | failed, attempt 1 | – | wait with the reason of the failure; remembered: 1 failed now |
 * | failed, attempt 1 | 1 failed half an hour ago | wait until the back-off (1 h, 2 h, … 32 h) ends |
 * | pending, attempt 2; attempt 1 failed and still there | | act: discard attempt 1 |
 *
 * After the back-off `requestCertificate` asks for the next one.
 */
export function decideAwait(
  subject: Subject,
  { certificate, discarded, waits, shared }: AwaitFacts,
  now: number,
): Decision<AwaitAction, Memory> {
  if (shared) {
    return {
      kind: 'satisfied',
      reason: 'Issued',
      message: 'The listener has its certificate by itself.',
    };
  }
  if (discarded.length > 0) {
    return {
      kind: 'act',
      action: { kind: 'discard', ref: discarded[0] },
      reason: 'PendingValidation',
      message: `The failed certificate ${discarded[0]} is being removed.`,
    };
  }
  if (!certificate || certificate.status.kind === 'pending') {
    return {
      kind: 'wait',
      reason: 'PendingValidation',
      message: `The certificate authority is validating ${subject.names
        .map(({ hostname }) => hostname)
        .join(', ')}.`,
      checkAfter: 30_000,
    };
  }
  if (certificate.status.kind === 'issued') {
    return {
      kind: 'satisfied',
      reason: 'Issued',
      message: `The certificate ${certificate.ref} is issued.`,
    };
  }
  const { reason: code, message: words } = certificate.status;
  const reason = REASONS[code] ?? 'FailedOther';
  const attempt = certificate.owner?.attempt ?? 1;
  const known = subject.request.status?.certificateAttempts;
  const isNoted = (known?.count ?? 0) >= attempt && known?.lastFailure;
  const attempts = isNoted
    ? known
    : {
        count: attempt,
        lastFailure: new Date(now).toISOString(),
        lastReason: code,
      };
  const ends = backoffEnds(attempts, waits) ?? now;
  return {
    kind: 'wait',
    reason,
    message: `The certificate authority answered ${code}${
      words ? `: ${words}` : ''
    }. Another certificate is requested at ${new Date(ends).toISOString()}.`,
    remember: isNoted
      ? undefined
      : { status: { certificateAttempts: attempts } },
    checkAfter: Math.max(1_000, ends - now + 1_000),
  };
}
