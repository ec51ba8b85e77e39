import {
  Given,
  decide,
  rival,
  summary,
} from '../../__testUtils__/claimDecisions';
import {
  NOW,
  claim,
  foreignOwnership,
  ownership,
  place,
  subject,
} from '../testWorld/builders';
import { NameFacts, decideClaim } from './claimHostname.decide';
import { heldBy } from './claimHostname.messages.pure';
import {
  handedOver,
  isClaimOfHolder,
  satisfied,
} from './claimHostname.transfer.decide';

const LATER = '2026-01-01T13:00:00Z';
const EARLIER = '2026-01-01T11:00:00Z';
const held = ownership({ state: 'held' });
const consent = { kind: 'to' as const, target: 'green/a/b' };
const consented = ownership({ state: 'held', unknown: { to: 'green/a/b' } });
const offered = (hostname: string) =>
  ownership(
    {
      owner: { namespace: 'shop', name: 'former' },
      state: 'held',
      unknown: { to: 'prod/shop/shop' },
    },
    hostname,
  );

function name(given: Partial<NameFacts> = {}): NameFacts {
  return {
    place: place(),
    ownership: { kind: 'none' },
    foreign: [],
    rivals: [],
    lostMarks: [],
    ...given,
  };
}

describe('decideClaim, where two things meet', () => {
  it.each<[string, Given, string]>([
    [
      'our TXT was released under a held wildcard: there is nothing to withdraw',
      {
        claim: claim(),
        ownership: ownership({ state: 'released' }),
        rivals: [rival('*.example.com', 'held')],
      },
      'blocked · HeldByOther · and Denied True',
    ],
    [
      'our claim was released under a held wildcard: there is nothing to withdraw',
      {
        claim: claim({ state: 'released' }),
        rivals: [rival('*.example.com', 'held')],
      },
      'blocked · HeldByOther · and Denied True',
    ],
    [
      'another’s TXT has cooled down under a held wildcard: it is not ours to withdraw',
      {
        claim: claim(),
        ownership: ownership({
          cluster: 'green',
          state: 'released',
          until: EARLIER,
        }),
        rivals: [rival('*.example.com', 'held')],
      },
      'blocked · HeldByOther · and Denied True',
    ],
    [
      'our wildcard is new over a pending name',
      {
        place: place('*.example.com'),
        rivals: [rival('a.example.com', 'pending')],
      },
      'blocked · HeldByOther · and Denied True',
    ],
    [
      'nobody’s claim cools down',
      {
        claim: claim({
          state: 'released',
          owner: undefined,
          releasedUntil: LATER,
        }),
      },
      'wait · CoolingDown · after 3601000 ms',
    ],
    [
      'it was offered to us, and the claim is a delegation',
      {
        claim: claim({
          state: undefined,
          owner: undefined,
          delegate: { namespaces: ['shop'] },
        }),
        ownership: offered('shop.example.com'),
      },
      'act · WaitingForZone · do takeClaim shop.example.com',
    ],
  ])('%s', (_sentence, given, decision) => {
    expect(summary(decide(given))).toBe(decision);
  });

  it('names the rival that holds, not one that only asks', () => {
    expect(
      decide({
        rivals: [rival('*.example.com', 'pending'), rival('*.com', 'held')],
      }).message,
    ).toMatch(/^\*\.com, which covers shop\.example\.com, is held by/);
  });

  it('takes nothing that is held from a request when others are delegated the name', () => {
    const delegation = { hostname: 'example.com', namespaces: ['a'] };

    expect(
      decide({ delegation, claim: claim(), ownership: held, granted: true })
        .kind,
    ).toBe('satisfied');
  });

  it('looks at every name', () => {
    const names = [
      name({ claim: claim(), ownership: held }),
      name({ place: place('a.example.com'), ownership: foreignOwnership }),
    ];

    expect(
      decideClaim(
        subject(),
        { names, granted: true, namespaceEnds: false },
        NOW,
      ),
    ).toMatchObject({ kind: 'blocked', reason: 'RecordNotOurs' });
  });
});

describe('satisfied', () => {
  const facts = { granted: true, namespaceEnds: false };

  it('tells of one name among several whose TXT has no room for the consent', () => {
    const names = [
      name({ ownership: consented }),
      name({ place: place('a.example.com'), ownership: held }),
    ];

    expect(satisfied({ ...facts, names, consent }, 'shop').message).toMatch(
      /The consent does not fit into the ownership record; use shorter names\.$/,
    );
    expect(
      satisfied({ ...facts, names: [names[0]], consent }, 'shop').message,
    ).toMatch(/It goes to green\/a\/b as soon as/);
  });

  it('expects consent in no TXT but our own', () => {
    const names = [name({ ownership: consented }), name()];

    expect(satisfied({ ...facts, names, consent }, 'shop').message).toMatch(
      /It goes to green\/a\/b as soon as/,
    );
  });
});

describe('handedOver', () => {
  it('names all names that may be taken over', () => {
    const names = ['shop.example.com', 'a.example.com'].map(hostname =>
      name({ place: place(hostname), ownership: offered(hostname) }),
    );

    expect(
      handedOver(subject(), { names, granted: true, namespaceEnds: false })
        ?.message,
    ).toMatch(/^shop\.example\.com, a\.example\.com may be taken over/);
  });
});

describe('isClaimOfHolder', () => {
  it('is never without a TXT of somebody else', () => {
    expect(isClaimOfHolder(subject(), name({ claim: claim() }))).toBe(false);
    expect(
      isClaimOfHolder(subject(), name({ claim: claim(), ownership: held })),
    ).toBe(false);
  });
});

describe('heldBy', () => {
  it('says nothing of covering when it is the very name', () => {
    expect(heldBy('a.test', {}, 'a.test').message).toBe(
      heldBy('a.test', {}).message,
    );
  });
});
