import { clockPoints, exploreClocks, runClockPoint } from './exploreClocks';

const points = clockPoints();
const pointOf = (id: string) => {
  const found = points.find(point => point.id === id);
  if (!found) throw new Error(`there is no point ${id}`);
  return found;
};

describe('exploreClocks', () => {
  it('has more than 50 points, each under its own id', () => {
    expect(points.length).toBeGreaterThan(50);
    expect(new Set(points.map(({ id }) => id)).size).toBe(points.length);
  });

  it.each([
    'wall/+5-years/leader/renewal-on-its-way',
    'wall/-5-years/all/about-to-renew',
    'ntp/+2000-ms-every-5-s/leader',
    'rate/0.5/leader/two-minutes',
    'rate/1.4/follower/leader-cut-off-for-30-s',
    'rate/0.7/leader/leader-frozen-for-20-s',
    'pause/11-s/leader/answer-on-its-way/answers-first',
    'pause/20-s/leader/renewal-on-its-way/timers-first',
    'pause-and-step/20-s/1825-days',
  ])('holds at %s', async id => {
    expect(await runClockPoint(pointOf(id), 1)).toBeUndefined();
  });

  it('replays one point by its id', async () => {
    const result = await exploreClocks({
      seed: 9,
      only: 'R15/1/pause/60-s/followers',
    });

    expect(result).toMatchObject({ part: 'R15', points: 1, failures: [] });
  });

  // Without these an oracle that sees nothing would go unnoticed.
  it('notices two open gates where the lease leaves no room for fast clocks', async () => {
    const what = await runClockPoint(
      pointOf('rate/1.4/follower/leader-cut-off-for-30-s'),
      1,
      { renewDeadline: 14_000 },
    );

    expect(what).toMatch(/the gates of first and second are open|first wrote/);
  });

  it('notices that nobody takes over in time', async () => {
    const what = await runClockPoint(pointOf('pause/1-s/followers'), 1, {
      leaseDuration: 40_000,
    });

    expect(what).toMatch(/took over only/);
  });
});
