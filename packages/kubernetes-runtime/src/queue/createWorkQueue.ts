import { KubernetesError } from '../client/errors';
import { Clock } from '../clock/Clock';
import { systemClock } from '../clock/systemClock';
import { noMetrics, RuntimeMetrics } from '../metrics/RuntimeMetrics';
import { Heap } from './Heap';
import { ReadyKeys } from './ReadyKeys';
import { Priority, WorkQueue, WorkResult } from './types';

/** What the watchdog needs to know of a queue. @public */
export interface ObservableWorkQueue extends WorkQueue {
  /**
   * As in `WorkQueue`. While a run whose signal has aborted still waits for its workers, the next one waits for it.
   *
   * @throws Error when it is being worked on already
   */
  run: WorkQueue['run'];
  /** Resolves when a worker slot has been free for something new: never, while all of them hang or none runs. */
  probe(): Promise<void>;
  /** The key that has been worked on for the longest, and since when by the monotonic clock. */
  longestWorking(): { key: string; since: number } | undefined;
  /** The key that has been ready for the longest without a worker, and since when by the monotonic clock. */
  oldestReady(): { key: string; since: number } | undefined;
  /** Tells the metrics what changes by time alone; the watchdog calls it at each check. */
  measure(): void;
}

interface Entry {
  priority: Priority;
  ready: boolean;
  /** Since when (monotonic) it is ready. */
  readySince?: number;
  /** Since when (monotonic) a worker is at it. */
  workingSince?: number;
  /** To be worked on once more when the worker has ended. */
  again: boolean;
  /** The moment it becomes ready by itself. */
  wakeAt?: number;
  failures: number;
}

/** Milliseconds of work after work until the event loop gets its turn: workers that never wait for anything would keep it all. */
const SLICE = 10;

const RANK: Record<Priority, number> = { high: 2, normal: 1, low: 0 };

/**
 * Makes a work queue; see `WorkQueue` for what it promises. Keys are fair by what stands before their last "/".
 *
 * @public
 */
export function createWorkQueue(
  options: {
    /** Names the queue in metrics. */
    name?: string;
    clock?: Clock;
    metrics?: RuntimeMetrics;
    /** First back-off in milliseconds; doubles with each failure in a row. Default 5. */
    baseDelay?: number;
    /** Longest back-off in milliseconds. Default 1,000,000. */
    maxDelay?: number;
    /** What a worker threw, and how often in a row. */
    onError?: (key: string, error: unknown, failures: number) => void;
  } = {},
): ObservableWorkQueue {
  const {
    name = 'work',
    clock = systemClock,
    metrics = noMetrics,
    baseDelay = 5,
    maxDelay = 1_000_000,
    onError = () => {},
  } = options;
  const entries = new Map<string, Entry>();
  const ready = new ReadyKeys();
  const sleeping = new Heap<{ key: string; at: number; order: number }>(
    (left, right) =>
      left.at === right.at ? left.order < right.order : left.at < right.at,
  );
  let probes: Array<() => void> = [];
  let order = 0;
  let waiting = 0;
  let working = 0;
  let alarm: { at: number; cancel: () => void } | undefined;
  let running: Running | undefined;
  let dispatching = false;
  /** Since when (monotonic) there has been work without a pause. */
  let busySince: number | undefined;

  interface Running {
    worker: (key: string, signal: AbortSignal) => Promise<WorkResult>;
    concurrency: number;
    signal: AbortSignal;
    ended: () => void;
    done: Promise<void>;
  }

  function entryOf(key: string): Entry {
    let entry = entries.get(key);
    if (!entry) {
      entry = { priority: 'low', ready: false, again: false, failures: 0 };
      entries.set(key, entry);
    }
    return entry;
  }

  function add(
    key: string,
    {
      priority = 'normal',
      after = 0,
    }: { priority?: Priority; after?: number } = {},
  ): void {
    const entry = entryOf(key);
    if (after > 0) {
      if (entry.ready || entry.again) return;
      raise(entry, priority);
      sleepUntil(key, entry, clock.monotonic() + after);
      return;
    }
    const before = entry.priority;
    raise(entry, priority);
    if (entry.ready && entry.priority !== before) {
      ready.move(key, entry.priority);
    }
    makeReady(key, entry);
  }

  function raise(entry: Entry, priority: Priority): void {
    const idle = !entry.ready && !entry.again && entry.wakeAt === undefined;
    if (idle || RANK[priority] > RANK[entry.priority]) {
      entry.priority = priority;
    }
  }

  function makeReady(key: string, entry: Entry): void {
    forgetWake(entry);
    if (entry.workingSince !== undefined) {
      entry.again = true;
      return;
    }
    if (!entry.ready) {
      entry.ready = true;
      entry.readySince = clock.monotonic();
      ready.add(key, entry.priority);
      report();
    }
    dispatchSoon();
  }

  function sleepUntil(key: string, entry: Entry, at: number): void {
    if (entry.wakeAt !== undefined && entry.wakeAt <= at) return;
    if (entry.wakeAt === undefined) waiting++;
    entry.wakeAt = at;
    sleeping.push({ key, at, order: order++ });
    if (sleeping.size > 64 && sleeping.size > 4 * waiting) {
      sleeping.retain(item => entries.get(item.key)?.wakeAt === item.at);
    }
    setAlarm();
  }

  function forgetWake(entry: Entry): void {
    if (entry.wakeAt === undefined) return;
    entry.wakeAt = undefined;
    waiting--;
  }

  function setAlarm(): void {
    let next = sleeping.peek();
    while (next && entries.get(next.key)?.wakeAt !== next.at) {
      sleeping.pop();
      next = sleeping.peek();
    }
    if (alarm && alarm.at === next?.at) return;
    alarm?.cancel();
    alarm = next && {
      at: next.at,
      cancel: clock.schedule(next.at - clock.monotonic(), wake),
    };
  }

  function wake(): void {
    alarm = undefined;
    const now = clock.monotonic();
    for (
      let next = sleeping.peek();
      next && next.at <= now;
      next = sleeping.peek()
    ) {
      sleeping.pop();
      const entry = entries.get(next.key);
      if (entry?.wakeAt === next.at) {
        makeReady(next.key, entry);
      }
    }
    setAlarm();
  }

  function dispatchSoon(): void {
    if (dispatching || !running) return;
    dispatching = true;
    const now = clock.monotonic();
    busySince ??= now;
    if (now - busySince < SLICE) {
      queueMicrotask(dispatchNow);
    } else {
      setImmediate(() => {
        busySince = undefined;
        dispatchNow();
      });
    }
  }

  function dispatchNow(): void {
    dispatching = false;
    dispatch();
    if (working === 0) busySince = undefined;
  }

  function dispatch(): void {
    if (running?.signal.aborted && working === 0) {
      const { ended } = running;
      running = undefined;
      ended();
      return;
    }
    while (
      running &&
      !running.signal.aborted &&
      working < running.concurrency
    ) {
      const answered = probes;
      probes = [];
      answered.forEach(resolve => resolve());
      const key = ready.take();
      if (key === undefined) return;
      work(key, running);
    }
  }

  async function work(key: string, { worker, signal }: Running): Promise<void> {
    const entry = entryOf(key);
    const start = clock.monotonic();
    entry.ready = false;
    entry.readySince = undefined;
    entry.workingSince = start;
    working++;
    report();
    let result: WorkResult = undefined;
    let failure: { error: unknown } | undefined;
    try {
      result = await worker(key, signal);
    } catch (error) {
      failure = { error };
    }
    metrics.measure(
      'work_seconds',
      { queue: name },
      (clock.monotonic() - start) / 1000,
    );
    working--;
    entry.workingSince = undefined;
    if (failure) {
      failed(key, entry, failure.error, signal);
    } else {
      entry.failures = 0;
      if (result?.againAfter !== undefined) {
        sleepUntil(
          key,
          entry,
          clock.monotonic() + Math.max(0, result.againAfter),
        );
      }
    }
    if (entry.again) {
      entry.again = false;
      makeReady(key, entry);
    } else if (entry.wakeAt === undefined && entry.failures === 0) {
      entries.delete(key);
    }
    report();
    dispatchSoon();
  }

  function failed(
    key: string,
    entry: Entry,
    error: unknown,
    signal: AbortSignal,
  ): void {
    if (signal.aborted) {
      // Interrupted, not failed: first thing when work goes on.
      entry.again = true;
      return;
    }
    entry.failures++;
    metrics.count('queue_failures', { queue: name });
    try {
      onError(key, error, entry.failures);
    } catch {
      // Reporting must not end the worker.
    }
    const asked =
      error instanceof KubernetesError
        ? (error.details.retryAfterSeconds ?? 0) * 1000
        : 0;
    const delay = Math.min(
      maxDelay,
      Math.max(asked, baseDelay * 2 ** (entry.failures - 1)),
    );
    sleepUntil(key, entry, clock.monotonic() + delay);
  }

  function longest(
    field: 'workingSince' | 'readySince',
  ): { key: string; since: number } | undefined {
    let found: { key: string; since: number } | undefined;
    for (const [key, entry] of entries) {
      const since = entry[field];
      if (since !== undefined && (!found || since < found.since)) {
        found = { key, since };
      }
    }
    return found;
  }

  function report(): void {
    metrics.measure('queue_ready', { queue: name }, ready.size);
    metrics.measure('queue_waiting', { queue: name }, waiting);
    metrics.measure('queue_working', { queue: name }, working);
  }

  return {
    add,

    async run(worker, { concurrency, signal }) {
      if (!(concurrency >= 1)) {
        throw new Error(
          `queue '${name}': concurrency must be 1 or more, not ${concurrency}`,
        );
      }
      while (running) {
        if (!running.signal.aborted) {
          throw new Error(`queue '${name}' is being worked on already`);
        }
        await running.done;
      }
      let ended = () => {};
      const done = new Promise<void>(resolve => {
        ended = resolve;
      });
      running = { worker, concurrency, signal, ended, done };
      signal.addEventListener('abort', dispatchSoon, { once: true });
      dispatchSoon();
      await done;
    },

    size: () => ({ ready: ready.size, waiting, working }),
    failures: key => entries.get(key)?.failures ?? 0,

    probe() {
      const answer = new Promise<void>(resolve => probes.push(resolve));
      dispatchSoon();
      return answer;
    },

    longestWorking: () => longest('workingSince'),
    oldestReady: () => longest('readySince'),

    measure() {
      const now = clock.monotonic();
      const labels = { queue: name };
      const age = (since: number | undefined) =>
        since === undefined ? 0 : (now - since) / 1000;
      let retrying = 0;
      for (const { failures } of entries.values()) {
        if (failures > 0) retrying++;
      }
      metrics.measure('queue_retrying', labels, retrying);
      metrics.measure(
        'queue_oldest_seconds',
        labels,
        age(longest('readySince')?.since),
      );
      metrics.measure(
        'queue_longest_run_seconds',
        labels,
        age(longest('workingSince')?.since),
      );
      report();
    },
  };
}
