import { ConfigReader } from '@backstage/config';
import { readAwsConfig } from './config';

const read = (aws: object) =>
  readAwsConfig(new ConfigReader({ hostnames: { aws } } as never));

describe('readAwsConfig', () => {
  it('is nothing when AWS is not configured', () => {
    expect(readAwsConfig(new ConfigReader({}))).toBeUndefined();
  });

  it('fills in the published rates', () => {
    expect(
      read({ region: 'eu-central-1', rates: { acm: { list: 3 } } }),
    ).toMatchObject({
      region: 'eu-central-1',
      rates: {
        route53: 5,
        acm: { request: 5, describe: 10, list: 3, listTags: 10, delete: 10 },
        elb: { describe: 10 },
      },
      intervals: { records: { quickMs: 60_000, slowMs: 300_000 } },
      flushMs: 1000,
    });
  });

  it('takes durations as people write them, and an account id without quotes', () => {
    expect(
      read({
        region: 'eu-central-1',
        accountId: 123456789012,
        intervals: { zones: '30s', certificates: { quick: { seconds: 5 } } },
      }),
    ).toMatchObject({
      accountId: '123456789012',
      intervals: { zonesMs: 30_000, certificates: { quickMs: 5000 } },
    });
  });

  it.each([
    [{}, /region/],
    [{ region: 'r', accountId: '12' }, /accountId is '12'.*twelve digits/],
    [
      { region: 'r', rates: { route53: 0 } },
      /rates\.route53 is 0.*more than 0/,
    ],
    [{ region: 'r', accessKeyId: 'AKID' }, /belong together/],
    [
      { region: 'r', endpoints: { acm: 'nowhere' } },
      /endpoints\.acm is 'nowhere'.*URL/,
    ],
    [{ region: 'r', flushWindow: '0s' }, /flushWindow/],
  ])('names the field and the fix: %j', (aws, message) => {
    expect(() => read(aws)).toThrow(message);
  });
});
