import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { KeyAlgorithm } from './Certificate';

/** A certificate with everything a TLS server needs. All PEM. @public */
export interface CertificateMaterial {
  certificate: string;
  /** The intermediate and the root, as GetCertificate gives them. */
  chain: string;
  privateKey: string;
}

/** A root that outlives one run, so that people trust it once. PEM; ECDSA P-256. @public */
export interface RootAuthority {
  certificate: string;
  privateKey: string;
}

/** What a leaf certificate says. Times are milliseconds since 1970. @public */
export interface LeafInput {
  names: readonly string[];
  keyAlgorithm: KeyAlgorithm;
  serial: string;
  notBefore: number;
  notAfter: number;
}

interface Issuer {
  certificate: x509.X509Certificate;
  keys: CryptoKeyPair;
  algorithm: SigningAlgorithm;
}

type SigningAlgorithm = { name: string; hash: string };

/** The library is typed against the browser's interface, which Node's implementation fulfils. */
const browserCrypto = webcrypto as unknown as Crypto;
const { subtle } = browserCrypto;

const ECDSA_SHA256: SigningAlgorithm = { name: 'ECDSA', hash: 'SHA-256' };
const RSA_SHA256: SigningAlgorithm = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
};
const SERVER_AUTHENTICATION = '1.3.6.1.5.5.7.3.1';
const CLIENT_AUTHENTICATION = '1.3.6.1.5.5.7.3.2';
const DECADE = 10 * 365 * 24 * 3600 * 1000;

/**
 * The sandbox's certificate authority: a root, and an intermediate for RSA and one for ECDSA certificates. Keys are made when
 * they are first needed. RSA keys are slow to make, so all RSA leaves of one size share a key; nothing else does.
 *
 * @public
 */
export class CertificateAuthority {
  private root?: Promise<Issuer>;
  private readonly intermediates = new Map<string, Promise<Issuer>>();
  private readonly rsaKeys = new Map<number, Promise<CryptoKeyPair>>();

  constructor(
    private readonly now: () => number,
    private readonly stored?: RootAuthority,
  ) {}

  /** The root's certificate, to trust. */
  async rootCertificate(): Promise<string> {
    return (await this.rootIssuer()).certificate.toString('pem');
  }

  /** The root with its key, to be given as `stored` to a later run. */
  async exportRoot(): Promise<RootAuthority> {
    const root = await this.rootIssuer();
    return {
      certificate: root.certificate.toString('pem'),
      privateKey: await exportKey(root.keys.privateKey),
    };
  }

  async issue(leaf: LeafInput): Promise<CertificateMaterial> {
    const isRsa = leaf.keyAlgorithm.startsWith('RSA');
    const issuer = await this.intermediate(isRsa ? 'RSA' : 'ECDSA');
    const keys = await this.leafKeys(leaf.keyAlgorithm);
    const commonName = leaf.names.find(name => name.length <= 64);
    const certificate = await x509.X509CertificateGenerator.create(
      {
        serialNumber: leaf.serial,
        subject: commonName === undefined ? '' : `CN=${commonName}`,
        issuer: issuer.certificate.subject,
        notBefore: new Date(leaf.notBefore),
        notAfter: new Date(leaf.notAfter),
        signingKey: issuer.keys.privateKey,
        publicKey: keys.publicKey,
        signingAlgorithm: issuer.algorithm,
        extensions: [
          await x509.AuthorityKeyIdentifierExtension.create(
            issuer.keys.publicKey,
          ),
          await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
          new x509.SubjectAlternativeNameExtension(
            leaf.names.map(value => ({ type: 'dns' as const, value })),
          ),
          new x509.KeyUsagesExtension(
            x509.KeyUsageFlags.digitalSignature |
              (isRsa ? x509.KeyUsageFlags.keyEncipherment : 0),
            true,
          ),
          new x509.ExtendedKeyUsageExtension([
            SERVER_AUTHENTICATION,
            CLIENT_AUTHENTICATION,
          ]),
          new x509.BasicConstraintsExtension(false, undefined, true),
        ],
      },
      browserCrypto,
    );
    return {
      certificate: `${certificate.toString('pem')}\n`,
      chain: `${issuer.certificate.toString(
        'pem',
      )}\n${await this.rootCertificate()}\n`,
      privateKey: await exportKey(keys.privateKey),
    };
  }

  private rootIssuer(): Promise<Issuer> {
    this.root ??= this.stored ? importRoot(this.stored) : this.makeRoot();
    return this.root;
  }

  private async makeRoot(): Promise<Issuer> {
    const keys = await generateKeys('EC_prime256v1');
    const certificate = await this.authority(
      'Hostmaster Sandbox Root CA',
      keys,
      undefined,
    );
    return { certificate, keys, algorithm: ECDSA_SHA256 };
  }

  private intermediate(kind: 'RSA' | 'ECDSA'): Promise<Issuer> {
    let made = this.intermediates.get(kind);
    if (!made) {
      made = this.makeIntermediate(kind);
      this.intermediates.set(kind, made);
    }
    return made;
  }

  private async makeIntermediate(kind: 'RSA' | 'ECDSA'): Promise<Issuer> {
    const root = await this.rootIssuer();
    const keys = await generateKeys(
      kind === 'RSA' ? 'RSA_2048' : 'EC_prime256v1',
    );
    const name =
      kind === 'RSA'
        ? 'Hostmaster Sandbox RSA 2048 M01'
        : 'Hostmaster Sandbox ECDSA 256 M01';
    const certificate = await this.authority(name, keys, root);
    return {
      certificate,
      keys,
      algorithm: kind === 'RSA' ? RSA_SHA256 : ECDSA_SHA256,
    };
  }

  /** The certificate of an authority; signed by itself when there is no issuer. */
  private async authority(
    name: string,
    keys: CryptoKeyPair,
    issuer: Issuer | undefined,
  ): Promise<x509.X509Certificate> {
    const subject = `CN=${name}, O=Hostmaster Sandbox, C=US`;
    return x509.X509CertificateGenerator.create(
      {
        serialNumber: Buffer.from(webcrypto.getRandomValues(new Uint8Array(16)))
          .toString('hex')
          .replace(/^./, '1'),
        subject,
        issuer: issuer?.certificate.subject ?? subject,
        notBefore: new Date(this.now() - DECADE / 10),
        notAfter: new Date(this.now() + DECADE),
        signingKey: (issuer?.keys ?? keys).privateKey,
        publicKey: keys.publicKey,
        signingAlgorithm: issuer?.algorithm ?? ECDSA_SHA256,
        extensions: [
          new x509.BasicConstraintsExtension(
            true,
            issuer ? 0 : undefined,
            true,
          ),
          new x509.KeyUsagesExtension(
            x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
            true,
          ),
          await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
          await x509.AuthorityKeyIdentifierExtension.create(
            (issuer?.keys ?? keys).publicKey,
          ),
        ],
      },
      browserCrypto,
    );
  }

  private leafKeys(algorithm: KeyAlgorithm): Promise<CryptoKeyPair> {
    if (!algorithm.startsWith('RSA')) return generateKeys(algorithm);
    const bits = Number(algorithm.slice(4));
    let keys = this.rsaKeys.get(bits);
    if (!keys) {
      keys = generateKeys(algorithm);
      this.rsaKeys.set(bits, keys);
    }
    return keys;
  }
}

const CURVES: Partial<Record<KeyAlgorithm, string>> = {
  EC_prime256v1: 'P-256',
  EC_secp384r1: 'P-384',
  EC_secp521r1: 'P-521',
};

async function generateKeys(algorithm: KeyAlgorithm): Promise<CryptoKeyPair> {
  const namedCurve = CURVES[algorithm];
  const keys = await subtle.generateKey(
    namedCurve
      ? { name: 'ECDSA', namedCurve }
      : {
          ...RSA_SHA256,
          modulusLength: Number(algorithm.slice(4)),
          publicExponent: new Uint8Array([1, 0, 1]),
        },
    true,
    ['sign', 'verify'],
  );
  return keys as CryptoKeyPair;
}

async function exportKey(key: CryptoKey): Promise<string> {
  const pkcs8 = await subtle.exportKey('pkcs8', key);
  const lines =
    Buffer.from(pkcs8)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN PRIVATE KEY-----\n${lines.join(
    '\n',
  )}\n-----END PRIVATE KEY-----\n`;
}

async function importRoot(stored: RootAuthority): Promise<Issuer> {
  const certificate = new x509.X509Certificate(stored.certificate);
  const pkcs8 = Buffer.from(
    stored.privateKey.replace(/-----[^-]+-----|\s/g, ''),
    'base64',
  );
  const parameters = { name: 'ECDSA', namedCurve: 'P-256' };
  const privateKey = await subtle.importKey('pkcs8', pkcs8, parameters, true, [
    'sign',
  ]);
  const publicKey = await subtle.importKey(
    'spki',
    certificate.publicKey.rawData,
    parameters,
    true,
    ['verify'],
  );
  return {
    certificate,
    keys: { privateKey, publicKey },
    algorithm: ECDSA_SHA256,
  };
}
