import {
  ACMClient,
  DeleteCertificateCommand,
  RequestCertificateCommand,
} from '@aws-sdk/client-acm';
import { systemClock } from '@hostmaster/kubernetes-runtime';
import { createAws, inProcessRequestHandler, noDelays } from '../../aws';
import { AwsLedger } from './AwsLedger';
import { CHAOS_ACCOUNT } from './chaosConfig';

describe('AwsLedger', () => {
  function account() {
    const aws = createAws({
      clock: systemClock,
      random: Math.random,
      accountId: CHAOS_ACCOUNT,
      region: 'eu-central-1',
      delays: noDelays,
    });
    const acm = new ACMClient({
      region: aws.region,
      credentials: { accessKeyId: 'product-7', secretAccessKey: 'chaos' },
      requestHandler: inProcessRequestHandler(request => aws.handle(request)),
    });
    const request = (token: string) =>
      acm.send(
        new RequestCertificateCommand({
          DomainName: 'shop.example.test',
          ValidationMethod: 'DNS',
          IdempotencyToken: token,
        }),
      );
    return { aws, acm, request, ledger: new AwsLedger(aws, systemClock) };
  }

  it('counts certificates and not requests', async () => {
    const { aws, ledger, request } = account();
    await request('same');
    await request('same');

    expect(ledger.createdTwice()).toEqual([]);
    expect(ledger.certificatesOf(['shop.example.test'])).toBe(1);
    expect(ledger.writes().map(({ process }) => process)).toEqual([
      'product-7',
      'product-7',
    ]);
    await request('other');
    expect(ledger.createdTwice()).toEqual([
      'certificate shop.example.test created 2 times',
    ]);
    aws.close();
  });

  it('knows what was there and went', async () => {
    const { aws, acm, ledger, request } = account();
    aws.zones.putZone({ name: 'example.test' });
    aws.zones.putRecords('example.test', [
      { name: 'shop.example.test', type: 'TXT', ttl: 60, values: ['"one"'] },
    ]);
    aws.zones.putRecords('example.test', [
      { name: 'shop.example.test', type: 'TXT', ttl: 60, values: ['"two"'] },
    ]);
    aws.zones.deleteRecords('example.test', 'shop.example.test');
    const { CertificateArn } = await request('token');
    await acm.send(new DeleteCertificateCommand({ CertificateArn }));

    expect(
      ledger.effects.map(({ what, kind, names }) => [what, kind, ...names]),
    ).toEqual([
      ['created', 'record', 'shop.example.test'],
      ['deleted', 'record', 'shop.example.test'],
      ['created', 'certificate', 'shop.example.test'],
      ['deleted', 'certificate', 'shop.example.test'],
    ]);
    aws.close();
  });
});
