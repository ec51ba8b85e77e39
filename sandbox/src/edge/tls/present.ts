import { Certificate, coversHost, Listener, namesOf } from '../../aws';

/** Where a listener finds its certificates. @public */
export type CertificateLookup = (arn: string) => Certificate | undefined;

/**
 * The certificate a listener presents for a server name, as an ALB chooses it: one of its list that has the very name, else
 * one with a wildcard for it (one label only), else the default. Of several that fit: ECDSA before RSA, then the larger key,
 * then the one that is valid longest.
 *
 * | list | asked | presented |
 * | --- | --- | --- |
 * | `shop.example.com`, `*.example.com` | `shop.example.com` | `shop.example.com` |
 * | `*.example.com` | `beta.example.com` | `*.example.com` |
 * | `*.example.com` | `a.b.example.com` | the default |
 *
 * @public
 */
export function chooseCertificate(
  listener: Listener,
  serverName: string | undefined,
  find: CertificateLookup,
): { certificate: Certificate; isDefault: boolean } | undefined {
  const listed = listener.certificates.flatMap(arn => usable(find(arn)));
  const host = serverName?.toLowerCase().replace(/\.$/, '');
  if (host !== undefined && host !== '') {
    const exact = listed.filter(certificate =>
      namesOf(certificate).includes(host),
    );
    const fitting =
      exact.length > 0
        ? exact
        : listed.filter(certificate => covers(certificate, host));
    const [best] = [...fitting].sort(byPreference);
    if (best) return { certificate: best, isDefault: false };
  }
  const [fallback] =
    listener.defaultCertificate === undefined
      ? []
      : usable(find(listener.defaultCertificate));
  return fallback && { certificate: fallback, isDefault: true };
}

/** Expired and revoked certificates are still presented; one without a serial never was issued. */
function usable(certificate: Certificate | undefined): Certificate[] {
  return certificate?.serial === undefined ? [] : [certificate];
}

function covers(certificate: Certificate, host: string): boolean {
  return namesOf(certificate).some(name => coversHost(name, host));
}

function byPreference(left: Certificate, right: Certificate): number {
  return (
    Number(right.keyAlgorithm.startsWith('EC')) -
      Number(left.keyAlgorithm.startsWith('EC')) ||
    keySize(right) - keySize(left) ||
    (right.notAfter ?? 0) - (left.notAfter ?? 0)
  );
}

function keySize(certificate: Certificate): number {
  return Number(/\d{3,4}/.exec(certificate.keyAlgorithm)?.[0] ?? 0);
}
