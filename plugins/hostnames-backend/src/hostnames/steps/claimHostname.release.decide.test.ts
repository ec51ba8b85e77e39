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

function decide(facts: Partial<ReleaseFacts>, coolDown = DAY) {
  return decideReleaseHostname(coolDown)(
    subject(),
    [{ place: place(), ownership: { kind: 'none' }, ...facts }],
    NOW,
  );
}

describe('decideReleaseHostname', () => {
  it.each<[string, Partial<ReleaseFacts>, number, object]>([
    [
      'a held name cools down',
      { ownership: ownership({ state: 'held' }), claim: claim() },
      DAY,
      { action: { kind: 'releaseOwnership', until: '2026-01-02T12:00:00Z' } },
    ],
    [
      'without a cool-down it goes at once',
      { ownership: ownership({ state: 'held' }), claim: claim() },
      0,
      { action: { kind: 'releaseOwnership', until: undefined } },
    ],
    [
      'a name never held goes at once',
      { ownership: ownership(), claim: claim() },
      DAY,
      { action: { kind: 'releaseOwnership', until: undefined } },
    ],
    [
      'the claim follows the TXT, to the same time',
      {
        ownership: ownership({
          state: 'released',
          until: '2026-01-02T12:00:00Z',
        }),
        claim: claim(),
      },
      DAY,
      { action: { kind: 'giveUpClaim', until: '2026-01-02T12:00:00Z' } },
    ],
    [
      'the claim goes when there is no TXT of ours',
      { claim: claim() },
      DAY,
      { action: { kind: 'giveUpClaim', until: undefined } },
    ],
    [
      'the zone is gone: the claim goes',
      { ownership: undefined, claim: claim() },
      DAY,
      { action: { kind: 'giveUpClaim' } },
    ],
    [
      'a TXT of others is left',
      { ownership: foreignOwnership },
      DAY,
      { kind: 'satisfied' },
    ],
    [
      'another’s TXT is left',
      { ownership: ownership({ cluster: 'green', state: 'held' }) },
      DAY,
      { kind: 'satisfied' },
    ],
    [
      'both are released',
      {
        ownership: ownership({
          state: 'released',
          until: '2026-01-02T12:00:00Z',
        }),
        claim: claim({ state: 'released' }),
      },
      DAY,
      { kind: 'satisfied' },
    ],
    ['nothing is there', {}, DAY, { kind: 'satisfied' }],
  ])('%s', (_sentence, facts, coolDown, decision) => {
    expect(decide(facts, coolDown)).toMatchObject(decision);
  });
});
