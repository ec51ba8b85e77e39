import { createHash } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { Clock } from '@hostmaster/kubernetes-runtime';

/** A certificate authority that signs what was proven by DNS; one for `staging`, one for `production`. */
export class AcmeAuthority {
  private root:
    | Promise<{ certificate: x509.X509Certificate; keys: CryptoKeyPair }>
    | undefined;
  private serial = 0;

  constructor(
    readonly name: string,
    private readonly clock: Clock,
    private readonly lifetimeDays = 90,
  ) {}

  /** What must stand in the TXT record for a name; the same for the same order, as an ACME key authorization digest. */
  challengeValue(order: string, dnsName: string): string {
    return createHash('sha256')
      .update(`${this.name}/${order}/${dnsName}`)
      .digest('base64url');
  }

  /** A new key and its certificate in PEM; `chain` ends with the root, which is also `ca`. */
  async issue(names: string[]): Promise<{
    pem: string;
    chain: string;
    ca: string;
    notBefore: Date;
    notAfter: Date;
  }> {
    const keys = (await crypto.subtle.generateKey(
      { name: 'ECDSA', namedCurve: 'P-256' },
      true,
      ['sign', 'verify'],
    )) as CryptoKeyPair;
    const signed = await this.sign(names, keys.publicKey);
    const key = Buffer.from(
      await crypto.subtle.exportKey('pkcs8', keys.privateKey),
    )
      .toString('base64')
      .replace(/(.{64})/g, '$1\n')
      .trim();
    return {
      ...signed,
      pem: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
    };
  }

  private async sign(
    names: string[],
    publicKey: CryptoKey,
  ): Promise<{ chain: string; ca: string; notBefore: Date; notAfter: Date }> {
    const { certificate: issuer, keys } = await this.authority();
    this.serial += 1;
    const notBefore = new Date(this.clock.now() - 60_000);
    const notAfter = new Date(
      this.clock.now() + this.lifetimeDays * 86_400_000,
    );
    const leaf = await x509.X509CertificateGenerator.create({
      serialNumber: createHash('sha256')
        .update(`${this.name}/${this.serial}/${names.join()}`)
        .digest('hex')
        .slice(0, 32)
        .replace(/^[89a-f]/, '1'),
      subject: `CN=${names[0].length <= 64 ? names[0] : this.name}`,
      issuer: issuer.subject,
      notBefore,
      notAfter,
      signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
      publicKey,
      signingKey: keys.privateKey,
      extensions: [
        new x509.BasicConstraintsExtension(false),
        new x509.SubjectAlternativeNameExtension(
          names.map(value => ({ type: 'dns' as const, value })),
        ),
        new x509.ExtendedKeyUsageExtension(['1.3.6.1.5.5.7.3.1']),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature),
      ],
    });
    return {
      chain: `${leaf.toString('pem')}\n${issuer.toString('pem')}\n`,
      ca: `${issuer.toString('pem')}\n`,
      notBefore,
      notAfter,
    };
  }

  private authority() {
    this.root ??= (async () => {
      const keys = (await crypto.subtle.generateKey(
        { name: 'ECDSA', namedCurve: 'P-256' },
        true,
        ['sign', 'verify'],
      )) as CryptoKeyPair;
      const certificate = await x509.X509CertificateGenerator.createSelfSigned({
        serialNumber: '01',
        name: `CN=(Sandbox) ACME ${this.name} root`,
        notBefore: new Date(this.clock.now() - 86_400_000),
        notAfter: new Date(this.clock.now() + 3650 * 86_400_000),
        signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
        keys,
        extensions: [new x509.BasicConstraintsExtension(true, 1, true)],
      });
      return { certificate, keys };
    })();
    return this.root;
  }
}
