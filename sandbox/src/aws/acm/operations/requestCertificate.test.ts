import {
  DeleteCertificateCommand,
  ListTagsForCertificateCommand,
  RequestCertificateCommandInput,
} from '@aws-sdk/client-acm';
import { awsLimits, noRateLimits } from '../../limits';
import { emulatedAccount, requestCertificate } from '../../testUtils';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

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

    await expect(requestCertificate(account, input)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    });
  });

  it('remembers a token for an hour, whatever the other fields say', async () => {
    const account = emulatedAccount();
    const first = await requestCertificate(account, {
      IdempotencyToken: 'token',
    });
    const other = await requestCertificate(account, {
      IdempotencyToken: 'token',
      DomainName: 'other.example.com',
      KeyAlgorithm: 'EC_prime256v1',
    });
    await account.clock.advance(HOUR - 1);
    const late = await requestCertificate(account, {
      IdempotencyToken: 'token',
    });
    await account.clock.advance(1);
    const after = await requestCertificate(account, {
      IdempotencyToken: 'token',
    });

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
    const first = await requestCertificate(account);
    await requestCertificate(account);

    await expect(requestCertificate(account)).rejects.toMatchObject({
      name: 'LimitExceededException',
      message:
        'Cannot request more certificates in this account. Contact Customer Service for details.',
    });
    await account.acm.send(
      new DeleteCertificateCommand({ CertificateArn: first }),
    );
    const third = await requestCertificate(account);
    await account.acm.send(
      new DeleteCertificateCommand({ CertificateArn: third }),
    );
    await expect(requestCertificate(account)).rejects.toMatchObject({
      message:
        'Error: you have reached your limit of 3 certificates in the last year.',
    });
    await account.clock.advance(366 * DAY);
    expect(await requestCertificate(account)).toMatch(
      /^arn:aws:acm:eu-central-1:123456789012:certificate\//,
    );
  });

  it('is rated per operation', async () => {
    const account = emulatedAccount({ limits: awsLimits });
    const { acm } = account;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, () => requestCertificate(account)),
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
