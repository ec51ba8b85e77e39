import {
  DnsRecord,
  LoadBalancer,
} from '@hostmaster/backstage-plugin-hostnames-node';
import {
  foreignOwnership,
  ownership,
  place,
  subject,
  zone,
} from '../testWorld/builders';
import {
  AliasFacts,
  RecordFacts,
  decideRecords,
} from './publishRecords.decide';
import {
  WithdrawFacts,
  WithdrawObservation,
  decideWithdraw,
} from './publishRecords.release.decide';
import { ValidationFacts, decideValidation } from './publishValidation.decide';
import {
  ReleaseValidationFacts,
  decideReleaseValidation,
} from './publishValidation.release.decide';

const balancer: LoadBalancer = {
  ref: 'lb',
  dnsName: 'gw-01.elb',
  hostedZoneId: 'ZELB',
  state: 'active',
  scheme: 'internet-facing',
};
const alias = (type: string, dnsName = balancer.dnsName): DnsRecord => ({
  name: 'shop.example.com',
  type,
  alias: { dnsName, hostedZoneId: 'ZELB', evaluateTargetHealth: false },
});
const plain = (type: string): DnsRecord => ({
  name: 'shop.example.com',
  type,
  ttl: 60,
  values: ['192.0.2.1'],
});
const texts = (decision: unknown) =>
  (
    decision as {
      action: { changes: Array<{ action: string; record: DnsRecord }> };
    }
  ).action.changes.map(({ action, record }) =>
    `${action === 'CREATE' ? '+' : '-'}${record.type} ${
      record.values?.[0].match(/owns=[^"]*/)?.[0] ?? record.alias?.dnsName ?? ''
    }`.trim(),
  );

describe('decideRecords', () => {
  function decide(
    name: Partial<AliasFacts> = {},
    given: Partial<RecordFacts> = {},
  ) {
    const facts: AliasFacts = {
      place: place(),
      ownership: ownership({ state: 'held' }),
      present: [],
      published: ['A', 'AAAA'],
      elsewhere: false,
      ...name,
    };
    return decideRecords(subject(), {
      target: balancer,
      external: false,
      types: ['A', 'AAAA'],
      names: [facts],
      hasRoute: false,
      ...given,
    });
  }
  const live = {
    present: [alias('A'), alias('AAAA')],
    ownership: ownership({ state: 'held', owns: ['A', 'AAAA'] }),
  };

  it.each<[string, Parameters<typeof decide>, object]>([
    [
      'the gateway has no address',
      [{}, { target: undefined }],
      { kind: 'wait', reason: 'TargetUnknown' },
    ],
    [
      'the load balancer is not active',
      [{}, { target: { ...balancer, state: 'provisioning' } }],
      { kind: 'wait', reason: 'TargetUnknown' },
    ],
    [
      'the load balancer of a live name is restarted',
      [live, { target: { ...balancer, state: 'provisioning' } }],
      { kind: 'satisfied' },
    ],
    [
      'somebody else’s address is there',
      [{ present: [plain('A')] }],
      { kind: 'blocked', reason: 'RecordNotOurs' },
    ],
    [
      'one of a weighted set is never ours',
      [{ ...live, present: [{ ...alias('A'), setIdentifier: 'a' }] }],
      { kind: 'blocked', reason: 'RecordNotOurs' },
    ],
    [
      'the TXT is foreign',
      [{ ownership: foreignOwnership }],
      { kind: 'blocked', reason: 'RecordNotOurs' },
    ],
    [
      'a wildcard answers and no route is there',
      [{ elsewhere: true }],
      { kind: 'wait', reason: 'AwaitingRoute' },
    ],
    [
      'the alias is not everywhere yet',
      [{ ...live, published: ['A'] }],
      { kind: 'wait', reason: 'AwaitingInsync' },
    ],
    [
      'the alias is everywhere',
      [live],
      { kind: 'satisfied', reason: 'InSync' },
    ],
    [
      'the console wrote it with dualstack',
      [
        {
          ...live,
          present: [alias('A', 'dualstack.GW-01.elb.'), alias('AAAA')],
        },
      ],
      { kind: 'satisfied' },
    ],
    [
      'external-dns has written it',
      [{ present: [plain('A')] }, { external: true, target: undefined }],
      { kind: 'satisfied' },
    ],
    [
      'external-dns has not written it',
      [{}, { external: true }],
      { kind: 'wait', reason: 'Publishing' },
    ],
  ])('%s', (_sentence, given, decision) => {
    expect(decide(...given)).toMatchObject(decision);
  });

  it.each<[string, Parameters<typeof decide>, string[]]>([
    [
      'a new name: alias and TXT in one batch',
      [],
      ['-TXT owns=', '+TXT owns=A+AAAA', '+A gw-01.elb', '+AAAA gw-01.elb'],
    ],
    [
      'the validation mark stays',
      [{ ownership: ownership({ state: 'held', owns: ['CNAME'] }) }],
      [
        '-TXT owns=CNAME',
        '+TXT owns=A+AAAA+CNAME',
        '+A gw-01.elb',
        '+AAAA gw-01.elb',
      ],
    ],
    [
      'copies of a wildcard are exchanged',
      [
        {
          present: [plain('A')],
          elsewhere: true,
          ownership: ownership({ state: 'held', owns: ['CNAME', 'copy-A'] }),
        },
        { hasRoute: true },
      ],
      [
        '-TXT owns=CNAME+copy-A',
        '+TXT owns=A+AAAA+CNAME',
        '-A 192.0.2.1'.replace(' 192.0.2.1', ''),
        '+A gw-01.elb',
        '+AAAA gw-01.elb',
      ],
    ],
    [
      'a move to another load balancer',
      [
        {
          ...live,
          present: [alias('A', 'old.elb'), alias('AAAA', 'old.elb')],
          elsewhere: true,
        },
        { hasRoute: true },
      ],
      [
        '-TXT owns=A+AAAA',
        '+TXT owns=A+AAAA',
        '-A old.elb',
        '-AAAA old.elb',
        '+A gw-01.elb',
        '+AAAA gw-01.elb',
      ],
    ],
    [
      'AAAA is not wanted any more',
      [live, { types: ['A'] }],
      ['-TXT owns=A+AAAA', '+TXT owns=A', '-AAAA gw-01.elb'],
    ],
    [
      'a private zone gets a TXT of its own',
      [{ ownership: { kind: 'none' } }],
      ['+TXT owns=A+AAAA', '+A gw-01.elb', '+AAAA gw-01.elb'],
    ],
  ])('%s', (_sentence, given, changes) => {
    expect(texts(decide(...given))).toEqual(changes);
  });
});

describe('decideWithdraw', () => {
  function decide(
    name: Partial<WithdrawFacts> = {},
    given: Partial<WithdrawObservation> = {},
  ) {
    const facts: WithdrawFacts = {
      place: place(),
      ownership: ownership({ state: 'held' }),
      present: [],
      isClaimed: true,
      isPublished: true,
      ...name,
    };
    return decideWithdraw(subject(), {
      names: [facts],
      wasServed: true,
      goneFor: 60_000,
      aliasDrain: 60_000,
      ...given,
    });
  }
  const live = {
    present: [alias('A'), plain('MX')],
    ownership: ownership({ state: 'held', owns: ['A', 'CNAME'] }),
  };

  it('takes out what is ours at the name, and nothing else', () => {
    expect(texts(decide(live))).toEqual([
      '-TXT owns=A+CNAME',
      '+TXT owns=CNAME',
      '-A gw-01.elb',
    ]);
  });

  it.each<[string, Parameters<typeof decide>, object]>([
    [
      'a person has to confirm',
      [live, { brake: 'many' }],
      { kind: 'wait', reason: 'BrakeApplied', message: 'many' },
    ],
    [
      'the removal is not everywhere',
      [{ isPublished: false }],
      { kind: 'wait', reason: 'AwaitingInsync' },
    ],
    [
      'resolvers may still answer',
      [{}, { goneFor: 20_000 }],
      { kind: 'wait', checkAfter: 40_000 },
    ],
    [
      'nothing was ever served',
      [{ isPublished: false }, { goneFor: 0, wasServed: false }],
      { kind: 'satisfied' },
    ],
    ['everything is gone', [], { kind: 'satisfied' }],
    [
      'the name is somebody else’s',
      [{ present: [alias('A')], ownership: foreignOwnership }],
      { kind: 'satisfied' },
    ],
    [
      'there is no TXT and no claim of ours',
      [
        {
          present: [alias('A')],
          ownership: { kind: 'none' },
          isClaimed: false,
          remembered: 'gw-01.elb',
        },
      ],
      { kind: 'satisfied' },
    ],
    [
      'a TXT fenced a private zone',
      [{ place: { ...place(), zone: { id: 'ZP', name: 'example.com' } } }],
      { kind: 'act' },
    ],
  ])('%s', (_sentence, given, decision) => {
    expect(decide(...given)).toMatchObject(decision);
  });

  it('takes out the alias it remembers when somebody removed the TXT, and proves it with a new one', () => {
    const decision = decide({
      present: [alias('A'), alias('AAAA', 'other')],
      ownership: { kind: 'none' },
      remembered: 'gw-01.elb',
    });
    expect(texts(decision)).toEqual(['+TXT owns=', '-A gw-01.elb']);
  });
});

describe('decideValidation', () => {
  const record = {
    domain: 'shop.example.com',
    name: '_1.shop.example.com',
    type: 'CNAME' as const,
    value: '_2.acm',
  };
  const cname: DnsRecord = {
    name: record.name,
    type: 'CNAME',
    ttl: 300,
    values: ['_2.ACM.'],
  };
  function decide(given: Partial<ValidationFacts> = {}) {
    const facts: ValidationFacts = {
      record,
      zone,
      hostname: 'shop.example.com',
      ownership: ownership({ state: 'held' }),
      present: [],
      published: true,
      sharedWithOurs: false,
      wildcard: [],
      ...given,
    };
    return decideValidation(subject(), { self: false, records: [facts] });
  }

  it('writes the record with the TXT, and copies of a wildcard that would stop answering', () => {
    expect(texts(decide())).toEqual([
      '-TXT owns=',
      '+TXT owns=CNAME',
      '+CNAME',
    ]);
    const wildcard = [{ ...plain('A'), name: '*.example.com' }];
    const decision = decide({ wildcard });
    expect(texts(decision)).toEqual([
      '-TXT owns=',
      '+TXT owns=CNAME+copy-A',
      '+A',
      '+CNAME',
    ]);
    expect(decision).toMatchObject({
      action: {
        changes: [
          {},
          {},
          { record: { name: 'shop.example.com', values: ['192.0.2.1'] } },
          {},
        ],
      },
    });
  });

  it.each<[string, Partial<ValidationFacts>, object]>([
    [
      'another value stands there',
      { present: [{ ...cname, values: ['x'] }] },
      { kind: 'blocked', reason: 'RecordNotOurs' },
    ],
    [
      'another type stands there',
      { present: [{ ...cname, type: 'TXT' }] },
      { kind: 'blocked', reason: 'RecordNotOurs' },
    ],
    [
      'it is there, of another hostname of ours',
      { present: [cname], sharedWithOurs: true },
      { kind: 'act' },
    ],
    [
      'it is there, of somebody else',
      { present: [cname] },
      { kind: 'satisfied' },
    ],
    [
      'it is not everywhere',
      { present: [cname], published: false },
      { kind: 'wait', reason: 'AwaitingInsync' },
    ],
    [
      'the TXT is missing',
      { ownership: { kind: 'none' } },
      { kind: 'wait', reason: 'Publishing' },
    ],
  ])('%s', (_sentence, given, decision) => {
    expect(decide(given)).toMatchObject(decision);
  });

  it('waits until the authority has made the records up', () => {
    expect(
      decideValidation(subject(), { self: false, records: [] }),
    ).toMatchObject({ kind: 'wait' });
    expect(
      decideValidation(subject(), { self: true, records: [] }),
    ).toMatchObject({ kind: 'satisfied' });
  });

  it('is removed by the last who needs it', () => {
    const facts = (
      given: Partial<ReleaseValidationFacts>,
    ): ReleaseValidationFacts[] => [
      {
        hostname: 'shop.example.com',
        zone,
        ownership: ownership({ state: 'held', owns: ['CNAME'] }),
        present: [cname],
        ...given,
      },
    ];
    expect(texts(decideReleaseValidation(subject(), facts({})))).toEqual([
      '-TXT owns=CNAME',
      '+TXT owns=',
      '-CNAME',
    ]);
    expect(
      texts(
        decideReleaseValidation(
          subject(),
          facts({ usedBy: '*.shop.example.com' }),
        ),
      ),
    ).toEqual(['-TXT owns=CNAME', '+TXT owns=']);
    expect(
      decideReleaseValidation(
        subject(),
        facts({ ownership: ownership({ state: 'held' }) }),
      ),
    ).toMatchObject({ kind: 'satisfied' });
    expect(
      decideReleaseValidation(
        subject(),
        facts({ ownership: foreignOwnership }),
      ),
    ).toMatchObject({ kind: 'satisfied' });
  });
});
