import {
  NOW,
  claim,
  identity,
  ownership,
  place,
  subject,
} from './testWorld/builders';
import { adoptableTypes } from './claims';
import {
  ClaimFacts,
  NameFacts,
  decideClaim,
} from './steps/claimHostname.decide';
import { goesTogether, mayReturn, mayTakeOver } from './takeover.pure';
import {
  Consent,
  TRANSFER_ANNOTATION,
  consentFits,
  consentIn,
  consentOf,
  isOfferedTo,
  withConsent,
} from './transfer.pure';

const US = 'prod/shop/shop';
const theirs = { owner: { namespace: 'other', name: 'mine' } };
const theirClaim = claim({
  owner: { namespace: 'other', name: 'mine', uid: 'uid-2' },
});
const offered = { ...theirs, state: 'held' as const, unknown: { to: US } };

function decide(
  name: Partial<NameFacts>,
  more: Partial<ClaimFacts> = {},
  annotations: Record<string, string> = {},
) {
  const us = subject();
  us.request.metadata.annotations = annotations;
  const facts: NameFacts = {
    place: place(),
    ownership: { kind: 'none' },
    foreign: [],
    rivals: [],
    lostMarks: [],
    ...name,
  };
  return decideClaim(
    us,
    { names: [facts], granted: false, namespaceEnds: false, ...more },
    NOW,
  );
}

const to = (target: string): Partial<ClaimFacts> => ({
  consent: { kind: 'to', target },
  granted: true,
});

describe('a name that changes hands', () => {
  it.each<[string, Partial<NameFacts>, Partial<ClaimFacts>, object, object?]>([
    [
      'is offered to us: the grant comes first, nothing else is touched',
      { claim: theirClaim, ownership: ownership(offered) },
      {},
      { kind: 'act', action: { kind: 'grant' } },
    ],
    [
      'is offered to us: the chain goes on, and the name is not ours yet',
      { claim: theirClaim, ownership: ownership(offered) },
      { granted: true },
      { kind: 'satisfied', status: 'False', reason: 'TransferAgreed' },
    ],
    [
      'is offered to us, and we come to the place it has',
      {
        claim: theirClaim,
        ownership: ownership(offered),
        formerPlace: { namespace: 'edge', name: 'gw-07' },
      },
      { granted: true },
      { remember: { status: { assignedGateway: { name: 'gw-07' } } } },
    ],
    [
      'is offered to somebody else',
      {
        claim: theirClaim,
        ownership: ownership({ ...offered, unknown: { to: 'prod/shop/x' } }),
      },
      {},
      { kind: 'blocked', reason: 'HeldByOther' },
    ],
    [
      'is offered to us and delegated to others',
      {
        claim: theirClaim,
        ownership: ownership(offered),
        delegation: { hostname: 'example.com', namespaces: ['a'] },
      },
      {},
      { kind: 'blocked', reason: 'NotAllowed' },
    ],
    [
      'is offered to us under a wildcard of another',
      {
        claim: theirClaim,
        ownership: ownership(offered),
        rivals: [{ hostname: '*.example.com', state: 'held', holder: {} }],
      },
      {},
      { kind: 'blocked', reason: 'HeldByOther' },
    ],
    [
      'is offered to us while a third request has the claim',
      {
        claim: claim({ owner: { namespace: 'c', name: 'c', uid: 'c' } }),
        ownership: ownership(offered),
      },
      {},
      { kind: 'blocked', reason: 'HeldByOther' },
    ],
    [
      'is ours in the zone: the claim follows',
      { claim: theirClaim, ownership: ownership({ state: 'held' }) },
      {},
      { kind: 'act', action: { kind: 'takeClaim' } },
    ],
    [
      'may go: the consent is written',
      { claim: claim(), ownership: ownership({ state: 'held' }) },
      to('green/a/b'),
      { kind: 'act', action: { kind: 'consent', target: 'green/a/b' } },
    ],
    [
      'may go, and says so',
      {
        claim: claim(),
        ownership: {
          ...ownership({ state: 'held', unknown: { to: 'green/a/b' } }),
          kind: 'own',
        } as NameFacts['ownership'],
      },
      to('green/a/b'),
      {
        kind: 'satisfied',
        message: expect.stringContaining('It goes to green/a/b'),
      },
    ],
    [
      'may not go any more: the consent is taken back',
      {
        claim: claim(),
        ownership: ownership({ state: 'held', unknown: { to: 'green/a/b' } }),
      },
      { granted: true },
      { kind: 'act', action: { kind: 'consent', target: undefined } },
    ],
    [
      'may go, and the consent has no room',
      { claim: claim(), ownership: ownership({ state: 'held' }) },
      to(`green/a/${'b'.repeat(200)}`),
      {
        kind: 'satisfied',
        message: expect.stringContaining('does not fit'),
      },
    ],
    [
      'went where it was to go',
      { ownership: ownership({ ...theirs, state: 'held' }) },
      {},
      {
        kind: 'blocked',
        reason: 'TransferredAway',
        also: [{ type: 'Denied', status: 'True' }],
      },
      { [TRANSFER_ANNOTATION]: 'prod/other/mine' },
    ],
    [
      'went: the right to route it goes first',
      { ownership: ownership({ ...theirs, state: 'held' }) },
      { grantedNames: ['shop.example.com', 'www.example.com'] },
      {
        kind: 'act',
        action: { kind: 'grant', hostnames: ['www.example.com'] },
      },
    ],
    [
      'was released and left to us',
      {
        claim: claim({
          owner: { namespace: 'other', name: 'mine', uid: 'x' },
          state: 'released',
          releasedUntil: '2026-01-02T00:00:00Z',
        }),
        ownership: ownership({
          ...offered,
          state: 'released',
          until: '2026-01-02T00:00:00Z',
        }),
      },
      {},
      { kind: 'act', action: { kind: 'takeClaim' } },
    ],
    [
      'was released by another request of our namespace',
      {
        claim: claim(),
        ownership: ownership({
          owner: { namespace: 'shop', name: 'before' },
          state: 'released',
          until: '2026-01-02T00:00:00Z',
        }),
      },
      {},
      { kind: 'act', action: { kind: 'replaceOwnership' } },
    ],
    [
      'is ours, and was delegated to others later: it stays',
      {
        claim: claim(),
        ownership: ownership({ state: 'held' }),
        delegation: { hostname: 'example.com', namespaces: ['a'] },
      },
      { granted: true },
      { kind: 'satisfied' },
    ],
    [
      'is lost to a wildcard, and only the claim is left: it goes',
      {
        claim: claim(),
        rivals: [{ hostname: '*.example.com', state: 'held', holder: {} }],
      },
      {},
      { kind: 'act', action: { kind: 'withdraw', current: undefined } },
    ],
  ])('%s', (_sentence, name, more, decision, annotations = {}) => {
    expect(
      decide(name, more, annotations as Record<string, string>),
    ).toMatchObject(decision);
  });
});

describe('consentOf', () => {
  const of = (text?: string): Consent =>
    consentOf(
      {
        metadata: {
          name: 'shop',
          annotations:
            text === undefined ? {} : { [TRANSFER_ANNOTATION]: text },
        },
      },
      identity,
    );

  it.each([
    [undefined, 'none'],
    ['', 'none'],
    ['green/shop/web', 'to'],
    [' green/shop/web ', 'to'],
    [US, 'ignored'],
    ['shop/web', 'ignored'],
    ['green/Shop/web', 'ignored'],
    ['green/shop/web,seq=9', 'ignored'],
    ['green/shop/web/x', 'ignored'],
  ])('%s: %s', (text, kind) => {
    expect(of(text).kind).toBe(kind);
  });
});

describe('the consent in the TXT', () => {
  const held = ownership({
    state: 'held',
    unknown: { later: 'x', to: 'green/a/b' },
  }).ownership;

  it('leaves what it does not know', () => {
    expect(consentIn(held)).toBe('green/a/b');
    expect(withConsent(held, undefined)).toEqual({ unknown: { later: 'x' } });
    expect(withConsent(held, US)).toEqual({ unknown: { later: 'x', to: US } });
    expect(
      withConsent(ownership({ unknown: { to: US } }).ownership, undefined),
    ).toEqual({ unknown: undefined });
  });

  it('is for one request of the same installation alone', () => {
    const mine = ownership({ ...offered }).ownership;
    expect(isOfferedTo(mine, identity)).toBe(true);
    expect(isOfferedTo(mine, { ...identity, name: 'x' })).toBe(false);
    expect(isOfferedTo({ ...mine, installation: 'rival' }, identity)).toBe(
      false,
    );
  });

  it('fits with room to spare, or not', () => {
    expect(consentFits(held, US)).toBe(true);
    expect(consentFits(held, `a/b/${'c'.repeat(150)}`)).toBe(false);
    expect(consentFits(held, 'a,b/c/d')).toBe(false);
  });
});

describe('who may take what', () => {
  const green = { cluster: 'green', owner: { namespace: 'a', name: 'b' } };
  const from = (cluster: string) => {
    const us = subject();
    us.request.metadata.annotations = {
      'hostmaster.dev/takeover-from': cluster,
    };
    return us;
  };
  const delegated = { namespaces: ['shop'] };

  it.each([
    ['green’s, delegated', from('green'), delegated, true],
    ['green’s, not delegated', from('green'), undefined, false],
    [
      'green’s, delegated to others',
      from('green'),
      { namespaces: ['x'] },
      false,
    ],
    ['blue’s', from('blue'), delegated, false],
    ['our own cluster’s', from('prod'), delegated, false],
    ['without a word', subject(), delegated, false],
  ])('a whole cluster: %s', (_what, us, delegation, may) => {
    const held = ownership({ ...green, state: 'held' });
    expect(mayTakeOver(us, held, delegation)).toBe(may);
  });

  it('another installation’s names stay where they are', () => {
    const rival = ownership({ ...green, installation: 'rival', state: 'held' });
    expect(mayTakeOver(from('green'), rival, delegated)).toBe(false);
    const consenting = ownership({ ...offered, installation: 'rival' });
    expect(mayTakeOver(subject(), consenting, undefined)).toBe(false);
  });

  it('a pending name is not taken over by consent', () => {
    const pending = ownership({ ...offered, state: 'pending' });
    expect(mayTakeOver(subject(), pending, undefined)).toBe(false);
  });

  it('returns only to its own namespace and cluster', () => {
    const released = { state: 'released' as const };
    const of = (given: object) =>
      mayReturn(identity, ownership({ ...released, ...given }).ownership);
    expect(of({ owner: { namespace: 'shop', name: 'x' } })).toBe(true);
    expect(of({ owner: { namespace: 'a', name: 'shop' } })).toBe(false);
    expect(of({ cluster: 'green' })).toBe(false);
    expect(of({ installation: 'rival' })).toBe(false);
    expect(mayReturn(identity, ownership({ state: 'held' }).ownership)).toBe(
      false,
    );
  });

  it('fears nothing of its own namespace, nor what comes along', () => {
    const rival = (given: object) => ownership(given).ownership;
    expect(goesTogether(subject(), rival({}))).toBe(true);
    expect(goesTogether(subject(), rival(theirs))).toBe(false);
    expect(
      goesTogether(
        subject(),
        rival({ ...theirs, unknown: { to: 'prod/shop/x' } }),
      ),
    ).toBe(true);
    expect(
      goesTogether(
        subject(),
        rival({ ...theirs, unknown: { to: 'prod/shopx/x' } }),
      ),
    ).toBe(false);
    const theirShop = {
      cluster: 'green',
      owner: { namespace: 'shop', name: 'b' },
    };
    expect(goesTogether(subject(), rival(theirShop))).toBe(false);
    expect(goesTogether(from('green'), rival(theirShop))).toBe(true);
  });
});

describe('adoptableTypes', () => {
  const annotated = (text: string, spec: object = {}) => {
    const object = claim(spec);
    object.metadata.annotations = { 'hostmaster.dev/adopt-records': text };
    return object;
  };
  const delegate = { owner: undefined, delegate: { namespaces: ['shop'] } };

  it.each([
    ['a claim of ours', annotated('A+AAAA'), ['A', 'AAAA']],
    ['a list with commas', annotated('cname, a'), ['A', 'CNAME']],
    ['a delegation to us', annotated('A', delegate), ['A']],
    [
      'a delegation to others',
      annotated('A', { ...delegate, delegate: { namespaces: ['x'] } }),
      [],
    ],
    [
      'another’s claim',
      annotated('A', { owner: { namespace: 'x', name: 'shop', uid: 'u' } }),
      [],
    ],
    ['types that are never ours', annotated('MX+TXT+NS'), []],
    ['no claim', undefined, []],
    ['a claim without the word', claim(), []],
  ])('%s', (_what, object, types) => {
    expect(adoptableTypes(object, identity)).toEqual(types);
  });
});
