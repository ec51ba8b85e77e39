import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import { systemClock } from '@hostmaster/kubernetes-runtime';
import * as x509 from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 86_400_000;
const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1';
const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2';

/** A certificate with its key, both in PEM. @public */
export interface CertificatePair {
  certificatePem: string;
  keyPem: string;
}

/**
 * A certificate authority that lives as long as the process. Its certificates are valid by the machine's clock, since TLS
 * clients check them by that.
 *
 * @internal
 */
export class CertificateAuthority {
  private constructor(
    readonly certificatePem: string,
    private readonly certificate: x509.X509Certificate,
    private readonly keys: webcrypto.CryptoKeyPair,
  ) {}

  static async create(name: string): Promise<CertificateAuthority> {
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      serialNumber: serialNumber(),
      name: `CN=${name}`,
      ...validity(),
      signingAlgorithm: ALGORITHM,
      keys: keys as never,
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(
          x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
          true,
        ),
        await x509.SubjectKeyIdentifierExtension.create(
          keys.publicKey as never,
        ),
      ],
    });
    return new CertificateAuthority(
      certificate.toString('pem'),
      certificate,
      keys,
    );
  }

  /** A certificate for a server under these host names and addresses. */
  server(hosts: string[]): Promise<CertificatePair> {
    const names = hosts.map(host => ({
      type: isIP(host) ? ('ip' as const) : ('dns' as const),
      value: host,
    }));
    return this.issue([{ CN: [hosts[0]] }], SERVER_AUTHENTICATION, [
      new x509.SubjectAlternativeNameExtension(names),
    ]);
  }

  /** A certificate that names a user and groups, as the API server reads them. */
  client(user: string, groups: string[]): Promise<CertificatePair> {
    const subject = [...groups.map(group => ({ O: [group] })), { CN: [user] }];
    return this.issue(subject, CLIENT_AUTHENTICATION, []);
  }

  private async issue(
    subject: Array<Record<string, string[]>>,
    usage: string,
    extensions: x509.Extension[],
  ): Promise<CertificatePair> {
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: serialNumber(),
      subject,
      issuer: this.certificate.subject,
      ...validity(),
      signingAlgorithm: ALGORITHM,
      publicKey: keys.publicKey as never,
      signingKey: this.keys.privateKey as never,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([usage]),
        await x509.AuthorityKeyIdentifierExtension.create(
          this.keys.publicKey as never,
        ),
        ...extensions,
      ],
    });
    const key = Buffer.from(
      await webcrypto.subtle.exportKey('pkcs8', keys.privateKey),
    );
    return {
      certificatePem: certificate.toString('pem'),
      keyPem: x509.PemConverter.encode(new Uint8Array(key), 'PRIVATE KEY'),
    };
  }
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, [
    'sign',
    'verify',
  ]) as Promise<webcrypto.CryptoKeyPair>;
}

function validity(): { notBefore: Date; notAfter: Date } {
  const now = systemClock.now();
  return {
    notBefore: new Date(now - DAY),
    notAfter: new Date(now + 365 * DAY),
  };
}

function serialNumber(): string {
  return Buffer.from(webcrypto.getRandomValues(new Uint8Array(12)))
    .toString('hex')
    .replace(/^./, '1');
}
