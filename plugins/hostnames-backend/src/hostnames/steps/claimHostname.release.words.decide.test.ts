import {
  NOW,
  claim,
  foreignOwnership,
  ownership,
  place,
  subject,
} from '../testWorld/builders';
import {
  ReleaseFacts,
  decideReleaseHostname,
} from './claimHostname.release.decide';

const DAY = 24 * 3_600_000;
const held = ownership({ state: 'held' });
const released = ownership({
  state: 'released',
  until: '2026-01-02T12:00:00Z',
});

function decide(facts: Array<Partial<ReleaseFacts>>, coolDown = DAY) {
  return decideReleaseHostname(coolDown)(
    subject(),
    facts.map(fact => ({
      place: place(),
      ownership: { kind: 'none' },
      ...fact,
    })),
    NOW,
  );
}

const releasing = (action: object) => ({
  kind: 'act',
  action,
  reason: 'Releasing',
  message: 'The claim on shop.example.com is being released.',
});
const done = {
  kind: 'satisfied',
  reason: 'Released',
  message: 'Nothing is claimed any more.',
};

describe('decideReleaseHostname, word for word', () => {
  it.each<[string, Partial<ReleaseFacts>, number, object]>([
    [
      'held: to the second',
      { ownership: held },
      1,
      releasing({
        kind: 'releaseOwnership',
        place: place(),
        current: held,
        until: '2026-01-01T12:00:00Z',
      }),
    ],
    [
      'held, without a cool-down',
      { ownership: held, claim: claim() },
      0,
      releasing({
        kind: 'releaseOwnership',
        place: place(),
        current: held,
        until: undefined,
      }),
    ],
    [
      'released, and there is no cool-down any more',
      { ownership: released, claim: claim() },
      0,
      releasing({
        kind: 'releaseOwnership',
        place: place(),
        current: released,
        until: undefined,
      }),
    ],
    [
      'released: the claim follows',
      { ownership: released, claim: claim() },
      DAY,
      releasing({
        kind: 'giveUpClaim',
        claim: claim(),
        until: '2026-01-02T12:00:00Z',
      }),
    ],
    [
      'another’s TXT, also with an end: the claim goes at once',
      {
        ownership: ownership({
          cluster: 'green',
          state: 'released',
          until: '2026-01-02T12:00:00Z',
        }),
        claim: claim(),
      },
      DAY,
      releasing({ kind: 'giveUpClaim', claim: claim(), until: undefined }),
    ],
    [
      'a foreign TXT',
      { ownership: foreignOwnership, claim: claim() },
      DAY,
      releasing({ kind: 'giveUpClaim', claim: claim(), until: undefined }),
    ],
    [
      'both released',
      { ownership: released, claim: claim({ state: 'released' }) },
      DAY,
      done,
    ],
    ['released, no claim', { ownership: released }, DAY, done],
    ['no zone, no claim', { ownership: undefined }, DAY, done],
  ])('%s', (_sentence, facts, coolDown, decision) => {
    expect(decide([facts], coolDown)).toEqual(decision);
  });

  it('takes the names one after the other', () => {
    expect(
      decide([{ ownership: released }, { ownership: held }]),
    ).toMatchObject({ action: { kind: 'releaseOwnership' } });
    expect(decide([])).toEqual(done);
  });
});
