import { createPrivateKey, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { AcmContext, parseInput, tagSchema } from '../AcmOperation';
import { AcmState } from '../AcmState';
import { Certificate, KeyAlgorithm } from '../Certificate';
import { acmErrors } from '../errors';
import { addTags } from '../tags';

const schema = z.object({
  CertificateArn: z.string().optional(),
  Certificate: z.string().min(1),
  PrivateKey: z.string().min(1),
  CertificateChain: z.string().min(1).optional(),
  Tags: z.array(tagSchema).min(1).optional(),
});

/** Imports a certificate, or new content for one that was imported earlier. @public */
export function importCertificate(
  input: unknown,
  { state, lifecycle }: AcmContext,
): unknown {
  const request = parseInput(schema, input);
  const parts = readParts(request);
  if (request.CertificateArn !== undefined) {
    const existing = state.readable(request.CertificateArn);
    if (existing.type !== 'IMPORTED')
      throw acmErrors.invalidParameter(
        'Only an imported certificate can be reimported.',
      );
    if (request.Tags)
      throw acmErrors.invalidParameter(
        'Tags cannot be given when a certificate is reimported.',
      );
    Object.assign(existing, parts.facts, {
      importedAt: state.world.now(),
      status: statusOf(parts.facts, state),
    });
    existing.domains.splice(
      0,
      existing.domains.length,
      ...state.domainsOf(parts.names),
    );
    existing.material = Promise.resolve(parts.material);
    finish(existing, 'reimported', { state, lifecycle });
    return { CertificateArn: existing.arn };
  }
  const tags = new Map<string, string | undefined>();
  addTags(tags, request.Tags ?? []);
  state.assertRoomForImport();
  state.countImport();
  const now = state.world.now();
  const certificate = state.add({
    arn: state.newArn(),
    region: state.region,
    domainName: parts.names[0],
    domains: state
      .domainsOf(parts.names)
      .map(domain => ({ ...domain, status: 'SUCCESS' as const })),
    type: 'IMPORTED',
    createdAt: now,
    importedAt: now,
    exportable: false,
    tags,
    status: statusOf(parts.facts, state),
    visibleAt: now,
    recordsShownAt: now,
    material: Promise.resolve(parts.material),
    ...parts.facts,
  });
  finish(certificate, 'imported', { state, lifecycle });
  return { CertificateArn: certificate.arn };
}

function finish(
  certificate: Certificate,
  what: string,
  { state, lifecycle }: AcmContext,
): void {
  state.changed(certificate, what);
  lifecycle.renewals.watch(certificate);
}

interface ImportedFacts {
  keyAlgorithm: KeyAlgorithm;
  serial: string;
  notBefore: number;
  notAfter: number;
  importedIssuer: string;
}

function readParts(request: z.infer<typeof schema>) {
  const text = (base64: string) =>
    Buffer.from(base64, 'base64').toString('utf8');
  const certificateText = text(request.Certificate);
  const keyText = text(request.PrivateKey);
  const certificate = attempt(
    () => new X509Certificate(certificateText),
    'The certificate is not a valid PEM-encoded certificate.',
  );
  const key = attempt(
    () => createPrivateKey(keyText),
    'The private key is not a valid unencrypted PEM-encoded key.',
  );
  if (!certificate.checkPrivateKey(key))
    throw acmErrors.validation(
      'The private key does not match the certificate.',
    );
  const names = subjectNames(certificate);
  const facts: ImportedFacts = {
    keyAlgorithm: keyAlgorithmOf(certificate),
    serial: certificate.serialNumber.toLowerCase(),
    notBefore: Date.parse(certificate.validFrom),
    notAfter: Date.parse(certificate.validTo),
    importedIssuer: certificate.issuer.split('\n').join(', '),
  };
  const chain =
    request.CertificateChain === undefined
      ? ''
      : text(request.CertificateChain);
  return {
    names,
    facts,
    material: { certificate: certificateText, chain, privateKey: keyText },
  };
}

function attempt<T>(read: () => T, message: string): T {
  try {
    return read();
  } catch {
    throw acmErrors.validation(message);
  }
}

function subjectNames(certificate: X509Certificate): string[] {
  const alternative = (certificate.subjectAltName ?? '')
    .split(', ')
    .filter(entry => entry.startsWith('DNS:'))
    .map(entry => entry.slice('DNS:'.length).toLowerCase());
  const common = /^CN=(.+)$/m.exec(certificate.subject)?.[1].toLowerCase();
  const names = [
    ...new Set([...(common === undefined ? [] : [common]), ...alternative]),
  ];
  if (names.length === 0)
    throw acmErrors.validation('The certificate has no domain name.');
  return names;
}

function keyAlgorithmOf(certificate: X509Certificate): KeyAlgorithm {
  const { asymmetricKeyType, asymmetricKeyDetails } = certificate.publicKey;
  if (asymmetricKeyType === 'rsa')
    return `RSA_${asymmetricKeyDetails?.modulusLength}` as KeyAlgorithm;
  const curve = asymmetricKeyDetails?.namedCurve;
  if (curve === 'prime256v1' || curve === 'secp384r1' || curve === 'secp521r1')
    return `EC_${curve}`;
  throw acmErrors.validation(
    'The key algorithm of the certificate is not supported.',
  );
}

function statusOf(facts: ImportedFacts, state: AcmState): 'ISSUED' | 'EXPIRED' {
  return facts.notAfter > state.world.now() ? 'ISSUED' : 'EXPIRED';
}
