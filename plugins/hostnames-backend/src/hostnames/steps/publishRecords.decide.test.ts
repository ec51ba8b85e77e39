import { withWords } from '../../__testUtils__/withWords';
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
import type { NameOwnership } from '../records/ownership.pure';
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
    expect(decide(...given)).toMatchObject(withWords(decision));
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
    expect(changeTexts(decide(...given))).toEqual(changes);
  });

  describe('of a name that is taken over', () => {
    const former = ownership({
      cluster: 'old',
      state: 'held',
      seq: 7,
      owns: ['A', 'AAAA', 'CNAME'],
    }) as NameOwnership & { kind: 'other' };
    const theirs = {
      takeover: true,
      ownership: former,
      present: [alias('A', 'old.elb'), alias('AAAA', 'old.elb')],
    };

    it('waits for a route, then moves TXT and alias in one batch', () => {
      expect(decide(theirs)).toMatchObject({
        kind: 'wait',
        reason: 'AwaitingRoute',
      });
      const decision = decide(theirs, { hasRoute: true });
      expect(changeTexts(decision)).toEqual([
        '-TXT owns=A+AAAA+CNAME',
        '+TXT owns=A+AAAA+CNAME',
        '-A old.elb',
        '-AAAA old.elb',
        '+A gw-01.elb',
        '+AAAA gw-01.elb',
      ]);
      expect(decision).toMatchObject({
        action: {
          changes: [
            { record: former.record },
            {
              record: {
                values: [
                  '"heritage=hostmaster,v=1,inst=acme,cluster=prod,owner=shop/shop,seq=8,state=held,owns=A+AAAA+CNAME"',
                ],
              },
            },
            {},
            {},
            {},
            {},
          ],
        },
      });
    });

    it('takes the TXT even where the alias is right already', () => {
      const decision = decide(
        { ...theirs, present: [alias('A'), alias('AAAA')] },
        { hasRoute: true },
      );
      expect(changeTexts(decision)).toEqual([
        '-TXT owns=A+AAAA+CNAME',
        '+TXT owns=A+AAAA+CNAME',
      ]);
    });

    it('and has its alias in another zone changes hands in the public one first', () => {
      const inside = {
        ...place(),
        zone: { id: 'ZP', name: 'example.com' },
      };
      const decision = decide(
        { place: inside, ownership: { kind: 'none' }, claimed: former },
        { hasRoute: true },
      );
      const ours = ownership({
        state: 'held',
        seq: 8,
        owns: ['A', 'AAAA', 'CNAME'],
      });
      expect(decision).toMatchObject({
        kind: 'act',
        action: {
          zone: { id: inside.validationZone.id },
          changes: [
            { action: 'DELETE', record: former.record },
            { action: 'CREATE', record: ours.record },
          ],
        },
      });
    });
  });

  it('exchanges a hand-made address that may be adopted, once a route is there', () => {
    const handMade = {
      present: [plain('A')],
      adoptable: ['A'],
      elsewhere: true,
    };
    expect(decide(handMade)).toMatchObject({ reason: 'AwaitingRoute' });
    expect(changeTexts(decide(handMade, { hasRoute: true }))).toEqual([
      '-TXT owns=',
      '+TXT owns=A+AAAA',
      '-A',
      '+A gw-01.elb',
      '+AAAA gw-01.elb',
    ]);
  });

  it('says all names that point there', () => {
    const both = ['shop.example.com', 'www.example.com'].map(hostname => ({
      place: place(hostname),
      elsewhere: false,
      ...live,
      published: ['A', 'AAAA'],
    }));
    expect(decide({}, { names: both })).toMatchObject({
      kind: 'satisfied',
      message: 'shop.example.com, www.example.com point at gw-01.elb.',
    });
  });
});
