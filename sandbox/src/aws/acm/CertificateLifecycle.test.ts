import { X509Certificate } from 'node:crypto';
import {
  ACMClient,
  DescribeCertificateCommand,
  GetCertificateCommand,
  KeyAlgorithm,
  ListCertificateDomainValidationsCommand,
  RequestCertificateCommand,
} from '@aws-sdk/client-acm';
import { awsDelays, noDelays } from '../delays';
import {
  describeCertificate,
  emulatedAccount,
  record,
  requestCertificate,
  slowAccount,
  writeValidationRecord,
} from '../testUtils';
import { validationRecord } from './validationRecord';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

describe('a certificate’s life', () => {
  it('is unreadable at first, then shows its record, and is issued after the record is INSYNC in the public zone', async () => {
    const account = slowAccount();
    const arn = await requestCertificate(account);

    await expect(describeCertificate(account, arn)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await account.clock.advance(10 * SECOND);
    const pending = await describeCertificate(account, arn);
    writeValidationRecord(account, 'shop.example.com');
    await account.clock.advance(10 * SECOND - 1);
    const notInSync = await describeCertificate(account, arn);
    await account.clock.runUntil(
      async () => (await describeCertificate(account, arn)).Status === 'ISSUED',
      { limitMs: 300 * SECOND },
    );
    const issued = await describeCertificate(account, arn);

    expect(pending.Status).toBe('PENDING_VALIDATION');
    expect(pending.DomainValidationOptions?.[0].ResourceRecord).toEqual({
      Name: validationRecord('123456789012', 'shop.example.com').name,
      Type: 'CNAME',
      Value: validationRecord('123456789012', 'shop.example.com').value,
    });
    expect(notInSync.DomainValidationOptions?.[0].ValidationStatus).toBe(
      'PENDING_VALIDATION',
    );
    expect(issued.DomainValidationOptions?.[0].ValidationStatus).toBe(
      'SUCCESS',
    );
    expect(
      (issued.NotAfter!.getTime() - issued.NotBefore!.getTime()) / DAY,
    ).toBeCloseTo(198, 3);
    expect(issued.Serial).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
    expect(account.clock.monotonic()).toBeGreaterThan(60 * SECOND);
  });

  it('has one record for a name and its wildcard, the same in every region and for later certificates', async () => {
    const account = emulatedAccount();
    const arn = await requestCertificate(account, {
      DomainName: 'example.com',
      SubjectAlternativeNames: ['*.example.com', 'example.com'],
    });
    const elsewhere = new ACMClient({
      ...account.clientConfig,
      region: 'us-east-1',
    });
    const other = await elsewhere.send(
      new RequestCertificateCommand({
        DomainName: 'example.com',
        ValidationMethod: 'DNS',
      }),
    );
    const detail = await describeCertificate(account, arn);
    const there = await elsewhere.send(
      new DescribeCertificateCommand({ CertificateArn: other.CertificateArn }),
    );
    const validations = await account.acm.send(
      new ListCertificateDomainValidationsCommand({ CertificateArn: arn }),
    );

    const records = detail.DomainValidationOptions!.map(option =>
      JSON.stringify(option.ResourceRecord),
    );
    expect(detail.SubjectAlternativeNames).toEqual([
      'example.com',
      '*.example.com',
    ]);
    expect(
      new Set([
        ...records,
        JSON.stringify(
          there.Certificate!.DomainValidationOptions![0].ResourceRecord,
        ),
      ]).size,
    ).toBe(1);
    expect(detail.DomainValidationOptions![0].ResourceRecord!.Value).toMatch(
      /^_[0-9a-f]{32}\.[a-z]{10}\.acm-validations\.aws\.$/,
    );
    expect(
      detail.DomainValidationOptions![0].ResourceRecord!.Value,
    ).toHaveLength(65);
    expect(other.CertificateArn).toContain(':us-east-1:');
    expect(
      validations.DomainValidationSummaryList?.map(
        summary => summary.DomainName,
      ),
    ).toEqual(['example.com', '*.example.com']);
    expect(
      validations.DomainValidationSummaryList?.[0].ActiveValidationConfiguration
        ?.ValidationChallenge,
    ).toEqual({
      DnsValidationChallenge: {
        ResourceRecord: detail.DomainValidationOptions![0].ResourceRecord,
      },
    });
  });

  it('is looked at more and more rarely, so a late record is noticed late', async () => {
    const account = slowAccount();
    const arn = await requestCertificate(account);
    await account.clock.advance(6 * HOUR);
    writeValidationRecord(account, 'shop.example.com');
    await account.clock.advance(10 * 60 * SECOND);
    const soon = (await describeCertificate(account, arn)).Status;
    await account.clock.advance(2 * HOUR);

    expect(soon).toBe('PENDING_VALIDATION');
    expect((await describeCertificate(account, arn)).Status).toBe('ISSUED');
  });

  it('times out after 72 hours when the record is in a private zone only', async () => {
    const account = emulatedAccount({ delays: { ...awsDelays, latency: 0 } });
    account.aws.zones.putZone({
      name: 'example.com',
      private: true,
      vpcs: [{ id: 'vpc-1', region: 'eu-central-1' }],
    });
    const arn = await requestCertificate(account);
    writeValidationRecord(account, 'shop.example.com');
    await account.clock.advance(72 * HOUR - 1);
    const before = (await describeCertificate(account, arn)).Status;
    await account.clock.advance(1);
    const after = await describeCertificate(account, arn);
    account.aws.zones.putZone({ name: 'example.com' });
    writeValidationRecord(account, 'shop.example.com');
    await account.clock.advance(DAY);

    expect([before, after.Status]).toEqual([
      'PENDING_VALIDATION',
      'VALIDATION_TIMED_OUT',
    ]);
    expect((await describeCertificate(account, arn)).Status).toBe(
      'VALIDATION_TIMED_OUT',
    );
  });

  it('is not issued while the zone is not delegated, or while issuing is stopped', async () => {
    const account = emulatedAccount();
    account.aws.zones.putZone({ name: 'example.com' });
    account.aws.zones.setDelegation('example.com', {
      nameServers: ['ns1.old.net'],
    });
    const arn = await requestCertificate(account);
    writeValidationRecord(account, 'shop.example.com');
    const undelegated = (await describeCertificate(account, arn)).Status;
    account.aws.certificates.stopIssuing(true);
    account.aws.zones.setDelegation('example.com', 'zone');
    const stopped = await describeCertificate(account, arn);
    account.aws.certificates.stopIssuing(false);

    expect(undelegated).toBe('PENDING_VALIDATION');
    expect(stopped).toMatchObject({
      Status: 'PENDING_VALIDATION',
      DomainValidationOptions: [{ ValidationStatus: 'SUCCESS' }],
    });
    expect((await describeCertificate(account, arn)).Status).toBe('ISSUED');
  });

  it('follows up to five CNAMEs from the record’s name', async () => {
    const account = emulatedAccount();
    account.aws.zones.putZone({ name: 'example.com' });
    const { name, value } = validationRecord(
      '123456789012',
      'shop.example.com',
    );
    const arn = await requestCertificate(account);
    const link = (i: number) => `l${i}.example.com.`;
    const put = (from: string, to: string) =>
      account.aws.zones.putRecords('example.com', [
        { name: from, type: 'CNAME', values: [to] },
      ]);
    put(name, link(1));
    for (let i = 1; i < 5; i++) put(link(i), link(i + 1));
    put(link(5), value);
    const six = (await describeCertificate(account, arn)).Status;
    put(link(4), value);

    expect(six).toBe('PENDING_VALIDATION');
    expect((await describeCertificate(account, arn)).Status).toBe('ISSUED');
  });

  it.each([
    ['0 issue "letsencrypt.org"', 'shop.example.com', 'FAILED'],
    ['0 issue ";"', 'shop.example.com', 'FAILED'],
    ['0 issue "amazontrust.com; policy=x"', 'shop.example.com', 'ISSUED'],
    ['0 iodef "mailto:x@example.com"', 'shop.example.com', 'ISSUED'],
    ['0 issuewild ";"', 'shop.example.com', 'ISSUED'],
    ['0 issuewild ";"', '*.example.com', 'FAILED'],
    ['128 tbs "x"', 'shop.example.com', 'FAILED'],
  ])('honours the CAA record %s for %s: %s', async (caa, domain, status) => {
    const account = emulatedAccount();
    account.aws.zones.putZone({ name: 'example.com' });
    account.aws.zones.putRecords('example.com', [
      { name: 'example.com', type: 'CAA', values: [caa] },
    ]);
    const arn = await requestCertificate(account, { DomainName: domain });
    writeValidationRecord(account, domain);

    const detail = await describeCertificate(account, arn);
    expect(detail.Status).toBe(status);
    expect(detail.FailureReason).toBe(
      status === 'FAILED' ? 'CAA_ERROR' : undefined,
    );
  });

  it.each([
    ['x.amazonaws.com', 'DOMAIN_NOT_ALLOWED'],
    ['db.corp', 'INVALID_PUBLIC_DOMAIN'],
  ])('fails for %s: %s', async (DomainName, reason) => {
    const account = emulatedAccount();
    const detail = await describeCertificate(
      account,
      await requestCertificate(account, { DomainName }),
    );

    expect(detail).toMatchObject({ Status: 'FAILED', FailureReason: reason });
  });

  it.each<[KeyAlgorithm, string]>([
    ['EC_prime256v1', 'ec'],
    ['EC_secp384r1', 'ec'],
    ['RSA_2048', 'rsa'],
  ])(
    'ends in a real %s certificate with a chain to the sandbox’s root',
    async (KeyAlgorithmWanted, keyType) => {
      const account = emulatedAccount();
      const long = `${'n'.repeat(60)}.example.com`;
      account.aws.zones.putZone({ name: 'example.com' });
      const arn = await requestCertificate(account, {
        KeyAlgorithm: KeyAlgorithmWanted,
        SubjectAlternativeNames: ['*.example.com', long],
      });
      await expect(
        account.acm.send(new GetCertificateCommand({ CertificateArn: arn })),
      ).rejects.toMatchObject({ name: 'RequestInProgressException' });
      for (const name of ['shop.example.com', 'example.com', long])
        writeValidationRecord(account, name);
      const detail = await describeCertificate(account, arn);
      const { Certificate, CertificateChain } = await account.clock.waitFor(
        account.acm.send(new GetCertificateCommand({ CertificateArn: arn })),
      );
      const leaf = new X509Certificate(Certificate!);
      const [intermediate, root] = CertificateChain!
        .match(/-----BEGIN[^]+?END CERTIFICATE-----/g)!
        .map(pem => new X509Certificate(pem));

      expect(leaf.serialNumber.toLowerCase()).toBe(
        detail.Serial!.replace(/:/g, ''),
      );
      expect(new Date(leaf.validTo)).toEqual(detail.NotAfter);
      expect(leaf.checkHost('any.example.com')).toBeTruthy();
      expect(leaf.checkHost(long)).toBeTruthy();
      expect(leaf.publicKey.asymmetricKeyType).toBe(keyType);
      expect(
        leaf.verify(intermediate.publicKey) &&
          intermediate.verify(root.publicKey),
      ).toBe(true);
      expect(root.toString().trim()).toBe(
        (await account.aws.authority.rootCertificate()).trim(),
      );
    },
  );
});

it('records written through the API issue a certificate as well', async () => {
  const account = emulatedAccount({ delays: noDelays });
  const zone = account.aws.zones.putZone({ name: 'example.com' });
  const arn = await requestCertificate(account);
  const { ResourceRecord } = (await describeCertificate(account, arn))
    .DomainValidationOptions![0];

  await account.change(
    zone.id,
    record('CREATE', 'CNAME', ResourceRecord!.Name!, ResourceRecord!.Value!),
  );

  expect((await describeCertificate(account, arn)).Status).toBe('ISSUED');
});
