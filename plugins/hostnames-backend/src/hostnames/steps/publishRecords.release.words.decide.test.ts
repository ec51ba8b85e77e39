import type { DnsRecord } from '@hostmaster/backstage-plugin-hostnames-node';
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

const record = (type: string, given: Partial<DnsRecord> = {}): DnsRecord => ({
  name: 'shop.example.com',
  type,
  alias: {
    dnsName: 'gw-01.elb',
    hostedZoneId: 'ZELB',
    evaluateTargetHealth: false,
  },
  ...given,
});
const inside = { ...place(), zone: { id: 'ZP', name: 'corp.example.com' } };
const held = ownership({ state: 'held', owns: ['A', 'AAAA'] });

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

describe('decideWithdraw, word for word', () => {
  it.each<[string, Parameters<typeof decide>, object]>([
    [
      'the records are there',
      [{ ownership: held, present: [record('A'), record('AAAA')] }],
      {
        kind: 'act',
        reason: 'Releasing',
        message: 'The records of shop.example.com are being removed.',
      },
    ],
    [
      'resolvers may still answer with them',
      [{}, { goneFor: 20_000 }],
      {
        kind: 'wait',
        reason: 'Releasing',
        message:
          'The records are gone; resolvers may answer with them for a minute more.',
        checkAfter: 40_000,
      },
    ],
    [
      'nothing is left',
      [],
      {
        kind: 'satisfied',
        reason: 'Released',
        message: 'No name points at the gateway any more.',
      },
    ],
  ])('%s', (_sentence, given, decision) => {
    expect(decide(...given)).toMatchObject(decision);
  });

  it('takes the TXT that fenced a private zone out of that zone, last', () => {
    const fence = ownership({ state: 'held' });

    expect(decide({ place: inside, ownership: fence })).toEqual({
      kind: 'act',
      action: {
        hostname: 'shop.example.com',
        zone: inside.zone,
        changes: [{ action: 'DELETE', record: fence.record }],
      },
      reason: 'Releasing',
      message:
        'The ownership record of shop.example.com in zone corp.example.com is being removed.',
    });
  });

  it.each<[string, Partial<WithdrawFacts>]>([
    [
      'a TXT of somebody else that is not everywhere yet',
      { ownership: foreignOwnership, isPublished: false },
    ],
    [
      'a private zone without a TXT',
      { place: inside, ownership: { kind: 'none' } },
    ],
    [
      'a private zone with a TXT of somebody else',
      { place: inside, ownership: foreignOwnership },
    ],
    [
      'the alias we remember, under a TXT of another request',
      {
        ownership: ownership({ cluster: 'green', state: 'held' }),
        present: [record('A')],
        remembered: 'gw-01.elb',
      },
    ],
    [
      'a plain address where our TXT was removed',
      {
        ownership: { kind: 'none' },
        present: [record('A', { alias: undefined, values: ['192.0.2.1'] })],
        remembered: 'gw-01.elb',
      },
    ],
  ])('has nothing to do about %s', (_sentence, name) => {
    expect(decide(name)).toMatchObject({
      kind: 'satisfied',
      reason: 'Released',
    });
  });

  it('takes the marks out of the TXT also when somebody has removed the alias already', () => {
    expect(changeTexts(decide({ ownership: held }))).toEqual([
      '-TXT owns=A+AAAA',
      '+TXT owns=',
    ]);
  });

  it('holds the name again, for nobody to come in between, when it removes an alias whose TXT is gone', () => {
    const decision = decide({
      ownership: { kind: 'none' },
      present: [record('A')],
      remembered: 'gw-01.elb',
    });

    expect(decision).toMatchObject({
      kind: 'act',
      action: {
        changes: [
          { action: 'CREATE', record: ownership({ state: 'held' }).record },
          { action: 'DELETE', record: record('A') },
        ],
      },
    });
  });
});
