import {
  DescribeCertificateCommand,
  ListCertificatesCommand,
  RequestCertificateCommand,
} from '@aws-sdk/client-acm';
import {
  Change,
  ChangeResourceRecordSetsCommand,
  ListHostedZonesByNameCommand,
} from '@aws-sdk/client-route-53';
import { awsDelays } from './delays';
import { raisedLimits } from './limits';
import { emulatedAccount, EmulatedAccount, record } from './testUtils';

const HOSTNAMES = 500;

/** Runs `work` for every item at a fixed rate, as a client does that keeps to its budget. */
async function paced<T>(
  { clock }: EmulatedAccount,
  perSecond: number,
  items: T[],
  work: (item: T) => Promise<unknown>,
) {
  const running: Array<Promise<unknown>> = [];
  for (const item of items) {
    running.push(work(item));
    await clock.sleep(1000 / perSecond + 1);
  }
  await Promise.all(running);
}

describe('a fleet on virtual time', () => {
  it('is certified at the published rates: 500 hostnames in 100 s of requests and a few minutes of validation', async () => {
    const account = emulatedAccount({
      delays: awsDelays,
      limits: raisedLimits,
    });
    const { aws, acm, route53, clock } = account;
    const zone = aws.zones.putZone({ name: 'example.com' });
    const hosts = Array.from(
      { length: HOSTNAMES },
      (_, index) => `h${index}.example.com`,
    );
    const waiting: Change[] = [];
    const flush = async () => {
      const Changes = waiting.splice(0, 400);
      if (Changes.length > 0) {
        await route53.send(
          new ChangeResourceRecordSetsCommand({
            HostedZoneId: zone.id,
            ChangeBatch: { Changes },
          }),
        );
      }
    };
    const certify = async (DomainName: string) => {
      const { CertificateArn } = await acm.send(
        new RequestCertificateCommand({
          DomainName,
          ValidationMethod: 'DNS',
          KeyAlgorithm: 'EC_prime256v1',
        }),
      );
      await clock.sleep(11_000);
      const { Certificate } = await acm.send(
        new DescribeCertificateCommand({ CertificateArn }),
      );
      const validation =
        Certificate!.DomainValidationOptions![0].ResourceRecord!;
      waiting.push(
        record('CREATE', 'CNAME', validation.Name!, validation.Value!),
      );
    };
    const fleet = async () => {
      const requests = paced(account, 5, hosts, certify);
      for (let flushes = 0; flushes < 20; flushes++) {
        await clock.sleep(15_000);
        await flush();
      }
      await requests;
    };

    await clock.waitFor(fleet(), { limitMs: 3_600_000 });
    await clock.advance(300_000);
    const listed = await clock.waitFor(
      acm.send(
        new ListCertificatesCommand({
          Includes: { keyTypes: ['EC_prime256v1'] },
          MaxItems: 1000,
        }),
      ),
    );

    expect(
      listed.CertificateSummaryList!.filter(
        ({ Status }) => Status === 'ISSUED',
      ),
    ).toHaveLength(HOSTNAMES);
    expect(aws.callLog.count({ outcome: 'ThrottlingException' })).toBe(0);
    expect(aws.callLog.count({ outcome: 'Throttling' })).toBe(0);
    expect(
      aws.callLog.count({ operation: 'ChangeResourceRecordSets' }),
    ).toBeLessThan(20);
  }, 60_000);

  it('finds its way among 10,000 zones', async () => {
    const { aws, route53 } = emulatedAccount();
    for (let index = 0; index < 10_000; index++)
      aws.zones.putZone({ name: `z${index}.example.com` });
    const started = performance.now();
    for (let index = 0; index < 100; index++) {
      const { HostedZones } = await route53.send(
        new ListHostedZonesByNameCommand({
          DNSName: `z${index * 97}.example.com`,
          MaxItems: 1,
        }),
      );
      expect(HostedZones![0].Name).toBe(`z${index * 97}.example.com.`);
      expect(
        aws.route53.publicZoneFor(`a.b.z${index}.example.com.`)?.name,
      ).toBe(`z${index}.example.com.`);
    }

    expect(performance.now() - started).toBeLessThan(5_000);
  }, 60_000);
});
