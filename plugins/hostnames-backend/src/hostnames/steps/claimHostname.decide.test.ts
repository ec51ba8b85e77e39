import {
  NOW,
  claim,
  foreignOwnership,
  ownership,
  place,
  subject,
} from '../testWorld/builders';
import { NameFacts, decideClaim } from './claimHostname.decide';

function facts(name: Partial<NameFacts> = {}): NameFacts {
  return {
    place: place(name.place?.hostname),
    ownership: { kind: 'none' },
    foreign: [],
    rivals: [],
    lostMarks: [],
    ...name,
  };
}

function decide(
  name: Partial<NameFacts>,
  more: { granted?: boolean; namespaceEnds?: boolean } = {},
) {
  return decideClaim(
    subject(),
    { names: [facts(name)], granted: false, namespaceEnds: false, ...more },
    NOW,
  );
}

const other = { namespace: 'other', name: 'mine', uid: 'uid-2' };
const elsewhere = { cluster: 'green', owner: { namespace: 'a', name: 'b' } };

describe('decideClaim', () => {
  it.each<[string, Partial<NameFacts>, object]>([
    [
      'nobody has the name: the claim is created first',
      {},
      { kind: 'act', action: { kind: 'createClaim' } },
    ],
    [
      'the claim is ours: the TXT is created pending',
      { claim: claim() },
      { kind: 'act', action: { kind: 'createOwnership', owns: [] } },
    ],
    [
      'our TXT was lost: its marks are written again',
      { claim: claim(), lostMarks: ['A'] },
      { kind: 'act', action: { kind: 'createOwnership', owns: ['A'] } },
    ],
    [
      'our TXT is pending and nobody else is there: it is held',
      { claim: claim(), ownership: ownership() },
      { kind: 'act', action: { kind: 'moveOwnership', state: 'held' } },
    ],
    [
      'our TXT is held: the grant is written',
      { claim: claim(), ownership: ownership({ state: 'held' }) },
      { kind: 'act', action: { kind: 'grant' } },
    ],
    [
      'our TXT was released: it is taken back',
      { claim: claim(), ownership: ownership({ state: 'released' }) },
      { kind: 'act', action: { kind: 'moveOwnership', state: 'pending' } },
    ],
    [
      'the claim is of an earlier incarnation: it is adopted',
      {
        claim: claim({
          owner: { namespace: 'shop', name: 'shop', uid: 'old' },
        }),
      },
      { kind: 'act', action: { kind: 'takeClaim' } },
    ],
    [
      'the claim was released by us: it is taken back',
      {
        claim: claim({
          state: 'released',
          releasedUntil: '2026-01-02T00:00:00Z',
        }),
      },
      { kind: 'act', action: { kind: 'takeClaim' } },
    ],
    [
      'the claim is another request’s',
      {
        claim: claim({ owner: other }),
        claimHolder: { owner: 'group:default/a' },
      },
      {
        kind: 'blocked',
        reason: 'HeldByOther',
        also: [{ type: 'Denied', status: 'True' }],
      },
    ],
    [
      'another’s claim cools down',
      {
        claim: claim({
          owner: other,
          state: 'released',
          releasedUntil: '2026-01-01T13:00:00Z',
        }),
      },
      { kind: 'wait', reason: 'CoolingDown', checkAfter: 3_601_000 },
    ],
    [
      'another’s claim has cooled down',
      {
        claim: claim({
          owner: other,
          state: 'released',
          releasedUntil: '2026-01-01T11:00:00Z',
        }),
      },
      { kind: 'act', action: { kind: 'removeClaim' } },
    ],
    [
      'the TXT is another cluster’s',
      {
        ownership: ownership({ ...elsewhere, state: 'held' }),
        ownershipHolder: { cluster: 'green' },
      },
      { kind: 'blocked', reason: 'HeldInOtherCluster' },
    ],
    [
      'the TXT is another cluster’s and pending: it was first',
      {
        claim: claim(),
        ownership: ownership(elsewhere),
        ownershipHolder: { cluster: 'green' },
      },
      { kind: 'blocked', reason: 'HeldInOtherCluster' },
    ],
    [
      'another’s TXT cools down',
      {
        ownership: ownership({
          ...elsewhere,
          state: 'released',
          until: '2026-01-01T13:00:00Z',
        }),
      },
      { kind: 'wait', reason: 'CoolingDown' },
    ],
    [
      'another’s TXT has cooled down',
      {
        claim: claim(),
        ownership: ownership({
          ...elsewhere,
          state: 'released',
          until: '2026-01-01T11:00:00Z',
        }),
      },
      { kind: 'act', action: { kind: 'replaceOwnership' } },
    ],
    [
      'the TXT cannot be read',
      { ownership: foreignOwnership },
      { kind: 'blocked', reason: 'RecordNotOurs' },
    ],
    [
      'somebody else has an address there',
      { foreign: [{ name: 'shop.example.com', type: 'A' }] },
      { kind: 'blocked', reason: 'RecordNotOurs' },
    ],
    [
      'the name is delegated to others',
      { delegation: { hostname: 'example.com', namespaces: ['a'] } },
      {
        kind: 'blocked',
        reason: 'NotAllowed',
        also: [{ type: 'Denied', status: 'True' }],
      },
    ],
    [
      'the name is delegated to us',
      { delegation: { hostname: 'example.com', namespaces: ['shop'] } },
      { kind: 'act', action: { kind: 'createClaim' } },
    ],
    [
      'a wildcard over it is held by another',
      { rivals: [{ hostname: '*.example.com', state: 'held', holder: {} }] },
      { kind: 'blocked', reason: 'HeldByOther' },
    ],
    [
      'a wildcard over it is pending',
      {
        claim: claim(),
        ownership: ownership(),
        rivals: [{ hostname: '*.example.com', state: 'pending', holder: {} }],
      },
      { kind: 'wait', reason: 'WaitingForZone' },
    ],
    [
      'we are pending under a wildcard that is held',
      {
        claim: claim(),
        ownership: ownership(),
        rivals: [{ hostname: '*.example.com', state: 'held', holder: {} }],
      },
      { kind: 'act', action: { kind: 'withdraw' } },
    ],
    [
      'we hold it already: a rival has to go',
      {
        claim: claim(),
        ownership: ownership({ state: 'held' }),
        rivals: [{ hostname: '*.example.com', state: 'held', holder: {} }],
      },
      { kind: 'act', action: { kind: 'grant' } },
    ],
    [
      'a released rival is none',
      {
        rivals: [{ hostname: '*.example.com', state: 'released', holder: {} }],
      },
      { kind: 'act', action: { kind: 'createClaim' } },
    ],
    [
      'our wildcard is pending over another’s name, pending too',
      {
        place: place('*.example.com'),
        claim: claim(),
        ownership: ownership({}, '*.example.com'),
        rivals: [{ hostname: 'a.example.com', state: 'pending', holder: {} }],
      },
      { kind: 'act', action: { kind: 'withdraw' } },
    ],
  ])('%s', (_sentence, name, decision) => {
    expect(decide(name)).toMatchObject(decision);
  });

  it('is satisfied once the grant has the name', () => {
    expect(
      decide(
        { claim: claim(), ownership: ownership({ state: 'held' }) },
        { granted: true },
      ),
    ).toMatchObject({
      kind: 'satisfied',
      reason: 'FirstCome',
    });
  });

  it('writes nothing into a namespace that is being deleted', () => {
    expect(decide({}, { namespaceEnds: true })).toMatchObject({ kind: 'wait' });
  });

  it('settles the names one after the other', () => {
    const held = facts({
      claim: claim(),
      ownership: ownership({ state: 'held' }),
    });
    const second = facts({ place: place('www.example.com') });
    const decision = decideClaim(
      subject(),
      { names: [held, second], granted: false, namespaceEnds: false },
      NOW,
    );
    expect(decision).toMatchObject({
      kind: 'act',
      action: { kind: 'createClaim', place: { hostname: 'www.example.com' } },
    });
  });

  it('says who holds the name, since when, and nothing else about them', () => {
    const decision = decide({
      claim: claim({ owner: other }),
      claimHolder: { owner: 'group:default/a', since: '2026-01-01T10:00:00Z' },
    });
    expect(decision.message).toBe(
      'shop.example.com is held by group:default/a since 2026-01-01T10:00:00Z. Ask group:default/a to release it, or choose another hostname.',
    );
  });
});
