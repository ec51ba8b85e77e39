import { DnsRecord } from '@hostmaster/backstage-plugin-hostnames-node';
import { explainRefusal, plainRefusal } from './explainRefusal';

const create = (...records: DnsRecord[]) => ({
  changes: records.map(record => ({ action: 'CREATE' as const, record })),
});
const remove = (...records: DnsRecord[]) => ({
  changes: records.map(record => ({ action: 'DELETE' as const, record })),
});
const record = (
  name: string,
  type: string = 'A',
  values: string[] = ['192.0.2.1'],
): DnsRecord => ({
  name,
  type,
  ttl: 60,
  values,
});
const alias = (name: string, type: string, dnsName: string): DnsRecord => ({
  name,
  type,
  alias: {
    hostedZoneId: 'Z215JYRZR1TBD5',
    dnsName,
    evaluateTargetHealth: false,
  },
});

/** Texts as people have reported them; each names the submission of the batch at fault. */
describe('explainRefusal', () => {
  it.each([
    [
      'exists',
      "[Tried to create resource record set [name='a.example.com.', type='A'] but it already exists]",
      create(record('a.example.com')),
    ],
    [
      'missing',
      "[Tried to delete resource record set [name='a.example.com.', type='A'] but it was not found]",
      remove(record('a.example.com')),
    ],
    [
      'differs',
      "[Tried to delete resource record set [name='a.example.com.', type='A'] but the values provided do not match the current values]",
      remove(record('a.example.com')),
    ],
    [
      'exists',
      "[Tried to create resource record set [name='\\052.apps.example.com.', type='A'] but it already exists]",
      create(record('*.apps.example.com')),
    ],
    [
      'conflict',
      '[RRSet of type A with DNS name a.example.com. is not permitted because a conflicting RRSet of type  CNAME with the same DNS name already exists in zone example.com.]',
      create(record('a.example.com')),
    ],
    [
      'conflict',
      '[RRSet of type CNAME with DNS name example.com. is not permitted at apex in zone example.com.]',
      create(record('example.com', 'CNAME', ['x.example.net.'])),
    ],
    [
      'invalid',
      '[Tried to create an alias that targets gone.elb.amazonaws.com., type AAAA in zone Z215JYRZR1TBD5, but that target was not found]',
      create(alias('a.example.com', 'AAAA', 'gone.elb.amazonaws.com')),
    ],
    [
      'invalid',
      '[RRSet with DNS name a.example.net. is not permitted in zone example.com.]',
      create(record('a.example.net')),
    ],
    [
      'invalid',
      "[Duplicate Resource Record: '192.0.2.7']",
      create(record('a.example.com', 'A', ['192.0.2.7', '192.0.2.7'])),
    ],
    [
      'invalid',
      "[Invalid Resource Record: 'FATAL problem: ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address) encountered with '192.0.2.999'']",
      create(record('a.example.com', 'A', ['192.0.2.999'])),
    ],
    [
      'invalid',
      "[The request contains an invalid set of changes for a resource record set 'A a.example.com.']",
      create(record('a.example.com')),
    ],
    [
      'protected',
      "[Tried to change resource record set [name='a.example.com.', type='A'] but it is protected: ask the DNS team]",
      create(record('a.example.com')),
    ],
    [
      'invalid',
      'Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found none in Change with [Action=DELETE, Name=a.example.com., Type=A, SetIdentifier=null]',
      remove(record('a.example.com')),
    ],
  ])('finds the one at fault: %s, %s', (reason, text, culprit) => {
    const apex = create(record('example.com', 'TXT', ['"x"']));
    const below = create(record('b.a.example.com'));
    const batch = [apex, culprit, below];

    const explained = explainRefusal(text, batch);

    expect(explained.kind).toBe('attributed');
    const refusals =
      explained.kind === 'attributed' ? explained.refusals : new Map();
    expect([...refusals.keys()]).toEqual([culprit]);
    expect(refusals.get(culprit)).toMatchObject({ kind: 'refused', reason });
  });

  it('takes several faults apart, each with the words about it', () => {
    const first = create(record('a.example.com'));
    const second = remove(record('b.example.com', 'TXT', ['"x"']));
    const innocent = create(record('c.example.com'));

    const explained = explainRefusal(
      "[Tried to create resource record set [name='a.example.com.', type='A'] but it already exists, Tried to delete resource record set [name='b.example.com.', type='TXT'] but it was not found]",
      [first, second, innocent],
    );

    expect(explained.kind === 'attributed' && [...explained.refusals]).toEqual([
      [
        first,
        expect.objectContaining({
          reason: 'exists',
          message: expect.not.stringContaining('b.example.com'),
        }),
      ],
      [
        second,
        expect.objectContaining({
          reason: 'missing',
          message: expect.not.stringContaining('a.example.com'),
        }),
      ],
    ]);
  });

  it('tells a full zone, a batch that is too large, and what it does not know from each other', () => {
    const batch = [create(record('a.example.com'))];

    expect(
      explainRefusal('[Exceeded limit MAX_RRSETS_BY_ZONE for zone: Z1]', batch)
        .kind,
    ).toBe('zoneFull');
    expect(
      explainRefusal('[Number of records limit of 1000 exceeded.]', batch).kind,
    ).toBe('tooLarge');
    expect(
      explainRefusal('[RDATA character limit of 32000 exceeded.]', batch).kind,
    ).toBe('tooLarge');
    expect(explainRefusal('[Something nobody has seen yet]', batch).kind).toBe(
      'unknown',
    );
  });

  it('gives a single submission a refusal in the words of Route 53', () => {
    expect(
      plainRefusal(
        create(record('a.example.com')),
        '[Something  nobody has seen yet]',
      ),
    ).toEqual({
      kind: 'refused',
      reason: 'invalid',
      message: 'Something nobody has seen yet',
      records: [{ name: 'a.example.com', type: 'A' }],
    });
    expect(
      plainRefusal(
        create(record('a.example.com')),
        '[Exceeded limit MAX_RRSETS_BY_ZONE for zone: Z1]',
      ).reason,
    ).toBe('zoneFull');
  });
});
