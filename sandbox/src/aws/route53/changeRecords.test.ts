import {
  Change,
  GetChangeCommand,
  ListResourceRecordSetsCommand,
} from '@aws-sdk/client-route-53';
import { awsDelays, noDelays } from '../delays';
import { noRateLimits } from '../limits';
import { aliasRecord, emulatedAccount, record } from '../testUtils';

const ELB_ZONE = 'Z215JYRZR1TBD5';

function accountWithZone(options: Parameters<typeof emulatedAccount>[0] = {}) {
  const account = emulatedAccount(options);
  const zone = account.aws.zones.putZone({ name: 'example.com' });
  account.aws.zones.putRecords(zone, [
    { name: 'a.example.com', type: 'A', values: ['192.0.2.1'] },
    { name: 'c.example.com', type: 'CNAME', values: ['elsewhere.net'] },
    {
      name: 'w.example.com',
      type: 'A',
      values: ['192.0.2.1'],
      setIdentifier: 'one',
      routing: { weight: 1 },
    },
  ]);
  return {
    ...account,
    zone,
    send: (...changes: Change[]) => account.change(zone.id, ...changes),
  };
}

describe('ChangeResourceRecordSets', () => {
  const { send, zone, aws } = accountWithZone();
  const loadBalancer = aws.loadBalancers.put({ name: 'gw-01' });
  const target = { HostedZoneId: ELB_ZONE, DNSName: loadBalancer.dnsName };
  const gone = {
    HostedZoneId: ELB_ZONE,
    DNSName: 'gone-1.eu-central-1.elb.amazonaws.com',
  };

  it.each<[string, Change[], string]>([
    [
      'CREATE of what exists',
      [record('CREATE', 'A', 'A.Example.com', '192.0.2.2')],
      `[Tried to create resource record set [name='a.example.com.', type='A'] but it already exists]`,
    ],
    [
      'CREATE of a wildcard that exists, named with its escape',
      [
        record('CREATE', 'TXT', '*.example.com', '"x"'),
        record('CREATE', 'TXT', '\\052.example.com', '"y"'),
      ],
      `[The request contains an invalid set of changes for a resource record set 'TXT \\052.example.com.']`,
    ],
    [
      'DELETE of what is not there',
      [record('DELETE', 'A', 'none.example.com', '192.0.2.2')],
      `[Tried to delete resource record set [name='none.example.com.', type='A'] but it was not found]`,
    ],
    [
      'DELETE with other values',
      [record('DELETE', 'A', 'a.example.com', '192.0.2.2')],
      `[Tried to delete resource record set [name='a.example.com.', type='A'] but the values provided do not match the current values]`,
    ],
    [
      'DELETE of a set that does not exist among weighted ones',
      [
        {
          Action: 'DELETE',
          ResourceRecordSet: {
            Name: 'w.example.com',
            Type: 'A',
            TTL: 300,
            SetIdentifier: 'two',
            Weight: 1,
            ResourceRecords: [{ Value: '192.0.2.1' }],
          },
        },
      ],
      `[Tried to delete resource record set [name='w.example.com.', type='A', set-identifier='two'] but it was not found]`,
    ],
    [
      'a record beside a CNAME',
      [record('CREATE', 'A', 'c.example.com', '192.0.2.2')],
      '[RRSet of type A with DNS name c.example.com. is not permitted because a conflicting RRSet of type  CNAME with the same DNS name already exists in zone example.com.]',
    ],
    [
      'a CNAME beside a record',
      [record('CREATE', 'CNAME', 'a.example.com', 'b.net')],
      '[RRSet of type CNAME with DNS name a.example.com. is not permitted as it conflicts with other records with the same DNS name in zone example.com.]',
    ],
    [
      'a CNAME at the apex',
      [record('CREATE', 'CNAME', 'example.com', 'b.net')],
      '[RRSet of type CNAME with DNS name example.com. is not permitted at apex in zone example.com.]',
    ],
    [
      'a name outside the zone',
      [record('CREATE', 'A', 'a.example.org', '192.0.2.2')],
      '[RRSet with DNS name a.example.org. is not permitted in zone example.com.]',
    ],
    [
      'a name that only ends like the zone',
      [record('CREATE', 'A', 'notexample.com', '192.0.2.2')],
      '[RRSet with DNS name notexample.com. is not permitted in zone example.com.]',
    ],
    [
      'an alias to a load balancer that is not there',
      [aliasRecord('CREATE', 'A', 'n.example.com', gone)],
      `[Tried to create an alias that targets gone-1.eu-central-1.elb.amazonaws.com., type A in zone ${ELB_ZONE}, but that target was not found]`,
    ],
    [
      'an alias with the wrong zone id',
      [
        aliasRecord('CREATE', 'A', 'n.example.com', {
          HostedZoneId: 'ZWRONG',
          DNSName: 'x.net',
        }),
      ],
      '[Tried to create an alias that targets x.net., type A in zone ZWRONG, but the alias target name does not lie within the target zone, Tried to create an alias that targets x.net., type A in zone ZWRONG, but that target was not found]',
    ],
    [
      'an alias to a record of the zone that is not there',
      [
        aliasRecord('CREATE', 'A', 'n.example.com', {
          HostedZoneId: zone.id,
          DNSName: 'none.example.com',
        }),
      ],
      `[Tried to create an alias that targets none.example.com., type A in zone ${zone.id}, but that target was not found]`,
    ],
    [
      'values twice',
      [record('CREATE', 'A', 'n.example.com', '192.0.2.2', '192.0.2.2')],
      `[Duplicate Resource Record: '192.0.2.2']`,
    ],
    [
      'an empty name',
      [record('CREATE', 'A', '', '192.0.2.2')],
      `[FATAL problem: DomainNameEmpty (Domain name is empty) encountered with '']`,
    ],
    [
      'a name with characters that need an escape',
      [record('CREATE', 'A', 'b ü.example.com', '192.0.2.2')],
      `[FATAL problem: UnsupportedCharacter (Value contains unsupported characters) encountered with 'b ü.example.com']`,
    ],
    [
      'no IPv4 address',
      [record('CREATE', 'A', 'n.example.com', '192.0.2.256')],
      `[Invalid Resource Record: FATAL problem: ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with '192.0.2.256']`,
    ],
    [
      'a text without quotation marks',
      [record('CREATE', 'TXT', 'n.example.com', 'plain')],
      `[Invalid Resource Record: FATAL problem: InvalidCharacterString (Value should be enclosed in quotation marks) encountered with 'plain']`,
    ],
    [
      'the same change twice',
      [
        record('DELETE', 'A', 'a.example.com', '192.0.2.1'),
        record('DELETE', 'A', 'a.example.com', '192.0.2.1'),
      ],
      `[The request contains an invalid set of changes for a resource record set 'A a.example.com.']`,
    ],
    [
      'CREATE before DELETE of one record',
      [
        record('CREATE', 'A', 'n.example.com', '192.0.2.1'),
        record('DELETE', 'A', 'n.example.com', '192.0.2.1'),
      ],
      `[The request contains an invalid set of changes for a resource record set 'A n.example.com.']`,
    ],
    [
      'several faults, one message each',
      [
        record('CREATE', 'A', 'a.example.com', '192.0.2.2'),
        record('CREATE', 'A', 'fine.example.com', '192.0.2.2'),
        record('DELETE', 'A', 'none.example.com', '192.0.2.2'),
      ],
      `[Tried to create resource record set [name='a.example.com.', type='A'] but it already exists, Tried to delete resource record set [name='none.example.com.', type='A'] but it was not found]`,
    ],
    [
      'more than 1,000 elements, UPSERT counted twice',
      Array.from({ length: 501 }, (_, i) =>
        record('UPSERT', 'A', `u${i}.example.com`, '192.0.2.2'),
      ),
      '[Number of records limit of 1000 exceeded.]',
    ],
    [
      'more than 32,000 characters',
      Array.from({ length: 9 }, (_, i) =>
        record('CREATE', 'TXT', `t${i}.example.com`, ...longTexts(15)),
      ),
      '[RDATA character limit of 32000 exceeded.]',
    ],
    [
      'a set identifier beside a simple record',
      [
        {
          Action: 'CREATE',
          ResourceRecordSet: {
            Name: 'a.example.com',
            Type: 'A',
            TTL: 300,
            SetIdentifier: 'two',
            Weight: 1,
            ResourceRecords: [{ Value: '192.0.2.1' }],
          },
        },
      ],
      '[RRSet with DNS name a.example.com., type A cannot be created as other RRSets exist with the same name and type.]',
    ],
    [
      'removing the zone’s own name servers',
      [
        record(
          'DELETE',
          'NS',
          'example.com',
          ...zone.nameServers.map(server => `${server}.`),
        ),
      ].map(change => ({
        ...change,
        ResourceRecordSet: { ...change.ResourceRecordSet!, TTL: 172800 },
      })),
      '[A HostedZone must contain at least one NS record for the zone itself.]',
    ],
  ])('refuses %s', async (_, changes, message) => {
    const before = JSON.stringify(zone.records.all());

    expect(await send(...changes)).toEqual({
      name: 'InvalidChangeBatch',
      message,
    });
    expect(JSON.stringify(zone.records.all())).toBe(before);
  });

  it.each<[string, Change[]]>([
    [
      'an alias to a load balancer, also at the apex',
      [aliasRecord('CREATE', 'A', 'example.com', target)],
    ],
    [
      'an alias by the dualstack name',
      [
        aliasRecord('CREATE', 'AAAA', 'dual.example.com', {
          ...target,
          DNSName: `dualstack.${loadBalancer.dnsName}`,
        }),
      ],
    ],
    [
      'an alias to a record that the same batch makes',
      [
        aliasRecord('CREATE', 'A', 'alias.example.com', {
          HostedZoneId: zone.id,
          DNSName: 'made.example.com',
        }),
        record('CREATE', 'A', 'made.example.com', '192.0.2.7'),
      ],
    ],
    [
      'a CNAME exchanged for an alias',
      [
        record('DELETE', 'CNAME', 'c.example.com', 'elsewhere.net'),
        aliasRecord('CREATE', 'A', 'c.example.com', target),
      ],
    ],
    [
      'a record moved on by DELETE and CREATE',
      [
        record('DELETE', 'A', 'a.example.com', '192.0.2.1'),
        record('CREATE', 'A', 'a.example.com', '192.0.2.3'),
      ],
    ],
    [
      '1,000 CREATE elements',
      Array.from({ length: 1000 }, (_, i) =>
        record('CREATE', 'A', `n${i}.example.com`, '192.0.2.2'),
      ),
    ],
    [
      'exactly 32,000 characters',
      Array.from({ length: 8 }, (_, i) =>
        record('CREATE', 'TXT', `x${i}.example.com`, ...longTexts(16)),
      ),
    ],
    [
      'a long text in pieces',
      [
        record(
          'CREATE',
          'TXT',
          'long.example.com',
          `"${'a'.repeat(255)}" "${'b'.repeat(255)}"`,
        ),
      ],
    ],
  ])('accepts %s', async (_, changes) => {
    expect(await send(...changes)).toBe('ok');
  });

  it('is refused for an unknown zone, and says which', async () => {
    const { change } = emulatedAccount();

    expect(
      await change(
        'ZNONE',
        record('CREATE', 'A', 'a.example.com', '192.0.2.1'),
      ),
    ).toEqual({
      name: 'NoSuchHostedZone',
      message: 'No hosted zone found with ID: ZNONE',
    });
  });

  it('counts the records of a zone against its quota, also when a batch replaces some', async () => {
    const limits = {
      ...noRateLimits,
      route53: { ...noRateLimits.route53, recordsPerZone: 6 },
    };
    const { send: sendTo, zone: full } = accountWithZone({ limits });

    expect(
      await sendTo(record('CREATE', 'A', 'one.example.com', '192.0.2.1')),
    ).toBe('ok');
    expect(
      await sendTo(record('CREATE', 'A', 'two.example.com', '192.0.2.1')),
    ).toEqual({
      name: 'InvalidChangeBatch',
      message: `[Exceeded limit MAX_RRSETS_BY_ZONE for zone: ${full.id}]`,
    });
    expect(
      await sendTo(
        record('DELETE', 'A', 'one.example.com', '192.0.2.1'),
        record('CREATE', 'A', 'two.example.com', '192.0.2.1'),
      ),
    ).toBe('ok');
  });

  it.each([
    [
      '<Action>DESTROY</Action><ResourceRecordSet><Name>a.example.com</Name><Type>A</Type></ResourceRecordSet>',
      /Value 'DESTROY' is not facet-valid with respect to enumeration '\[CREATE, DELETE, UPSERT\]'/,
    ],
    [
      '<Action>CREATE</Action><ResourceRecordSet><Name>a.example.com</Name><Type>A</Type><AliasTarget><HostedZoneId>Z</HostedZoneId><DNSName>x.</DNSName></AliasTarget></ResourceRecordSet>',
      /cvc-complex-type.2.4.b: The content of element 'AliasTarget' is not complete/,
    ],
    [
      '<Action>CREATE</Action><ResourceRecordSet><Name>a.example.com</Name><Type>A</Type></ResourceRecordSet>',
      /Expected exactly one of \[AliasTarget, all of \[TTL, and ResourceRecords\], or TrafficPolicyInstanceId\], but found none in Change with \[Action=CREATE, Name=a.example.com, Type=A, SetIdentifier=null\]/,
    ],
    ['<Action>CREATE', /not well-formed/],
  ])('says what is wrong with %s', async (change, message) => {
    const body = `<ChangeResourceRecordSetsRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ChangeBatch><Changes><Change>${change}</Change></Changes></ChangeBatch></ChangeResourceRecordSetsRequest>`;
    const response = await aws.handle(
      new Request(
        `http://route53.amazonaws.com/2013-04-01/hostedzone/${zone.id}/rrset/`,
        { method: 'POST', body },
      ),
    );
    const text = (await response.text()).replace(/&quot;/g, '"');

    expect(response.status).toBe(400);
    expect(text).toMatch(
      /<ErrorResponse xmlns="[^"]+"><Error><Type>Sender<\/Type><Code>InvalidInput<\/Code>/,
    );
    expect(text).toMatch(message);
  });
});

describe('the time a change takes', () => {
  it('is listed at once and INSYNC within a minute, in the order of the changes', async () => {
    const { clock, route53, aws } = emulatedAccount({
      delays: { ...noDelays, route53: awsDelays.route53 },
    });
    const zone = aws.zones.putZone({ name: 'example.com' });
    const write = (value: string) =>
      aws.route53.write(zone, [
        {
          kind: 'put',
          record: {
            name: 'a.example.com.',
            type: 'A',
            ttl: 60,
            values: [value],
          },
        },
      ]);
    const first = write('192.0.2.1');
    const second = write('192.0.2.2');

    const listed = await clock.waitFor(
      route53.send(
        new ListResourceRecordSetsCommand({ HostedZoneId: zone.id }),
      ),
    );
    const pending = await clock.waitFor(
      route53.send(new GetChangeCommand({ Id: first.id })),
    );
    await clock.runUntil(() => second.status === 'INSYNC', { limitMs: 60_000 });

    expect(listed.ResourceRecordSets).toHaveLength(3);
    expect(pending.ChangeInfo?.Status).toBe('PENDING');
    expect(first.status).toBe('INSYNC');
    expect(zone.served.at('a.example.com.', 'A')[0].values).toEqual([
      '192.0.2.2',
    ]);
  });

  it('keeps the zone busy for overlapping writes only', async () => {
    const account = emulatedAccount({
      delays: { ...noDelays, route53: { zoneBusy: 300, inSync: 0 } },
    });
    const zone = account.aws.zones.putZone({ name: 'example.com' });
    const other = account.aws.zones.putZone({ name: 'example.org' });
    const write = (name: string, id = zone.id) =>
      account.change(id, record('CREATE', 'A', name, '192.0.2.1'));

    const results = await account.clock.waitFor(
      Promise.all([
        write('a.example.com'),
        write('b.example.com'),
        write('a.example.org', other.id),
      ]),
    );
    const later = await account.clock.waitFor(write('c.example.com'));

    expect(results).toEqual([
      'ok',
      {
        name: 'PriorRequestNotComplete',
        message:
          'The request was rejected because Route 53 was still processing a prior request.',
      },
      'ok',
    ]);
    expect(later).toBe('ok');
    expect(account.clock.monotonic()).toBe(600);
  });
});

function longTexts(count: number): string[] {
  return Array.from(
    { length: count },
    (_, i) => `"${String(i).padStart(3, '0')}${'x'.repeat(245)}"`,
  );
}
