import fc from 'fast-check';
import { systemClock } from '../clock/systemClock';
import { KubernetesError } from '../client/errors';
import { seededRandom } from '../testUtils/seededRandom';
import { VirtualClock } from '../testUtils/VirtualClock';
import { createWorkQueue } from './createWorkQueue';
import { WorkResult } from './types';

function world() {
  const clock = new VirtualClock();
  const queue = createWorkQueue({ clock });
  const stop = new AbortController();
  const worked: string[] = [];
  const run = (
    worker: (
      key: string,
      signal: AbortSignal,
    ) => Promise<WorkResult> = async key => {
      worked.push(key);
    },
    concurrency = 1,
  ) => queue.run(worker, { concurrency, signal: stop.signal });
  return { clock, queue, stop, worked, run };
}

describe('createWorkQueue', () => {
  it('merges a key with itself while it waits', async () => {
    const { clock, queue, run, worked } = world();
    queue.add('shop/a');
    queue.add('shop/a', { after: 5000 });
    queue.add('shop/a');
    queue.add('shop/b', { after: 9000 });
    queue.add('shop/b', { after: 3000 });
    queue.add('shop/b', { after: 6000 });
    expect(queue.size()).toEqual({ ready: 1, waiting: 1, working: 0 });
    run();

    await clock.advance(2_999);
    expect(worked).toEqual(['shop/a']);
    await clock.advance(1);
    expect(worked).toEqual(['shop/a', 'shop/b']);
    await clock.advance(60_000);
    expect(worked).toEqual(['shop/a', 'shop/b']);
    expect(queue.size()).toEqual({ ready: 0, waiting: 0, working: 0 });
    expect(clock.pending()).toEqual([]);
  });

  it('works once more on a key that was added while under way, and never twice at once', async () => {
    const { clock, queue, run } = world();
    let active = 0;
    let runs = 0;
    run(async () => {
      expect(++active).toBe(1);
      runs++;
      await clock.sleep(1000);
      active--;
    }, 4);
    queue.add('shop/a');
    await clock.advance(500);
    queue.add('shop/a');
    queue.add('shop/a');
    expect(queue.size()).toEqual({ ready: 0, waiting: 0, working: 1 });
    await clock.advance(10_000);

    expect(runs).toBe(2);
  });

  it('takes higher priorities first, and raises that of a key that waits', async () => {
    const { clock, queue, run, worked } = world();
    queue.add('shop/low', { priority: 'low' });
    queue.add('shop/normal');
    queue.add('shop/high', { priority: 'high' });
    queue.add('shop/raised', { priority: 'low' });
    queue.add('shop/raised', { priority: 'high' });
    queue.add('shop/raised', { priority: 'low' });
    run();
    await clock.settle();

    expect(worked).toEqual([
      'shop/high',
      'shop/raised',
      'shop/normal',
      'shop/low',
    ]);
  });

  it('takes namespaces in turn, so that ten thousand keys of one do not delay another', async () => {
    const { clock, queue, run, worked } = world();
    for (let index = 0; index < 10_000; index++) queue.add(`big/${index}`);
    queue.add('small/a');
    queue.add('small/b');
    queue.add('cluster-scoped');
    run();
    await clock.settle();

    expect(worked.slice(0, 6)).toEqual([
      'big/0',
      'small/a',
      'cluster-scoped',
      'big/1',
      'small/b',
      'big/2',
    ]);
    expect(worked).toHaveLength(10_003);
    expect(worked.filter(key => key.startsWith('big/'))).toEqual(
      Array.from({ length: 10_000 }, (_, i) => `big/${i}`),
    );
  });

  it('backs off from 5 ms to 1,000 s, and starts anew after a success', async () => {
    const { clock, queue, run } = world();
    const times: number[] = [];
    let fails = true;
    run(async () => {
      times.push(clock.monotonic());
      if (fails) throw new Error('not yet');
    });
    queue.add('shop/a');
    await clock.advance(8_000_000);

    const gaps = times.slice(1).map((time, index) => time - times[index]);
    expect(gaps.slice(0, 4)).toEqual([5, 10, 20, 40]);
    expect(Math.max(...gaps)).toBe(1_000_000);
    expect(queue.failures('shop/a')).toBe(times.length);
    fails = false;
    await clock.advance(1_000_000);
    expect(queue.failures('shop/a')).toBe(0);
    fails = true;
    queue.add('shop/a');
    await clock.settle();
    expect(queue.failures('shop/a')).toBe(1);
  });

  it('waits as long as an API server asks for', async () => {
    const { clock, queue, run } = world();
    const times: number[] = [];
    run(async () => {
      times.push(clock.monotonic());
      throw new KubernetesError('TooManyRequests', 'slow down', {
        retryAfterSeconds: 7,
      });
    });
    queue.add('shop/a');
    await clock.advance(7_000);

    expect(times).toEqual([0, 7_000]);
  });

  it('looks again after the time the worker asks for, or earlier when it is added', async () => {
    const { clock, queue, run } = world();
    const times: number[] = [];
    run(async () => {
      times.push(clock.monotonic());
      return { againAfter: 60_000 };
    });
    queue.add('shop/a');
    await clock.advance(61_000);
    queue.add('shop/a');
    await clock.advance(1_000);
    queue.add('shop/a', { after: 30_000 });
    await clock.advance(60_000);

    expect(times).toEqual([0, 60_000, 61_000, 92_000]);
  });

  it('ends when told to: hands the signal on, waits for the workers, and keeps the keys for the next run', async () => {
    const { clock, queue, stop } = world();
    const log: string[] = [];
    const done = queue
      .run(
        async (key, signal) => {
          log.push(`${key} begins`);
          await clock.sleep(10_000, signal).catch(() => {});
          await clock.sleep(100);
          log.push(`${key} ends`);
          throw new Error('interrupted');
        },
        { concurrency: 1, signal: stop.signal },
      )
      .then(() => log.push('done'));
    queue.add('shop/a');
    queue.add('shop/b');
    await clock.advance(1_000);
    await expect(
      queue.run(async () => {}, { concurrency: 1, signal: stop.signal }),
    ).rejects.toThrow('already');
    stop.abort();
    await clock.advance(1_000);
    await done;
    expect(log).toEqual(['shop/a begins', 'shop/a ends', 'done']);
    expect(queue.failures('shop/a')).toBe(0);

    const again: string[] = [];
    queue.run(async key => void again.push(key), {
      concurrency: 1,
      signal: new AbortController().signal,
    });
    await clock.settle();
    expect(again.sort()).toEqual(['shop/a', 'shop/b']);
  });

  it('starts the next run when the workers of the last one have ended', async () => {
    const { clock, queue } = world();
    const [first, second] = [new AbortController(), new AbortController()];
    const log: string[] = [];
    const worker = (name: string) => async (key: string) => {
      log.push(`${name} ${key}`);
      await clock.sleep(5_000);
    };
    queue.run(worker('first'), { concurrency: 1, signal: first.signal });
    queue.add('shop/a');
    queue.add('shop/b');
    await clock.advance(1_000);
    first.abort();
    queue.run(worker('second'), { concurrency: 1, signal: second.signal });
    await clock.advance(3_000);
    expect(log).toEqual(['first shop/a']);
    await clock.advance(3_000);

    expect(log).toEqual(['first shop/a', 'second shop/b']);
  });

  it('answers a probe only when a worker is free', async () => {
    const { clock, queue, run } = world();
    let answered = false;
    queue.probe().then(() => {
      answered = true;
    });
    await clock.advance(1_000);
    expect(answered).toBe(false);
    queue.add('shop/hangs');
    queue.add('shop/waits');
    run(
      key => (key === 'shop/hangs' ? new Promise(() => {}) : Promise.resolve()),
      1,
    );
    await clock.settle();
    expect(answered).toBe(true);
    answered = false;
    queue.probe().then(() => {
      answered = true;
    });
    await clock.advance(60_000);
    expect(answered).toBe(false);
    expect(queue.longestWorking()).toEqual({ key: 'shop/hangs', since: 1_000 });
  });

  it('tells how long the oldest key has waited, how long the slowest run takes, and how many keys are tried again', async () => {
    const clock = new VirtualClock();
    const values = new Map<string, number>();
    const queue = createWorkQueue({
      name: 'hostnames',
      clock,
      metrics: {
        count: () => {},
        measure: (name, _labels, value) => values.set(name, value),
      },
    });
    const stop = new AbortController();
    queue.run(
      async key => {
        if (key === 'shop/fails') throw new Error('no');
        await clock.sleep(60_000);
      },
      { concurrency: 1, signal: stop.signal },
    );
    queue.add('shop/fails');
    await clock.advance(1);
    queue.add('shop/slow');
    await clock.advance(2_000);
    queue.add('shop/waits');
    await clock.advance(10_000);

    queue.measure();

    expect(Object.fromEntries(values)).toMatchObject({
      queue_retrying: 1,
      queue_oldest_seconds: expect.closeTo(12, 1),
      queue_longest_run_seconds: 12,
    });
    expect(queue.oldestReady()?.key).toBe('shop/fails');
    await clock.advance(110_000);
    queue.measure();
    expect(Object.fromEntries(values)).toMatchObject({
      queue_oldest_seconds: 0,
      queue_longest_run_seconds: 0,
    });
  });

  it('refuses a concurrency below 1', async () => {
    const { queue } = world();

    await expect(
      queue.run(async () => {}, {
        concurrency: 0,
        signal: new AbortController().signal,
      }),
    ).rejects.toThrow('concurrency must be 1 or more, not 0');
  });

  // Whatever is added, fails and is asked for again: nothing is lost, nothing runs twice at once, the counts come out even.
  it('runs every key after its last add, one worker per key', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.integer({ min: 1, max: 5 }),
        async (seed, concurrency) => {
          const random = seededRandom(seed);
          const pick = (count: number) => Math.floor(random() * count);
          const clock = new VirtualClock();
          const queue = createWorkQueue({ clock });
          const active = new Set<string>();
          const lastStart = new Map<string, number>();
          const lastDue = new Map<string, number>();
          const stop = new AbortController();
          const done = queue.run(
            async key => {
              expect(active.has(key)).toBe(false);
              expect(active.size).toBeLessThan(concurrency);
              active.add(key);
              lastStart.set(key, clock.monotonic());
              await clock.sleep(pick(50));
              active.delete(key);
              if (random() < 0.2) throw new Error('fails');
              return undefined;
            },
            { concurrency, signal: stop.signal },
          );
          for (let step = 0; step < 60; step++) {
            const key = `ns-${pick(3)}/k-${pick(4)}`;
            const after = random() < 0.3 ? pick(200) : 0;
            queue.add(key, {
              priority: (['high', 'normal', 'low'] as const)[pick(3)],
              after,
            });
            if (after === 0) lastDue.set(key, clock.monotonic());
            if (random() < 0.5) await clock.advance(pick(30));
          }
          await clock.advance(3_000_000);

          expect(queue.size()).toEqual({ ready: 0, waiting: 0, working: 0 });
          for (const [key, due] of lastDue)
            expect(lastStart.get(key)).toBeGreaterThanOrEqual(due);
          stop.abort();
          await done;
          expect(clock.pending()).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('handles a hundred thousand wake-ups without scanning', async () => {
    const { clock, queue, run } = world();
    let worked = 0;
    run(async () => void worked++, 8);
    const start = performance.now();
    for (let index = 0; index < 100_000; index++)
      queue.add(`ns-${index % 500}/k-${index}`, { after: 1000 + (index % 7) });
    await clock.advance(2_000);

    expect(worked).toBe(100_000);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it('lets the event loop have its turn among workers that never wait', async () => {
    const queue = createWorkQueue();
    const stop = new AbortController();
    const start = systemClock.monotonic();
    let longest = 0;
    let last = start;
    let worked = 0;
    const watch = () => {
      const now = systemClock.monotonic();
      longest = Math.max(longest, now - last);
      last = now;
      if (!stop.signal.aborted) setImmediate(watch);
    };
    for (let index = 0; index < 400; index++) queue.add(`shop/${index}`);
    setImmediate(watch);
    const done = queue.run(
      async () => {
        const end = systemClock.monotonic() + 1;
        while (systemClock.monotonic() < end);
        if (++worked === 400) stop.abort();
      },
      { concurrency: 4, signal: stop.signal },
    );
    await done;

    expect(worked).toBe(400);
    expect(longest).toBeLessThan((systemClock.monotonic() - start) / 3);
  });
});
