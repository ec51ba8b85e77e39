import {
  certificateFailure,
  reasons,
} from '@hostmaster/backstage-plugin-hostnames-common';
import type { Certificate } from '@hostmaster/backstage-plugin-hostnames-node';
import type { Decision } from '../../reconciler/Step';
import { backoffEnds } from './certificateAttempts.pure';
import type { RetryWaits } from './certificateAttempts.pure';
import type { Memory, Subject } from '../Subject';

export interface AwaitFacts {
  /** Undefined: it was requested and cannot be seen yet. */
  certificate?: Certificate;
  /** Why it will not renew by itself, completing "… will not renew by itself:"; undefined: nothing speaks against it. */
  renewalRisk?: string;
  /** Failed ones of the request that nothing serves and that another one has replaced. */
  discarded: string[];
  waits: RetryWaits;
  /** The listener has its certificate by itself. */
  shared?: boolean;
}

export type AwaitAction = { kind: 'discard'; ref: string };

/**
 * | certificate | attempts in status | decision |
 * | --- | --- | --- |
 * | not to be seen, pending | | wait, PendingValidation |
 * | issued | | satisfied |
 * | issued, and something speaks against its renewal | | satisfied, RenewalAtRisk |
 * | failed, attempt 1 | – | wait with the reason of the failure; remembered: 1 failed now |
 * | failed, attempt 1 | 1 failed half an hour ago | wait until the back-off (1 h, 2 h, … 32 h) ends |
 * | pending, attempt 2; attempt 1 failed and still there | | act: discard attempt 1 |
 *
 * After the back-off `requestCertificate` asks for the next one.
 */
export function decideAwait(
  subject: Subject,
  { certificate, renewalRisk, discarded, waits, shared }: AwaitFacts,
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
  if (certificate.status.kind === 'issued' && renewalRisk) {
    const until = new Date(certificate.notAfter ?? now).toISOString();
    return {
      kind: 'satisfied',
      reason: 'RenewalAtRisk',
      message: `The certificate ${certificate.ref} is valid until ${until} and will not renew by itself: ${renewalRisk}`,
      checkAfter: 60 * 60_000,
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
  const reason = certificateFailure(code);
  const attempt = certificate.owner?.attempt ?? 1;
  const known = subject.request.status?.certificateAttempts;
  const isNoted = known?.lastFailure && (known.count ?? 0) >= attempt;
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
    }. ${reasons[reason].todo} The next one is requested at ${new Date(
      ends,
    ).toISOString()}.`,
    remember: isNoted
      ? undefined
      : { status: { certificateAttempts: attempts } },
    checkAfter: Math.max(1_000, ends - now + 1_000),
  };
}
