import {
  AddTagsToCertificateCommand,
  DeleteCertificateCommand,
  ImportCertificateCommand,
  KeyAlgorithm,
  ListCertificatesCommand,
  ListTagsForCertificateCommand,
  RemoveTagsFromCertificateCommand,
  SearchCertificatesCommand,
  paginateListCertificates,
} from '@aws-sdk/client-acm';
import {
  describeCertificate,
  emulatedAccount,
  requestCertificate,
  slowAccount,
} from '../testUtils';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

describe('lists', () => {
  it('hide keys other than RSA 1024 and 2048 unless all key types are asked for', async () => {
    const account = emulatedAccount();
    await requestCertificate(account, { KeyAlgorithm: 'EC_prime256v1' });
    await requestCertificate(account);
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
    const CertificateArn = await requestCertificate(account, {
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
    const atOnce = await describeCertificate(account, arn);
    await account.clock.advance(15 * SECOND);
    const used = await describeCertificate(account, arn);
    acm.setHeld('lb', new Set());

    expect(atOnce.InUseBy).toEqual([]);
    expect(used.InUseBy).toEqual(['lb']);
    await expect(remove()).rejects.toMatchObject({
      name: 'ResourceInUseException',
      message: `Certificate ${arn} in account 123456789012 is in use.`,
    });
    await account.clock.advance(12 * SECOND);
    await remove();
    await expect(describeCertificate(account, arn)).rejects.toMatchObject({
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
    const detail = await describeCertificate(account, CertificateArn!);

    expect(detail).toMatchObject({
      Type: 'IMPORTED',
      Status: 'ISSUED',
      DomainName: 'shop.example.com',
      KeyAlgorithm: 'EC_prime256v1',
    });
    expect(detail.Serial!.replace(/:/g, '')).toBe(certificate.serial);
  });
});
