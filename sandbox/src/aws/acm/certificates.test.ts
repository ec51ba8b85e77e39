import {
  ACMClient,
  AddTagsToCertificateCommand,
  CertificateDetail,
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  GetCertificateCommand,
  ImportCertificateCommand,
  KeyAlgorithm,
  ListCertificateDomainValidationsCommand,
  ListCertificatesCommand,
  ListTagsForCertificateCommand,
  RemoveTagsFromCertificateCommand,
  RequestCertificateCommand,
  RequestCertificateCommandInput,
  SearchCertificatesCommand,
  paginateListCertificates,
} from '@aws-sdk/client-acm';
import { X509Certificate } from 'node:crypto';
import { AcmEvent } from '../core/ChangeFeed';
import { awsDelays, noDelays } from '../delays';
import { awsLimits, noRateLimits } from '../limits';
import { emulatedAccount, EmulatedAccount, record } from '../testUtils';
import { validationRecord } from './validationRecord';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

async function request(
  { acm }: EmulatedAccount,
  input: Partial<RequestCertificateCommandInput> = {},
): Promise<string> {
  const { CertificateArn } = await acm.send(
    new RequestCertificateCommand({
      DomainName: 'shop.example.com',
      ValidationMethod: 'DNS',
      ...input,
    }),
  );
  return CertificateArn!;
}

async function describeIt(
  { acm }: EmulatedAccount,
  CertificateArn: string,
): Promise<CertificateDetail> {
  const { Certificate } = await acm.send(
    new DescribeCertificateCommand({ CertificateArn }),
  );
  return Certificate!;
}

function writeRecord(
  account: EmulatedAccount,
  domain: string,
  zone = 'example.com',
): void {
  const { name, value } = validationRecord('123456789012', domain);
  const [target] = account.aws.route53.zonesNamed(`${zone}.`);
  account.aws.route53.write(target, [
    { kind: 'put', record: { name, type: 'CNAME', ttl: 300, values: [value] } },
  ]);
}

/** An account with a public zone and the delays of the real service, but no latency. */
function slowAccount(): EmulatedAccount {
  const account = emulatedAccount({ delays: { ...awsDelays, latency: 0 } });
  account.aws.zones.putZone({ name: 'example.com' });
  return account;
}

describe('RequestCertificate', () => {
  it.each<[string, Partial<RequestCertificateCommandInput>, string, RegExp]>([
    [
      'no domain name',
      { DomainName: 'no_name' },
      'ValidationException',
      /at 'domainName' failed to satisfy constraint: Member must satisfy regular expression/,
    ],
    [
      'a wildcard in the middle',
      { DomainName: 'a.*.example.com' },
      'ValidationException',
      /domainName/,
    ],
    [
      'a common name of 65 octets',
      { DomainName: `${'a'.repeat(53)}.example.com` },
      'InvalidParameterException',
      /64 octets/,
    ],
    [
      'a token with dashes',
      { IdempotencyToken: 'a-b' },
      'ValidationException',
      /idempotencyToken/,
    ],
    [
      'too many names',
      {
        SubjectAlternativeNames: Array.from(
          { length: 10 },
          (_, i) => `n${i}.example.com`,
        ),
      },
      'LimitExceededException',
      /^Certificate has too many domains\.$/,
    ],
    [
      'a key that ACM does not make',
      { KeyAlgorithm: 'RSA_4096' },
      'InvalidParameterException',
      /RSA_4096/,
    ],
    [
      'a tag of AWS',
      { Tags: [{ Key: 'aws:x', Value: '' }] },
      'InvalidTagException',
      /aws:/,
    ],
    [
      'too many tags',
      { Tags: Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}` })) },
      'TooManyTagsException',
      /50/,
    ],
    [
      'a validation domain elsewhere',
      {
        DomainValidationOptions: [
          { DomainName: 'shop.example.com', ValidationDomain: 'example.org' },
        ],
      },
      'InvalidDomainValidationOptionsException',
      /superdomain/,
    ],
  ])('refuses %s', async (_, input, name, message) => {
    const account = emulatedAccount({
      limits: {
        ...noRateLimits,
        acm: { ...noRateLimits.acm, namesPerCertificate: 10 },
      },
    });

    await expect(request(account, input)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    });
  });

  it('remembers a token for an hour, whatever the other fields say', async () => {
    const account = emulatedAccount();
    const first = await request(account, { IdempotencyToken: 'token' });
    const other = await request(account, {
      IdempotencyToken: 'token',
      DomainName: 'other.example.com',
      KeyAlgorithm: 'EC_prime256v1',
    });
    await account.clock.advance(HOUR - 1);
    const late = await request(account, { IdempotencyToken: 'token' });
    await account.clock.advance(1);
    const after = await request(account, { IdempotencyToken: 'token' });

    expect(other).toBe(first);
    expect(late).toBe(first);
    expect(after).not.toBe(first);
    expect(account.aws.inRegion().acm.all()).toHaveLength(2);
  });

  it('counts the certificates there are and the requests of the last year, deleted ones too', async () => {
    const limits = {
      ...noRateLimits,
      acm: { ...noRateLimits.acm, certificates: 2, requestsPerYear: 3 },
    };
    const account = emulatedAccount({ limits });
    const first = await request(account);
    await request(account);

    await expect(request(account)).rejects.toMatchObject({
      name: 'LimitExceededException',
      message:
        'Cannot request more certificates in this account. Contact Customer Service for details.',
    });
    await account.acm.send(
      new DeleteCertificateCommand({ CertificateArn: first }),
    );
    const third = await request(account);
    await account.acm.send(
      new DeleteCertificateCommand({ CertificateArn: third }),
    );
    await expect(request(account)).rejects.toMatchObject({
      message:
        'Error: you have reached your limit of 3 certificates in the last year.',
    });
    await account.clock.advance(366 * DAY);
    expect(await request(account)).toMatch(
      /^arn:aws:acm:eu-central-1:123456789012:certificate\//,
    );
  });

  it('is rated per operation', async () => {
    const account = emulatedAccount({ limits: awsLimits });
    const { acm } = account;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, () => request(account)),
    );
    const describing = await Promise.allSettled(
      Array.from({ length: 11 }, () =>
        acm.send(
          new ListTagsForCertificateCommand({
            CertificateArn: (outcomes[0] as PromiseFulfilledResult<string>)
              .value,
          }),
        ),
      ),
    );

    expect(
      outcomes.filter(({ status }) => status === 'fulfilled'),
    ).toHaveLength(5);
    expect(outcomes[5]).toMatchObject({
      reason: { name: 'ThrottlingException', message: 'Rate exceeded' },
    });
    expect(
      describing.filter(({ status }) => status === 'fulfilled'),
    ).toHaveLength(10);
  });
});

describe('a certificate’s life', () => {
  it('is unreadable at first, then shows its record, and is issued after the record is INSYNC in the public zone', async () => {
    const account = slowAccount();
    const arn = await request(account);

    await expect(describeIt(account, arn)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await account.clock.advance(10 * SECOND);
    const pending = await describeIt(account, arn);
    writeRecord(account, 'shop.example.com');
    await account.clock.advance(10 * SECOND - 1);
    const notInSync = await describeIt(account, arn);
    await account.clock.runUntil(
      async () => (await describeIt(account, arn)).Status === 'ISSUED',
      { limitMs: 300 * SECOND },
    );
    const issued = await describeIt(account, arn);

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
    const arn = await request(account, {
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
    const detail = await describeIt(account, arn);
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
    const arn = await request(account);
    await account.clock.advance(6 * HOUR);
    writeRecord(account, 'shop.example.com');
    await account.clock.advance(10 * 60 * SECOND);
    const soon = (await describeIt(account, arn)).Status;
    await account.clock.advance(2 * HOUR);

    expect(soon).toBe('PENDING_VALIDATION');
    expect((await describeIt(account, arn)).Status).toBe('ISSUED');
  });

  it('times out after 72 hours when the record is in a private zone only', async () => {
    const account = emulatedAccount({ delays: { ...awsDelays, latency: 0 } });
    account.aws.zones.putZone({
      name: 'example.com',
      private: true,
      vpcs: [{ id: 'vpc-1', region: 'eu-central-1' }],
    });
    const arn = await request(account);
    writeRecord(account, 'shop.example.com');
    await account.clock.advance(72 * HOUR - 1);
    const before = (await describeIt(account, arn)).Status;
    await account.clock.advance(1);
    const after = await describeIt(account, arn);
    account.aws.zones.putZone({ name: 'example.com' });
    writeRecord(account, 'shop.example.com');
    await account.clock.advance(DAY);

    expect([before, after.Status]).toEqual([
      'PENDING_VALIDATION',
      'VALIDATION_TIMED_OUT',
    ]);
    expect((await describeIt(account, arn)).Status).toBe(
      'VALIDATION_TIMED_OUT',
    );
  });

  it('is not issued while the zone is not delegated, or while issuing is stopped', async () => {
    const account = emulatedAccount();
    account.aws.zones.putZone({ name: 'example.com' });
    account.aws.zones.setDelegation('example.com', {
      nameServers: ['ns1.old.net'],
    });
    const arn = await request(account);
    writeRecord(account, 'shop.example.com');
    const undelegated = (await describeIt(account, arn)).Status;
    account.aws.certificates.stopIssuing(true);
    account.aws.zones.setDelegation('example.com', 'zone');
    const stopped = await describeIt(account, arn);
    account.aws.certificates.stopIssuing(false);

    expect(undelegated).toBe('PENDING_VALIDATION');
    expect(stopped).toMatchObject({
      Status: 'PENDING_VALIDATION',
      DomainValidationOptions: [{ ValidationStatus: 'SUCCESS' }],
    });
    expect((await describeIt(account, arn)).Status).toBe('ISSUED');
  });

  it('follows up to five CNAMEs from the record’s name', async () => {
    const account = emulatedAccount();
    account.aws.zones.putZone({ name: 'example.com' });
    const { name, value } = validationRecord(
      '123456789012',
      'shop.example.com',
    );
    const arn = await request(account);
    const link = (i: number) => `l${i}.example.com.`;
    const put = (from: string, to: string) =>
      account.aws.zones.putRecords('example.com', [
        { name: from, type: 'CNAME', values: [to] },
      ]);
    put(name, link(1));
    for (let i = 1; i < 5; i++) put(link(i), link(i + 1));
    put(link(5), value);
    const six = (await describeIt(account, arn)).Status;
    put(link(4), value);
    account.aws.zones.setDelegation('example.com', 'zone');

    expect(six).toBe('PENDING_VALIDATION');
    expect((await describeIt(account, arn)).Status).toBe('ISSUED');
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
    const arn = await request(account, { DomainName: domain });
    writeRecord(account, domain);

    const detail = await describeIt(account, arn);
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
    const detail = await describeIt(
      account,
      await request(account, { DomainName }),
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
      const arn = await request(account, {
        KeyAlgorithm: KeyAlgorithmWanted,
        SubjectAlternativeNames: ['*.example.com', long],
      });
      await expect(
        account.acm.send(new GetCertificateCommand({ CertificateArn: arn })),
      ).rejects.toMatchObject({ name: 'RequestInProgressException' });
      for (const name of ['shop.example.com', 'example.com', long])
        writeRecord(account, name);
      const detail = await describeIt(account, arn);
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

describe('renewal', () => {
  function withCertificate(daysLeft: number) {
    const account = slowAccount();
    const events: AcmEvent['detailType'][] = [];
    account.aws.onChange(
      change => change.kind === 'event' && events.push(change.event.detailType),
    );
    const certificate = account.aws.certificates.put({
      domainName: 'shop.example.com',
      notAfter: account.clock.now() + daysLeft * DAY,
    });
    const hold = () =>
      account.aws
        .inRegion()
        .acm.setHeld(
          'arn:aws:elasticloadbalancing:x',
          new Set([certificate.arn]),
        );
    return { account, certificate, events, hold };
  }

  it('happens 45 days before expiry when the certificate is used and its record is there; the ARN stays', async () => {
    const { account, certificate, events, hold } = withCertificate(60);
    const serial = certificate.serial;
    writeRecord(account, 'shop.example.com');
    hold();
    await account.clock.advance(14 * DAY);
    const early = await describeIt(account, certificate.arn);
    await account.clock.advance(2 * DAY);
    const renewed = await describeIt(account, certificate.arn);

    expect(early.RenewalSummary).toBeUndefined();
    expect(early.RenewalEligibility).toBe('ELIGIBLE');
    expect(renewed).toMatchObject({
      Status: 'ISSUED',
      RenewalSummary: { RenewalStatus: 'SUCCESS' },
    });
    expect(certificate.serial).not.toBe(serial);
    expect(renewed.NotAfter!.getTime()).toBeGreaterThan(
      account.clock.now() + 190 * DAY,
    );
    expect(events).toContain('ACM Certificate Available');
  });

  it('does not happen while nothing uses the certificate, and happens as soon as something does', async () => {
    const { account, certificate, hold } = withCertificate(60);
    writeRecord(account, 'shop.example.com');
    await account.clock.advance(40 * DAY);
    const unused = await describeIt(account, certificate.arn);
    hold();
    await account.clock.advance(2 * HOUR);

    expect(unused.RenewalEligibility).toBe('INELIGIBLE');
    expect(unused.RenewalSummary).toBeUndefined();
    expect(
      (await describeIt(account, certificate.arn)).RenewalSummary
        ?.RenewalStatus,
    ).toBe('SUCCESS');
  });

  it('waits for the record, and ends in expiry without it', async () => {
    const { account, certificate, events, hold } = withCertificate(60);
    hold();
    await account.clock.advance(20 * DAY);
    const waiting = await describeIt(account, certificate.arn);
    await account.clock.advance(41 * DAY);
    const expired = await describeIt(account, certificate.arn);

    expect(waiting.RenewalSummary).toMatchObject({
      RenewalStatus: 'PENDING_VALIDATION',
      DomainValidationOptions: [{ ValidationStatus: 'PENDING_VALIDATION' }],
    });
    expect(expired).toMatchObject({
      Status: 'EXPIRED',
      RenewalSummary: { RenewalStatus: 'FAILED' },
    });
    expect(
      events.filter(type => type === 'ACM Certificate Renewal Action Required'),
    ).toHaveLength(1);
    expect(
      events.filter(type => type === 'ACM Certificate Approaching Expiration')
        .length,
    ).toBeGreaterThanOrEqual(45);
    expect(events[events.length - 1]).toBe('ACM Certificate Expired');
  });

  it('goes on when the record comes back', async () => {
    const { account, certificate, hold } = withCertificate(30);
    hold();
    await account.clock.advance(5 * DAY);
    writeRecord(account, 'shop.example.com');
    await account.clock.advance(2 * HOUR);

    expect(
      (await describeIt(account, certificate.arn)).RenewalSummary
        ?.RenewalStatus,
    ).toBe('SUCCESS');
  });
});

describe('lists', () => {
  it('hide keys other than RSA 1024 and 2048 unless all key types are asked for', async () => {
    const account = emulatedAccount();
    await request(account, { KeyAlgorithm: 'EC_prime256v1' });
    await request(account);
    const usual = await account.acm.send(new ListCertificatesCommand({}));
    const all = await account.acm.send(
      new ListCertificatesCommand({
        Includes: { keyTypes: Object.values(KeyAlgorithm) },
      }),
    );

    expect(
      usual.CertificateSummaryList?.map(summary => summary.KeyAlgorithm),
    ).toEqual(['RSA_2048']);
    expect(all.CertificateSummaryList).toHaveLength(2);
  });

  it('come in pages of up to 1,000, by status, by time of creation', async () => {
    const account = emulatedAccount();
    for (let i = 0; i < 2300; i++) {
      account.aws.certificates.put({
        domainName: `h${i}.example.com`,
        keyAlgorithm: 'RSA_2048',
        status: i % 2 ? 'ISSUED' : 'PENDING_VALIDATION',
      });
    }
    const sizes: number[] = [];
    const seen = new Set<string>();
    for await (const page of paginateListCertificates(
      { client: account.acm, pageSize: 1000 },
      { CertificateStatuses: ['ISSUED'] },
    )) {
      sizes.push(page.CertificateSummaryList!.length);
      for (const summary of page.CertificateSummaryList!)
        seen.add(summary.DomainName!);
    }
    const newest = await account.acm.send(
      new ListCertificatesCommand({
        SortBy: 'CREATED_AT',
        SortOrder: 'DESCENDING',
        MaxItems: 2,
      }),
    );

    expect(sizes).toEqual([1000, 150]);
    expect(seen.size).toBe(1150);
    expect(
      newest.CertificateSummaryList?.map(summary => summary.DomainName),
    ).toEqual(['h2299.example.com', 'h2298.example.com']);
    await expect(
      account.acm.send(new ListCertificatesCommand({ SortBy: 'CREATED_AT' })),
    ).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(
      account.acm.send(new ListCertificatesCommand({ MaxItems: 1001 })),
    ).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('can be searched', async () => {
    const account = emulatedAccount();
    const soon = account.clock.now() + 10 * DAY;
    account.aws.certificates.put({
      domainName: 'a.example.com',
      notAfter: soon,
    });
    account.aws.certificates.put({
      domainName: 'b.example.com',
      subjectAlternativeNames: ['a.example.com'],
    });
    account.aws.certificates.put({
      domainName: 'c.example.org',
      keyAlgorithm: 'RSA_2048',
    });
    const search = async (FilterStatement: object) => {
      const { Results } = await account.acm.send(
        new SearchCertificatesCommand({
          FilterStatement: FilterStatement as never,
          SortBy: 'COMMON_NAME',
          SortOrder: 'ASCENDING',
        }),
      );
      return Results?.map(result => result.X509Attributes?.Subject?.CommonName);
    };

    expect(
      await search({
        Filter: {
          X509AttributeFilter: {
            SubjectAlternativeName: {
              DnsName: { Value: 'a.example.com', ComparisonOperator: 'EQUALS' },
            },
          },
        },
      }),
    ).toEqual(['a.example.com', 'b.example.com']);
    expect(
      await search({
        Not: { Filter: { X509AttributeFilter: { KeyAlgorithm: 'RSA_2048' } } },
      }),
    ).toEqual(['a.example.com', 'b.example.com']);
    expect(
      await search({
        And: [
          { Filter: { AcmCertificateMetadataFilter: { Status: 'ISSUED' } } },
          {
            Filter: {
              X509AttributeFilter: { NotAfter: { End: new Date(soon + 1) } },
            },
          },
        ],
      }),
    ).toEqual(['a.example.com']);
  });
});

describe('tags and deletion', () => {
  it('keeps tags, and removes one given with a value only if it has that value', async () => {
    const account = emulatedAccount();
    const CertificateArn = await request(account, {
      Tags: [{ Key: 'a', Value: '1' }],
    });
    const { acm } = account;
    await acm.send(
      new AddTagsToCertificateCommand({
        CertificateArn,
        Tags: [
          { Key: 'b', Value: '2' },
          { Key: 'a', Value: '3' },
        ],
      }),
    );
    await acm.send(
      new RemoveTagsFromCertificateCommand({
        CertificateArn,
        Tags: [{ Key: 'b', Value: 'other' }],
      }),
    );
    const { Tags } = await acm.send(
      new ListTagsForCertificateCommand({ CertificateArn }),
    );
    await acm.send(
      new RemoveTagsFromCertificateCommand({
        CertificateArn,
        Tags: [{ Key: 'b' }],
      }),
    );

    expect(Tags).toEqual([
      { Key: 'a', Value: '3' },
      { Key: 'b', Value: '2' },
    ]);
    expect(
      (await acm.send(new ListTagsForCertificateCommand({ CertificateArn })))
        .Tags,
    ).toHaveLength(1);
  });

  it('refuses to delete what a load balancer uses, and for ten seconds after', async () => {
    const account = slowAccount();
    const { arn } = account.aws.certificates.put({
      domainName: 'shop.example.com',
    });
    const { acm } = account.aws.inRegion();
    const remove = () =>
      account.clock.waitFor(
        account.acm.send(new DeleteCertificateCommand({ CertificateArn: arn })),
      );
    acm.setHeld('lb', new Set([arn]));
    const atOnce = await describeIt(account, arn);
    await account.clock.advance(15 * SECOND);
    const used = await describeIt(account, arn);
    acm.setHeld('lb', new Set());

    expect(atOnce.InUseBy).toEqual([]);
    expect(used.InUseBy).toEqual(['lb']);
    await expect(remove()).rejects.toMatchObject({
      name: 'ResourceInUseException',
      message: `Certificate ${arn} in account 123456789012 is in use.`,
    });
    await account.clock.advance(12 * SECOND);
    await remove();
    await expect(describeIt(account, arn)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('ImportCertificate', () => {
  it('takes a certificate with its key, and refuses a key of another', async () => {
    const account = emulatedAccount();
    const certificate = account.aws.certificates.put({
      domainName: 'shop.example.com',
    });
    const other = account.aws.certificates.put({
      domainName: 'other.example.com',
    });
    const { acm } = account.aws.inRegion();
    const [material, wrong] = await Promise.all([
      acm.material(certificate),
      acm.material(other),
    ]);
    const bring = (PrivateKey: string) =>
      account.acm.send(
        new ImportCertificateCommand({
          Certificate: Buffer.from(material.certificate),
          PrivateKey: Buffer.from(PrivateKey),
          CertificateChain: Buffer.from(material.chain),
        }),
      );

    await expect(bring(wrong.privateKey)).rejects.toMatchObject({
      name: 'ValidationException',
    });
    const { CertificateArn } = await bring(material.privateKey);
    const detail = await describeIt(account, CertificateArn!);

    expect(detail).toMatchObject({
      Type: 'IMPORTED',
      Status: 'ISSUED',
      DomainName: 'shop.example.com',
      KeyAlgorithm: 'EC_prime256v1',
    });
    expect(detail.Serial!.replace(/:/g, '')).toBe(certificate.serial);
  });
});

it('records written through the API issue a certificate as well', async () => {
  const account = emulatedAccount({ delays: noDelays });
  const zone = account.aws.zones.putZone({ name: 'example.com' });
  const arn = await request(account);
  const { ResourceRecord } = (await describeIt(account, arn))
    .DomainValidationOptions![0];

  await account.change(
    zone.id,
    record('CREATE', 'CNAME', ResourceRecord!.Name!, ResourceRecord!.Value!),
  );

  expect((await describeIt(account, arn)).Status).toBe('ISSUED');
});
