import { exploreWalks } from './exploreWalks';
import { runWalk } from './runWalk';
import { Edit, Walk, describeWalk, partOfWalk, stepsOf } from './Walk';

jest.setTimeout(120_000);

const nothing: Edit = { kind: 'nothing' };
const internal: Edit = { kind: 'set', field: 'visibility', value: 1 };
const undo: Edit = { kind: 'undo' };

describe('walks', () => {
  const walk: Walk = [
    [internal, { kind: 'delete' }],
    [undo, nothing],
  ];

  it('are described, counted and taken apart', () => {
    expect(describeWalk(walk)).toBe(
      's0: visibility="internal", s1: delete; s0: undo',
    );
    expect(stepsOf(walk)).toBe(3);
    expect(partOfWalk(walk, [0], [1])).toEqual([[undo, nothing]]);
  });

  it('there and back end where they began', async () => {
    const wishes = new Map<string, string[]>();

    expect(await runWalk(walk, wishes)).toBeUndefined();
    expect(wishes.size).toBeGreaterThan(1);
  });

  // A walk that cannot fail would prove nothing.
  it('fail when the world is not what it was for the same wish', async () => {
    const wishes = new Map<string, string[]>();
    await runWalk(walk, wishes);
    for (const [wish, seen] of wishes) {
      wishes.set(wish, [...seen, 'record A left-over.s0.example.com']);
    }

    expect(await runWalk(walk, wishes)).toMatch(
      /at the start: s0: before: record A left-over\.s0\.example\.com; now: nothing/,
    );
  });
});

describe('exploreWalks', () => {
  it('finds nothing wrong, the same twice', async () => {
    const once = await exploreWalks({ seed: 20, steps: 60 });

    expect(once).toMatchObject({ part: 'R18', failures: [] });
    expect(once.points).toBeGreaterThanOrEqual(60);
    expect(await exploreWalks({ seed: 20, steps: 60 })).toEqual(once);
  });

  it('replays a walk, and part of one, by its id', async () => {
    const whole = await exploreWalks({ seed: 1, only: 'R18:20' });
    const part = await exploreWalks({ seed: 1, only: 'R18:20:0,1:0' });

    expect(whole.failures).toEqual([]);
    expect(part.points).toBeLessThan(whole.points);
    await expect(exploreWalks({ seed: 1, only: 'R18' })).rejects.toThrow(
      '"R18" is no point of R18',
    );
  });
});
