import { PartResult } from '../PartResult';
import { exploreAll, exploreClaims } from './exploreClaims';
import { pairs } from './raceSetups';

jest.setTimeout(120_000);

const pair = (name: string) => pairs.find(each => each.name === name)!;
const nothing = (): PartResult => ({
  part: 'R12',
  trace: 0,
  points: 0,
  failures: [],
});

describe('exploreClaims', () => {
  it('finds one holder in every order of two contenders’ calls', async () => {
    const result = nothing();
    for (const name of [
      'same-name',
      'same-name-one-cluster',
      'wildcard-and-name-below',
    ])
      await exploreAll(pair(name), result);

    expect(result.failures).toEqual([]);
    expect(result.points).toBeGreaterThan(800);
    expect(result.trace).toBeGreaterThan(15);
  });

  // An enumeration that finds nothing wrong with a broken world would find nothing anywhere.
  it.each([
    ['listingsMayBeOlder', 'wildcard-and-name-below', /both held/],
    [
      'listingsMayBeOlder',
      'wildcard-and-name-below-across-a-zone-cut',
      /both held/,
    ],
    ['createReplaces', 'same-name', / created .* created by/],
  ] as const)('notices %s in %s', async (broken, name, what) => {
    const result = nothing();
    await exploreAll(pair(name), result, { broken });

    expect(result.failures.length).toBeGreaterThan(0);
    expect(result.failures[0].what).toMatch(what);
  });

  it('is the same for the same seed, and replays one race by its id', async () => {
    const [first] = [await exploreClaims({ seed: 7, only: 'R12/random/7/11' })];
    expect(first).toEqual(
      await exploreClaims({ seed: 1, only: 'R12/random/7/11' }),
    );
    expect(first).toMatchObject({ points: 1, failures: [] });
    await expect(
      exploreClaims({ seed: 7, only: 'R12/nothing/0' }),
    ).rejects.toThrow('ids are R12/<pair>/<choices>');
  });
});
