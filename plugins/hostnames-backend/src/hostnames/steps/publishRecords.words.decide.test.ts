import {
  DnsRecord,
  LoadBalancer,
} from '@hostmaster/backstage-plugin-hostnames-node';
import {
  changeTexts,
  foreignOwnership,
  ownership,
  place,
  subject,
} from '../testWorld/builders';
import {
  AliasFacts,
  RecordFacts,
  decideRecords,
} from './publishRecords.decide';

const balancer: LoadBalancer = {
  ref: 'lb',
  dnsName: 'gw-01.elb',
  hostedZoneId: 'ZELB',
  state: 'active',
  scheme: 'internet-facing',
};
const target = {
  dnsName: 'gw-01.elb',
  hostedZoneId: 'ZELB',
  evaluateTargetHealth: false,
};
const record = (type: string, given: Partial<DnsRecord> = {}): DnsRecord => ({
  name: 'shop.example.com',
  type,
  alias: target,
  ...given,
});
const live = {
  present: [record('A'), record('AAAA')],
  ownership: ownership({ state: 'held', owns: ['A', 'AAAA'] }),
};
const remember = {
  status: {
    assignedLoadBalancer: {
      dnsName: 'gw-01.elb',
      arn: 'lb',
      hostedZoneId: 'ZELB',
    },
  },
};

function name(given: Partial<AliasFacts> = {}): AliasFacts {
  return {
    place: place(),
    ownership: ownership({ state: 'held' }),
    present: [],
    published: ['A', 'AAAA'],
    elsewhere: false,
    ...given,
  };
}

function decide(names: AliasFacts[], given: Partial<RecordFacts> = {}) {
  return decideRecords(subject(), {
    target: balancer,
    external: false,
    types: ['A', 'AAAA'],
    names,
    hasRoute: false,
    ...given,
  });
}

describe('decideRecords, word for word', () => {
  it.each<[string, AliasFacts[], Partial<RecordFacts>, object]>([
    [
      'one name is there',
      [name(live)],
      {},
      {
        kind: 'satisfied',
        reason: 'InSync',
        message: 'shop.example.com points at gw-01.elb.',
        remember,
      },
    ],
    [
      'it is being written',
      [name()],
      {},
      {
        kind: 'act',
        reason: 'Publishing',
        message: 'The alias of shop.example.com to gw-01.elb is being written.',
        remember,
      },
    ],
    [
      'external-dns has not written it',
      [name()],
      { external: true },
      {
        kind: 'wait',
        reason: 'Publishing',
        message:
          'external-dns writes the records of shop.example.com when a route for it is accepted.',
        checkAfter: 30_000,
      },
    ],
    [
      'external-dns has written it',
      [name(live)],
      { external: true },
      {
        kind: 'satisfied',
        reason: 'InSync',
        message: 'external-dns has written the records.',
      },
    ],
    [
      'another’s TXT stands beside it',
      [name({ ownership: ownership({ cluster: 'green', state: 'held' }) })],
      {},
      {
        kind: 'blocked',
        reason: 'RecordNotOurs',
        message:
          'shop.example.com has records in zone example.com that were not written here and are never changed: TXT shop._hostmaster.example.com. Remove them if they are no longer needed.',
        checkAfter: 60_000,
      },
    ],
    [
      'another’s TXT stands beside it, with the alias it is for',
      [
        name({
          ...live,
          ownership: ownership({
            cluster: 'green',
            state: 'held',
            owns: ['A', 'AAAA'],
          }),
        }),
      ],
      {},
      {
        kind: 'blocked',
        reason: 'RecordNotOurs',
        message:
          'shop.example.com has records in zone example.com that were not written here and are never changed: TXT shop._hostmaster.example.com, A shop.example.com, AAAA shop.example.com. Remove them if they are no longer needed.',
      },
    ],
    [
      'a foreign TXT and a foreign address stand there',
      [name({ ownership: foreignOwnership, present: [record('A')] })],
      {},
      {
        kind: 'blocked',
        reason: 'RecordNotOurs',
        message:
          'shop.example.com has records in zone example.com that were not written here and are never changed: TXT shop._hostmaster.example.com, A shop.example.com. Remove them if they are no longer needed.',
      },
    ],
    [
      'it may be taken over, and has an address of nobody',
      [
        name({
          ownership: ownership({ cluster: 'green', state: 'held' }),
          takeover: true,
          present: [record('A')],
        }),
      ],
      { hasRoute: true },
      { kind: 'blocked', reason: 'RecordNotOurs' },
    ],
  ])('%s', (_sentence, names, given, decision) => {
    expect(decide(names, given)).toMatchObject(decision);
  });

  it('remembers no load balancer for a name that has not moved to it yet', () => {
    expect(decide([name({ elsewhere: true })])).toEqual({
      kind: 'wait',
      reason: 'AwaitingRoute',
      message:
        'shop.example.com is answered elsewhere today; its alias moves when a route is accepted here.',
      checkAfter: 60_000,
    });
  });

  it.each<[string, Partial<AliasFacts>, string[]]>([
    [
      'only what is missing is written',
      { ...live, present: [record('A')] },
      ['-TXT owns=A+AAAA', '+TXT owns=A+AAAA', '+AAAA gw-01.elb'],
    ],
    [
      'an alias to elsewhere is exchanged, the other stays',
      {
        ...live,
        present: [
          record('A', { alias: { ...target, dnsName: 'old.elb' } }),
          record('AAAA'),
        ],
      },
      ['-TXT owns=A+AAAA', '+TXT owns=A+AAAA', '-A old.elb', '+A gw-01.elb'],
    ],
    [
      'a TXT that says too little is put right',
      {
        ...live,
        ownership: ownership({ state: 'held', owns: ['A', 'copy-AAAA'] }),
      },
      ['-TXT owns=A+copy-AAAA', '+TXT owns=A+AAAA'],
    ],
    [
      'a copy of a CNAME goes, other copies stay',
      {
        ownership: ownership({
          state: 'held',
          owns: ['CNAME', 'copy-CNAME', 'copy-MX'],
        }),
        present: [record('CNAME')],
      },
      [
        '-TXT owns=CNAME+copy-CNAME+copy-MX',
        '+TXT owns=A+AAAA+CNAME+copy-MX',
        '-CNAME gw-01.elb',
        '+A gw-01.elb',
        '+AAAA gw-01.elb',
      ],
    ],
    [
      'no TXT of anybody: the first one proves it',
      { ownership: { kind: 'none' } },
      ['+TXT owns=A+AAAA', '+A gw-01.elb', '+AAAA gw-01.elb'],
    ],
  ])('%s', (_sentence, given, changes) => {
    expect(changeTexts(decide([name(given)]))).toEqual(changes);
  });

  it('takes out a hand-made address to be adopted of a type that the alias has not', () => {
    const handMade = name({
      present: [
        record('A'),
        record('AAAA', { alias: undefined, ttl: 60, values: ['2001:db8::1'] }),
      ],
      ownership: ownership({ state: 'held', owns: ['A'] }),
      adoptable: ['AAAA'],
    });

    expect(changeTexts(decide([handMade], { types: ['A'] }))).toEqual([
      '-TXT owns=A',
      '+TXT owns=A',
      '-AAAA',
    ]);
  });

  it('writes a first TXT when the one that was to be taken over has gone', () => {
    const taken = name({ takeover: true, ownership: { kind: 'none' } });

    expect(changeTexts(decide([taken], { hasRoute: true }))).toEqual([
      '+TXT owns=A+AAAA',
      '+A gw-01.elb',
      '+AAAA gw-01.elb',
    ]);
  });

  it('asks the load balancer for no health, which Route 53 would believe', () => {
    const { action } = decide([name()]) as unknown as {
      action: { changes: Array<{ record: DnsRecord }> };
    };

    expect(action.changes[2].record).toEqual({
      name: 'shop.example.com',
      type: 'A',
      alias: target,
    });
  });

  it('does not mind the order of marks', () => {
    const owns = ['AAAA', 'CNAME', 'A'];

    expect(
      decide([name({ ...live, ownership: ownership({ state: 'held', owns }) })])
        .kind,
    ).toBe('satisfied');
  });

  it('says of several names that they point', () => {
    const second = { ...live, place: place('a.example.com') };

    expect(decide([name(live), name(second)]).message).toBe(
      'shop.example.com, a.example.com point at gw-01.elb.',
    );
  });
});
