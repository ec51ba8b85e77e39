import type { GatewayHostnameRequestStatus } from '@hostmaster/backstage-plugin-hostnames-common';
import type {
  Certificate,
  CertificateOrder,
} from '@hostmaster/backstage-plugin-hostnames-node';

type Attempts = GatewayHostnameRequestStatus['certificateAttempts'];

/** Milliseconds. */
export interface RetryWaits {
  certificateRetry: number;
  certificateRetryMost: number;
}

/** From this failure on the longest wait is taken: doubling on would allow a seventh attempt within three days. */
const LAST_DOUBLED = 4;

/**
 * Wall-clock ms at which the next certificate may be requested after failures; undefined: none has failed.
 *
 * | failed | wait | attempts so far, hours after the first |
 * | --- | --- | --- |
 * | 1, 2, 3, 4 | 1 h, 2 h, 4 h, 8 h | 0, 1, 3, 7, 15 |
 * | 5 and more | 32 h | 47, 79, … |
 *
 * So there are at most six in any three days, which is also how long an authority tries one (ACM: 72 hours).
 */
export function backoffEnds(
  attempts: Attempts,
  waits: RetryWaits,
): number | undefined {
  const failed = attempts?.count ?? 0;
  const last = Date.parse(attempts?.lastFailure ?? '');
  if (failed === 0 || Number.isNaN(last)) return undefined;
  const { certificateRetry, certificateRetryMost } = waits;
  return failed > LAST_DOUBLED
    ? last + Math.max(certificateRetry, certificateRetryMost)
    : last +
        Math.min(certificateRetryMost, certificateRetry * 2 ** (failed - 1));
}

/** The attempt that would be made now: one more than have failed. */
export function nextAttempt(attempts: Attempts): number {
  return (attempts?.count ?? 0) + 1;
}

/**
 * The certificate that stands for an order: the one of the attempt that is due; else the last one with the same names and key,
 * also a failed one until the wait after it is over. After a lost status that is what the inventory still knows.
 */
export function standingCertificate(
  order: CertificateOrder,
  seen: { ofOrder?: Certificate; owned: Certificate[] },
  attempts: Attempts,
  waits: RetryWaits,
  now: number,
): Certificate | undefined {
  if (seen.ofOrder) return seen.ofOrder;
  const [latest] = seen.owned
    .filter(certificate => answers(certificate, order))
    .sort((left, right) => attemptOf(right) - attemptOf(left));
  if (latest?.status.kind !== 'failed') return latest;
  const isNoted = (attempts?.count ?? 0) >= attemptOf(latest);
  const ends = backoffEnds(attempts, waits) ?? Infinity;
  return isNoted && ends <= now ? undefined : latest;
}

function answers(certificate: Certificate, order: CertificateOrder): boolean {
  return (
    certificate.keyAlgorithm === order.keyAlgorithm &&
    [...certificate.names].sort().join() === [...order.names].sort().join()
  );
}

function attemptOf(certificate: Certificate): number {
  return certificate.owner?.attempt ?? 1;
}
