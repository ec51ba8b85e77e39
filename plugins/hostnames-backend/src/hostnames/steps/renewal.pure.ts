import type {
  Certificate,
  CertificateDetail,
} from '@hostmaster/backstage-plugin-hostnames-node';

const DAY = 24 * 60 * 60_000;

/** ACM begins 60 days before the end of long certificates and 45 before that of 198-day ones (ACM guide, "Managed renewal"). */
const WATCHED = 60 * DAY;
/** What has not renewed by then is told to people, so that they have a month. */
const LATE = 30 * DAY;

/**
 * Whether the end of a certificate is so near that its renewal is worth a look: 60 days, of short-lived ones the last three
 * tenths of their life.
 */
export function renewalIsNear(certificate: Certificate, now: number): boolean {
  const { status, notAfter = Infinity } = certificate;
  if (status.kind !== 'issued') return false;
  return notAfter - now <= Math.min(WATCHED, 0.3 * lifetime(certificate));
}

/**
 * Why an issued certificate whose end is near will not renew by itself, for people; undefined: nothing speaks against it.
 *
 * | renewal | in use | days left | risk |
 * | --- | --- | --- | --- |
 * | FAILED | | 44 | the renewal failed |
 * | PENDING_VALIDATION | | 44 | the authority cannot validate the names |
 * | – | no, and only those in use renew | 59 | on no load balancer |
 * | PENDING_AUTO_RENEWAL, – | yes | 44 | – |
 * | whatever | yes | 30 | not renewed yet |
 *
 * Of certificates that live shorter than 180 days the last sixth of their life counts instead of 30 days.
 */
export function renewalRisk(
  certificate: CertificateDetail,
  options: { onlyInUse: boolean },
  now: number,
): string | undefined {
  if (!renewalIsNear(certificate, now)) return undefined;
  const { renewal, inUse, notAfter = Infinity } = certificate;
  const why = renewal?.reason ? ` (${renewal.reason})` : '';
  if (renewal?.status === 'FAILED') {
    return `the certificate authority gave up renewing it${why}. The platform team opens a case or has a new certificate requested by changing the key algorithm.`;
  }
  if (renewal?.status === 'PENDING_VALIDATION') {
    return `the certificate authority cannot validate the names any more${why}. Check the delegation of the zone, its CAA records and the validation records.`;
  }
  if (options.onlyInUse && !inUse) {
    return 'it is on no load balancer, and only certificates in use are renewed. Look at the condition ListenerAttached.';
  }
  if (notAfter - now <= Math.min(LATE, lifetime(certificate) / 6)) {
    return 'it should have renewed already. Look at the renewal status of the certificate at its authority.';
  }
  return undefined;
}

function lifetime({
  notBefore = -Infinity,
  notAfter = Infinity,
}: Certificate): number {
  return notAfter - notBefore;
}
