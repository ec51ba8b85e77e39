import { InputError } from '@backstage/errors';
import { listenerSetName } from '../naming/listenerSetName';
import { KubernetesManifest } from './KubernetesManifest';
import { metadata } from './metadata';
import { parsedValues } from './parsedValues';
import { CertificateValues, certificateValuesSchema } from './values';

const PRIVATE_KEYS = {
  RSA_2048: { algorithm: 'RSA', size: 2048 },
  RSA_4096: { algorithm: 'RSA', size: 4096 },
  EC_prime256v1: { algorithm: 'ECDSA', size: 256 },
  EC_secp384r1: { algorithm: 'ECDSA', size: 384 },
  Ed25519: { algorithm: 'Ed25519' },
} as const;

/**
 * A cert-manager Certificate. The key is exchanged at every renewal. RSA keys may also encipher keys, as RSA key exchange of
 * old clients asks for; others only sign.
 *
 * @throws InputError naming each field that cannot be used.
 * @public
 */
export function renderCertificate(
  values: CertificateValues,
): KubernetesManifest[] {
  const certificate = parsedValues(certificateValuesSchema, values);
  const { hostname, namespace, issuerRef } = certificate;
  if (certificate.wildcard && hostname.startsWith('*.')) {
    throw new InputError(
      `wildcard: "${hostname}" is a wildcard already; write the hostname below it, or leave wildcard out`,
    );
  }
  const name = certificate.name ?? listenerSetName(hostname);
  const privateKey = PRIVATE_KEYS[certificate.keyAlgorithm ?? 'EC_prime256v1'];
  return [
    {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: metadata(name, namespace, certificate),
      spec: {
        secretName: certificate.secretName ?? `${name}-tls`,
        dnsNames: [
          ...new Set([
            hostname,
            ...(certificate.wildcard ? [`*.${hostname}`] : []),
            ...(certificate.additionalNames ?? []),
          ]),
        ],
        issuerRef: {
          group: issuerRef.group ?? 'cert-manager.io',
          kind: issuerRef.kind ?? 'ClusterIssuer',
          name: issuerRef.name,
        },
        privateKey: { ...privateKey, rotationPolicy: 'Always' },
        usages: certificate.usages ?? [
          'digital signature',
          ...(privateKey.algorithm === 'RSA' ? ['key encipherment'] : []),
          'server auth',
        ],
        ...(certificate.duration ? { duration: certificate.duration } : {}),
        ...(certificate.renewBefore
          ? { renewBefore: certificate.renewBefore }
          : {}),
      },
    },
  ];
}
