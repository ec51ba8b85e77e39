import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as Crypto);

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

export interface TestCertificate {
  key: string;
  cert: string;
}

/** A certificate authority that issues for any name. */
export async function createAuthority(): Promise<{
  pem: string;
  issue(
    names: string[],
    options?: {
      notBefore?: Date;
      notAfter?: Date;
      serial?: string;
      names?: number;
    },
  ): Promise<TestCertificate>;
}> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, [
    'sign',
    'verify',
  ]);
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Test Authority',
    keys: keys as CryptoKeyPair,
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 86_400_000 * 3650),
    signingAlgorithm: algorithm,
    extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
  });
  return {
    pem: authority.toString('pem'),
    async issue(names, options = {}) {
      const own = await webcrypto.subtle.generateKey(algorithm, true, [
        'sign',
        'verify',
      ]);
      const certificate = await x509.X509CertificateGenerator.create({
        serialNumber: options.serial ?? '0a0b0c',
        subject: `CN=${names[0].slice(0, 60)}`,
        issuer: authority.subject,
        publicKey: own.publicKey as CryptoKey,
        signingKey: keys.privateKey as CryptoKey,
        signingAlgorithm: algorithm,
        notBefore: options.notBefore ?? new Date(Date.now() - 86_400_000),
        notAfter: options.notAfter ?? new Date(Date.now() + 86_400_000 * 60),
        extensions: [
          new x509.SubjectAlternativeNameExtension(
            names.map(value => ({ type: 'dns' as const, value })),
          ),
        ],
      });
      const pkcs8 = Buffer.from(
        await webcrypto.subtle.exportKey('pkcs8', own.privateKey),
      );
      return {
        cert: certificate.toString('pem'),
        key: `-----BEGIN PRIVATE KEY-----\n${pkcs8.toString(
          'base64',
        )}\n-----END PRIVATE KEY-----\n`,
      };
    },
  };
}
