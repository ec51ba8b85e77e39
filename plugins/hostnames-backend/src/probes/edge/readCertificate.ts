import { X509Certificate } from 'node:crypto';

/** What a handshake says about the certificate served. Times: wall-clock ms. */
export interface ServedCertificate {
  /** Lower-case hexadecimal octets with colons, as ACM writes it. */
  serial: string;
  names: string[];
  notBefore: number;
  notAfter: number;
  issuer: string;
  fingerprint256: string;
}

const MOST_NAMES = 100;

/** The peer chose every byte of it, so lengths are bounded and unprintable characters replaced. */
export function readCertificate(
  certificate: X509Certificate,
): ServedCertificate {
  return {
    serial: formatSerial(certificate.serialNumber),
    names: namesOf(certificate.subjectAltName ?? ''),
    notBefore: Date.parse(certificate.validFrom),
    notAfter: Date.parse(certificate.validTo),
    issuer: issuerName(certificate.issuer ?? ''),
    fingerprint256: certificate.fingerprint256,
  };
}

/** `0A1B` → `0a:1b`. */
export function formatSerial(hexadecimal: string): string {
  const even = hexadecimal.length % 2 === 0 ? hexadecimal : `0${hexadecimal}`;
  return (even.toLowerCase().match(/../g) ?? []).slice(0, 64).join(':');
}

/** Node's text form: `DNS:a.example, DNS:b.example, IP Address:…`; names with odd characters are in quotes. */
function namesOf(subjectAltName: string): string[] {
  const names: string[] = [];
  for (const match of subjectAltName
    .slice(0, 40_000)
    .matchAll(/DNS:("(?:[^"\\]|\\.)*"|[^,]*)/g)) {
    if (names.length === MOST_NAMES) break;
    names.push(printable(match[1].replace(/^"|"$/g, ''), 253).toLowerCase());
  }
  return names;
}

function issuerName(distinguishedName: string): string {
  const attributes = distinguishedName.slice(0, 4_000).split('\n');
  const valueOf = (key: string) =>
    attributes.find(line => line.startsWith(`${key}=`))?.slice(key.length + 1);
  return printable(valueOf('CN') ?? valueOf('O') ?? distinguishedName, 200);
}

function printable(text: string, longest: number): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, longest);
}
