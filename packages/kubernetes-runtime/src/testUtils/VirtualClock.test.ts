import { systemClock } from '../clock/systemClock';
import { VirtualClock } from './VirtualClock';
import { seededRandom } from './seededRandom';

describe('VirtualClock', () => {
  it('runs timers of the same instant in the order made, each with all it sets in motion', async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    clock.schedule(10, () => {
      seen.push('first');
      Promise.resolve()
        .then(() => new Promise(resolve => setImmediate(resolve)))
        .then(() => seen.push('after first'));
    });
    clock.schedule(10, () => seen.push('second'));
    clock.schedule(5, () => seen.push('earlier'));

    await clock.advance(10);

    expect(seen).toEqual(['earlier', 'first', 'after first', 'second']);
    expect(clock.monotonic()).toBe(10);
    expect(clock.now()).toBe(Date.UTC(2026, 0, 1) + 10);
  });

  it('runs timers that timers make within the same advance, and none beyond it', async () => {
    const clock = new VirtualClock();
    const seen: number[] = [];
    const tick = () => {
      seen.push(clock.monotonic());
      clock.schedule(1000, tick);
    };
    clock.schedule(1000, tick);

    await clock.advance(3500);

    expect(seen).toEqual([1000, 2000, 3000]);
    expect(clock.pending()).toEqual([{ inMilliseconds: 500 }]);
  });

  it('sleeps 72 hours at once, and rejects with the reason of an abort', async () => {
    const clock = new VirtualClock();
    const slept = clock.sleep(72 * 3600 * 1000).then(() => 'slept');
    const controller = new AbortController();
    const aborted = clock.sleep(1000, controller.signal);
    controller.abort(new Error('enough'));

    await expect(aborted).rejects.toThrow('enough');
    await clock.advanceTo(Date.UTC(2026, 0, 4));
    await expect(slept).resolves.toBe('slept');
    expect(clock.pending()).toEqual([]);
  });

  it('runs until a condition holds, and says what was pending when it does not', async () => {
    const clock = new VirtualClock();
    let count = 0;
    const again = () => {
      count++;
      clock.schedule(60_000, again);
    };
    clock.schedule(60_000, again);

    await clock.runUntil(() => count === 60, { limitMs: 3_600_000 });

    expect(clock.monotonic()).toBe(3_600_000);
    await expect(
      clock.runUntil(async () => false, { limitMs: 90_000 }),
    ).rejects.toThrow(
      /not reached within 90000 ms of virtual time\nvirtual time is 2026-01-01T01:01:00.000Z; 1 timers pending, 0 tracked promises unsettled\n {2}in 60000 ms/,
    );
  });

  it('looks at a condition that no timer changes in steps', async () => {
    const clock = new VirtualClock();

    await clock.runUntil(() => clock.monotonic() >= 250, {
      limitMs: 1000,
      stepMs: 100,
    });

    expect(clock.monotonic()).toBe(300);
    await expect(
      clock.runUntil(() => false, { limitMs: 1000, stepMs: 300 }),
    ).rejects.toThrow('not reached');
    expect(clock.monotonic()).toBe(1300);
  });

  it('waits for a promise that needs virtual time', async () => {
    const clock = new VirtualClock();
    const work = async () => {
      await clock.sleep(5000);
      await clock.sleep(5000);
      return clock.monotonic();
    };

    expect(await clock.waitFor(work())).toBe(10_000);
    await expect(clock.waitFor(clock.sleep(700_000))).rejects.toThrow(
      'has not settled',
    );
  });

  it('waits for tracked work of the real world before it moves on', async () => {
    const clock = new VirtualClock();
    let answered = false;
    clock.schedule(1, () => {
      clock.track(
        systemClock.sleep(20).then(() => {
          answered = true;
        }),
      );
    });
    let seen: boolean | undefined;
    clock.schedule(2, () => {
      seen = answered;
    });

    await clock.advance(2);

    expect(seen).toBe(true);
  });

  it('survives ten thousand cancelled timers', async () => {
    const clock = new VirtualClock();
    let ran = 0;
    const run = () => {
      ran++;
    };
    for (let index = 0; index < 10_000; index++) {
      clock.schedule(30_000, run)();
    }
    clock.schedule(40_000, run);

    await clock.advance(50_000);

    expect(ran).toBe(1);
    expect(clock.pending()).toEqual([]);
  });

  it('shows the same time to a machine whose clock runs faster', async () => {
    const clock = new VirtualClock();
    const fast = clock.seenBy({ rate: 1.5, offset: 1000 });
    let rang = false;
    fast.schedule(1500, () => {
      rang = true;
    });

    await clock.advance(1000);

    expect(rang).toBe(true);
    expect(fast.now() - clock.now()).toBe(1500);
  });

  it('refuses to be moved twice at once, and passes on what a timer throws', async () => {
    const clock = new VirtualClock();
    const first = clock.advance(10);
    await expect(clock.advance(10)).rejects.toThrow('being moved already');
    await first;
    clock.schedule(1, () => {
      throw new Error('from the timer');
    });
    await expect(clock.advance(10)).rejects.toThrow('from the timer');
  });
});

describe('seededRandom', () => {
  it('gives the same evenly spread numbers for the same seed', () => {
    const left = seededRandom('seed');
    const right = seededRandom('seed');
    const numbers = Array.from({ length: 10_000 }, left);

    expect(numbers.slice(0, 100)).toEqual(Array.from({ length: 100 }, right));
    expect(seededRandom(1)()).not.toBe(seededRandom(2)());
    expect(numbers.every(number => number >= 0 && number < 1)).toBe(true);
    expect(
      numbers.reduce((sum, number) => sum + number) / numbers.length,
    ).toBeCloseTo(0.5, 1);
  });
});
