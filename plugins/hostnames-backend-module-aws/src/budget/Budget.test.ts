import {
  VirtualClock,
  seededRandom,
} from '@hostmaster/kubernetes-runtime/testUtils';
import { Budget } from './Budget';
import { CallPriority } from './FairQueue';

function setUp(perSecond: number) {
  const clock = new VirtualClock();
  const budget = new Budget({
    api: 'test',
    perSecond,
    clock,
    random: seededRandom('budget'),
  });
  const granted: Array<{ label: string; at: number }> = [];
  const ask = (
    label: string,
    place: {
      namespace?: string;
      priority?: CallPriority;
      retry?: boolean;
    } = {},
  ) => {
    const { namespace = 'a', priority = 'normal', retry } = place;
    return budget.acquire({ namespace, priority, retry }).then(ticket => {
      granted.push({ label, at: clock.monotonic() });
      return ticket;
    });
  };
  return { clock, budget, granted, ask };
}

describe('Budget', () => {
  it('never lets more than the rate go in any second, and wastes none of it', async () => {
    const { clock, granted, ask } = setUp(5);
    for (let index = 0; index < 100; index++) void ask(`${index}`);

    await clock.advance(20_000);

    expect(granted.length).toBeGreaterThanOrEqual(99);
    for (const { at } of granted) {
      const inSecond = granted.filter(
        other => other.at >= at && other.at < at + 1000,
      );
      // A bucket of two calls, beside the five of the second.
      expect(inSecond.length).toBeLessThanOrEqual(7);
    }
  });

  it('lets one a second go a little apart, so that none arrives too early', async () => {
    const { clock, granted, ask } = setUp(1);
    for (let index = 0; index < 10; index++) void ask(`${index}`);

    await clock.advance(30_000);

    const gaps = granted
      .slice(1)
      .map(({ at }, index) => at - granted[index].at);
    expect(Math.min(...gaps)).toBeGreaterThan(1000);
  });

  it('is fair between namespaces, oldest first in each, fresh work before retries, urgent work first', async () => {
    const { clock, granted, ask } = setUp(2);
    void ask('first');
    void ask('a retry', { namespace: 'a', retry: true });
    for (const label of ['a1', 'a2', 'a3']) void ask(label, { namespace: 'a' });
    void ask('b1', { namespace: 'b' });
    void ask('background', { namespace: 'c', priority: 'low' });
    void ask('urgent', { namespace: 'd', priority: 'high' });

    await clock.advance(10_000);

    const labels = granted.map(({ label }) => label);
    expect(labels.slice(0, 4)).toEqual(['first', 'urgent', 'a1', 'b1']);
    expect(labels.indexOf('a2')).toBeLessThan(labels.indexOf('a3'));
    expect(labels).toHaveLength(8);
  });

  it('lets background work through while urgent work never ends', async () => {
    const { clock, granted, ask } = setUp(5);
    let isOver = false;
    const endless = async (): Promise<void> => {
      while (!isOver) await ask('urgent', { priority: 'high' });
    };
    for (let index = 0; index < 10; index++) void endless();
    void ask('background', { priority: 'low' });

    await clock.advance(5000);
    isOver = true;

    expect(granted.map(({ label }) => label)).toContain('background');
  });

  it('halves its rate once for a burst of throttled answers and grows back', async () => {
    const { clock, budget, ask } = setUp(10);
    const tickets = await Promise.all([ask('1'), ask('2'), ask('3')]);

    for (const ticket of tickets) budget.throttled(ticket);

    expect(budget.status()).toMatchObject({ perSecond: 5, throttled: 3 });
    await clock.advance(20_000);
    expect(budget.status().perSecond).toBe(10);
  });

  it('adds up how long calls have waited, without those that gave up', async () => {
    const { clock, budget, ask } = setUp(1);
    void ask('at once');
    void ask('after a second');
    const leaving = new AbortController();
    budget
      .acquire({ namespace: 'a', priority: 'low' }, leaving.signal)
      .catch(() => {});

    await clock.advance(500);
    leaving.abort();
    await clock.advance(5_000);

    const { granted, waitedMs, configured } = budget.status();
    expect({ granted, configured }).toEqual({ granted: 2, configured: 1 });
    expect(waitedMs).toBeGreaterThan(1_000);
    expect(waitedMs).toBeLessThan(1_200);
  });

  it('forgets who gives up waiting', async () => {
    const { clock, budget, granted, ask } = setUp(1);
    void ask('first');
    const controller = new AbortController();
    const given = budget.acquire(
      { namespace: 'a', priority: 'high' },
      controller.signal,
    );
    void ask('second');

    controller.abort(new Error('given up'));

    await expect(given).rejects.toThrow('given up');
    await clock.advance(1100);
    expect(granted.map(({ label }) => label)).toEqual(['first', 'second']);
    expect(budget.status().queued).toBe(0);
  });
});
