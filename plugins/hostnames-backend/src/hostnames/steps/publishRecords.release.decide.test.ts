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
import {
  WithdrawFacts,
  WithdrawObservation,
  decideWithdraw,
} from './publishRecords.release.decide';

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
      dueFor: 5_000,
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
    expect(changeTexts(decide(live))).toEqual([
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
      'others may follow',
      [live, { dueFor: 1_000 }],
      { kind: 'wait', reason: 'Releasing', checkAfter: 4_000 },
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
      'there is no TXT, and what is there is not what was served',
      [
        {
          present: [alias('A', 'other')],
          ownership: { kind: 'none' },
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
    expect(decide(...given)).toMatchObject(withWords(decision));
  });

  it('takes out the alias it remembers when somebody removed the TXT, and proves it with a new one', () => {
    const decision = decide({
      present: [alias('A'), alias('AAAA', 'other')],
      ownership: { kind: 'none' },
      remembered: 'gw-01.elb',
    });
    expect(changeTexts(decision)).toEqual(['+TXT owns=', '-A gw-01.elb']);
  });
});
