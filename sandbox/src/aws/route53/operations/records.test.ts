import {
  GetHostedZoneLimitCommand,
  ListHostedZonesCommand,
  ListResourceRecordSetsCommand,
  ListResourceRecordSetsCommandOutput,
  TestDNSAnswerCommand,
} from '@aws-sdk/client-route-53';
import { awsLimits } from '../../limits';
import { emulatedAccount } from '../../testUtils';

describe('ListResourceRecordSets', () => {
  const { route53, aws } = emulatedAccount();
  const zone = aws.zones.putZone({ name: 'example.com' });
  aws.zones.putRecords(zone, [
    { name: 'www.example.com', type: 'AAAA', values: ['2001:db8::1'] },
    { name: 'www.example.com', type: 'A', values: ['192.0.2.1'] },
    { name: 'a.www.example.com', type: 'A', values: ['192.0.2.1'] },
    { name: 'www-1.example.com', type: 'A', values: ['192.0.2.1'] },
    { name: '*.example.com', type: 'A', values: ['192.0.2.1'] },
    { name: '_acme.example.com', type: 'TXT', values: ['"x"'] },
    {
      name: 'x.example.com',
      type: 'A',
      values: ['192.0.2.1'],
      setIdentifier: 'b',
      routing: { weight: 1 },
    },
    {
      name: 'x.example.com',
      type: 'A',
      values: ['192.0.2.2'],
      setIdentifier: 'a',
      routing: { weight: 0 },
    },
  ]);
  const list = async (input: {
    StartRecordName?: string;
    StartRecordType?: 'A' | 'AAAA';
    StartRecordIdentifier?: string;
    MaxItems?: number;
  }) => {
    const page = await route53.send(
      new ListResourceRecordSetsCommand({ HostedZoneId: zone.id, ...input }),
    );
    return {
      page,
      names: (page.ResourceRecordSets ?? []).map(
        set => `${set.Name} ${set.Type}${set.SetIdentifier ?? ''}`,
      ),
    };
  };

  it('orders by reversed labels with the dot, escapes first, then type and identifier', async () => {
    expect((await list({})).names).toEqual([
      'example.com. NS',
      'example.com. SOA',
      '\\052.example.com. A',
      '_acme.example.com. TXT',
      'www-1.example.com. A',
      'www.example.com. A',
      'www.example.com. AAAA',
      'a.www.example.com. A',
      'x.example.com. Aa',
      'x.example.com. Ab',
    ]);
  });

  it.each([
    ['a name', { StartRecordName: 'www.example.com' }, 'www.example.com. A'],
    [
      'a name that is not there',
      { StartRecordName: 'www-2.example.com' },
      'www.example.com. A',
    ],
    [
      'a wildcard in either spelling',
      { StartRecordName: '*.example.com' },
      '\\052.example.com. A',
    ],
    [
      'a name and type',
      { StartRecordName: 'www.example.com', StartRecordType: 'AAAA' as const },
      'www.example.com. AAAA',
    ],
    [
      'name, type and identifier',
      {
        StartRecordName: 'x.example.com',
        StartRecordType: 'A' as const,
        StartRecordIdentifier: 'b',
      },
      'x.example.com. Ab',
    ],
  ])('starts at %s', async (_, input, first) => {
    expect((await list({ ...input, MaxItems: 1 })).names).toEqual([first]);
  });

  it('names where the next page starts, and refuses a type without a name', async () => {
    const { page } = await list({ MaxItems: 9 });

    expect(page).toMatchObject({
      IsTruncated: true,
      NextRecordName: 'x.example.com.',
      NextRecordType: 'A',
      NextRecordIdentifier: 'b',
    });
    await expect(list({ StartRecordType: 'A' })).rejects.toMatchObject({
      name: 'InvalidInput',
    });
  });

  it('gives 100 records when not asked, at most 300, and 30,000 in pages within seconds', async () => {
    const large = aws.zones.putZone({ name: 'large.com' });
    aws.zones.putRecords(
      large,
      Array.from({ length: 30_000 }, (_, i) => ({
        name: `h${(i * 7919) % 30_000}.large.com`,
        type: 'A' as const,
        values: ['192.0.2.1'],
      })),
    );
    const usual = await route53.send(
      new ListResourceRecordSetsCommand({ HostedZoneId: large.id }),
    );
    const most = await route53.send(
      new ListResourceRecordSetsCommand({
        HostedZoneId: large.id,
        MaxItems: 1000,
      }),
    );
    const started = performance.now();
    const names = new Set<string>();
    let page: ListResourceRecordSetsCommandOutput | undefined;
    do {
      page = await route53.send(
        new ListResourceRecordSetsCommand({
          HostedZoneId: large.id,
          MaxItems: 300,
          StartRecordName: page?.NextRecordName,
          StartRecordType: page?.NextRecordType,
        }),
      );
      for (const set of page.ResourceRecordSets ?? [])
        names.add(`${set.Name} ${set.Type}`);
    } while (page.IsTruncated);

    expect(usual.ResourceRecordSets).toHaveLength(100);
    expect(most.ResourceRecordSets).toHaveLength(300);
    expect(names.size).toBe(30_002);
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it('tells a zone’s use of its quota and what its name servers answer', async () => {
    const limit = await route53.send(
      new GetHostedZoneLimitCommand({
        HostedZoneId: zone.id,
        Type: 'MAX_RRSETS_BY_ZONE',
      }),
    );
    const answer = await route53.send(
      new TestDNSAnswerCommand({
        HostedZoneId: zone.id,
        RecordName: 'q.example.com',
        RecordType: 'A',
      }),
    );

    expect(limit).toMatchObject({ Count: 10, Limit: { Value: 100_000 } });
    expect(answer).toMatchObject({
      ResponseCode: 'NOERROR',
      RecordData: ['192.0.2.1'],
    });
  });
});

describe('the account’s request rate', () => {
  it('is five a second over all operations, refused as Throttling with status 400', async () => {
    const { route53, clock } = emulatedAccount({ limits: awsLimits });
    const ask = () =>
      route53.send(new ListHostedZonesCommand({})).then(
        () => 'ok',
        error =>
          `${error.name} ${error.message} ${error.$metadata.httpStatusCode}`,
      );
    const first = await Promise.all(Array.from({ length: 7 }, ask));
    await clock.advance(1000);
    const second = await Promise.all(Array.from({ length: 6 }, ask));
    await clock.advance(200);

    expect(first).toEqual([
      'ok',
      'ok',
      'ok',
      'ok',
      'ok',
      ...Array(2).fill('Throttling Rate exceeded 400'),
    ]);
    expect(second.filter(outcome => outcome === 'ok')).toHaveLength(5);
    expect(await ask()).toBe('ok');
    expect(await ask()).toBe('Throttling Rate exceeded 400');
  });
});
