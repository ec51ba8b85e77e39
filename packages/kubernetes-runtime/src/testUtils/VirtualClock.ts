/* eslint-disable no-restricted-syntax -- real time limits how long work outside of virtual time may take */
import { Clock } from '../clock/Clock';
import { sleepOn } from '../clock/sleepOn';
import { Heap } from '../queue/Heap';

/** A timer that has not run yet. @public */
export interface PendingTimer {
  /** Milliseconds of virtual monotonic time from now. */
  inMilliseconds: number;
  /** Where it was made; only with `traceTimers`. */
  madeAt?: string;
}

interface Timer {
  at: number;
  order: number;
  run: () => void;
  state: 'waiting' | 'cancelled' | 'done';
  madeAt?: string;
}

/** How long, in real time, `settle` waits for tracked work before it says that something hangs. */
const LONGEST_REAL_WAIT = 60_000;
const MOST_TURNS = 1_000_000;

/**
 * A clock that stands still until it is told to move, and then jumps from timer to timer. Timers of the same instant run in
 * the order in which they were made, and all that a timer sets in motion is finished before the next one runs: the same
 * program gives the same sequence every time.
 *
 * Work outside the event loop's own turn (sockets, child processes, threads, asynchronous crypto) is not seen by itself: hand
 * its promise to `track`. Immediates and file access are waited for without that.
 *
 * @public
 */
export class VirtualClock implements Clock {
  private elapsed = 0;
  private wallOffset: number;
  private order = 0;
  private cancelled = 0;
  private moving = false;
  private readonly timers = new Heap<Timer>((left, right) =>
    left.at === right.at ? left.order < right.order : left.at < right.at,
  );
  private readonly tracked = new Set<Promise<unknown>>();
  private readonly traceTimers: boolean;

  /**
   * `start`: wall-clock time in milliseconds since 1970, by default 2026-01-01T00:00:00Z; `monotonic`: milliseconds that its
   * monotonic time has then, by default 0.
   */
  constructor(
    options: { start?: number; monotonic?: number; traceTimers?: boolean } = {},
  ) {
    this.elapsed = options.monotonic ?? 0;
    this.wallOffset = (options.start ?? Date.UTC(2026, 0, 1)) - this.elapsed;
    this.traceTimers = options.traceTimers ?? false;
  }

  now(): number {
    return this.wallOffset + this.elapsed;
  }

  monotonic(): number {
    return this.elapsed;
  }

  schedule(milliseconds: number, run: () => void): () => void {
    const timer: Timer = {
      at:
        this.elapsed +
        Math.max(0, Number.isNaN(milliseconds) ? 0 : milliseconds),
      order: this.order++,
      run,
      state: 'waiting',
      madeAt: this.traceTimers ? callerOf(new Error().stack) : undefined,
    };
    this.timers.push(timer);
    return () => {
      if (timer.state !== 'waiting') return;
      timer.state = 'cancelled';
      this.cancelled++;
      if (this.cancelled > 1000 && this.cancelled > this.timers.size / 2) {
        this.timers.retain(other => other.state === 'waiting');
        this.cancelled = 0;
      }
    };
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, milliseconds, signal);
  }

  /** Moves on by `milliseconds`, running every timer on the way at its own instant. */
  async advance(milliseconds: number): Promise<void> {
    if (!(milliseconds >= 0)) {
      throw new Error(
        `advance(${milliseconds}): milliseconds must be 0 or more`,
      );
    }
    await this.move(async () => {
      const end = this.elapsed + milliseconds;
      await this.settle();
      while (await this.runNext(end));
      this.elapsed = end;
      await this.settle();
    });
  }

  /** Moves on to a wall-clock time. */
  async advanceTo(epochMilliseconds: number): Promise<void> {
    await this.advance(epochMilliseconds - this.now());
  }

  /**
   * Jumps from timer to timer until `predicate` holds; with `stepMs` it looks at least that often.
   *
   * @throws Error that lists what was pending when `limitMs` of virtual time have passed, or nothing is left that could happen.
   */
  async runUntil(
    predicate: () => boolean | Promise<boolean>,
    options: { limitMs: number; stepMs?: number },
  ): Promise<void> {
    const end = this.elapsed + options.limitMs;
    await this.move(async () => {
      await this.settle();
      while (!(await this.finish(predicate(), end))) {
        const step =
          options.stepMs === undefined
            ? end
            : Math.min(end, this.elapsed + options.stepMs);
        if (await this.runNext(step)) continue;
        if (this.elapsed >= end || options.stepMs === undefined) {
          throw this.stuck(
            `runUntil: not reached within ${options.limitMs} ms of virtual time`,
          );
        }
        this.elapsed = step;
        await this.settle();
      }
    });
  }

  /** Moves virtual time on until `work` has settled, and answers what it answered. */
  async waitFor<T>(
    work: Promise<T>,
    options: { limitMs: number } = { limitMs: 600_000 },
  ): Promise<T> {
    work.catch(() => {});
    return this.move(() => this.finish(work, this.elapsed + options.limitMs));
  }

  /** Lets everything in flight finish at this instant: promises, immediates, files and what is tracked. */
  async settle(): Promise<void> {
    const realStart = performance.now();
    for (let turn = 0, quiet = false; !quiet; turn++) {
      await new Promise(resolve => setImmediate(resolve));
      if (this.tracked.size > 0) {
        await this.trackedWork(realStart);
      } else {
        quiet = !somethingInFlight();
      }
      if (turn > MOST_TURNS) {
        throw this.stuck(
          `settle: still moving after ${MOST_TURNS} turns of the event loop`,
        );
      }
    }
  }

  /**
   * Makes `settle`, and with it every move of the clock, wait for work that leaves the process. The work must not itself wait
   * for this clock.
   */
  track<T>(work: Promise<T>): Promise<T> {
    this.tracked.add(work);
    const forget = () => this.tracked.delete(work);
    work.then(forget, forget);
    return work;
  }

  /** Timers that have not run, the next one first. */
  pending(): PendingTimer[] {
    return this.timers
      .values()
      .filter(timer => timer.state === 'waiting')
      .sort((left, right) => left.at - right.at || left.order - right.order)
      .map(timer => ({
        inMilliseconds: timer.at - this.elapsed,
        ...(timer.madeAt ? { madeAt: timer.madeAt } : {}),
      }));
  }

  /** Steps the wall clock (as an operator or NTP does) without any time passing. */
  stepWallClock(milliseconds: number): void {
    this.wallOffset += milliseconds;
  }

  /** The same time as another machine sees it, whose clocks run `rate` times as fast and whose wall clock is `offset` ms ahead. */
  seenBy(machine: { rate?: number; offset?: number }): Clock {
    const { rate = 1, offset = 0 } = machine;
    const origin = this.now();
    const start = this.elapsed;
    const seen: Clock = {
      now: () => origin + offset + (this.now() - origin) * rate,
      monotonic: () => start + (this.elapsed - start) * rate,
      schedule: (milliseconds, run) => this.schedule(milliseconds / rate, run),
      sleep: (milliseconds, signal) => sleepOn(seen, milliseconds, signal),
    };
    return seen;
  }

  /** Runs the next timer up to `end` and all it sets in motion; false when there is none. */
  private async runNext(end: number): Promise<boolean> {
    let next = this.timers.peek();
    while (next?.state === 'cancelled') {
      this.timers.pop();
      this.cancelled = Math.max(0, this.cancelled - 1);
      next = this.timers.peek();
    }
    if (!next || next.at > end) return false;
    this.timers.pop();
    this.elapsed = Math.max(this.elapsed, next.at);
    next.state = 'done';
    next.run();
    await this.settle();
    return true;
  }

  private async finish<T>(work: T | Promise<T>, end: number): Promise<T> {
    if (!(work instanceof Promise)) return work;
    let done = false;
    const finished = () => {
      done = true;
    };
    work.then(finished, finished);
    await this.settle();
    while (!done) {
      if (!(await this.runNext(end))) {
        throw this.stuck(
          'the awaited work has not settled, and no timer up to the limit is left',
        );
      }
    }
    return work;
  }

  private async move<T>(run: () => Promise<T>): Promise<T> {
    if (this.moving) {
      throw new Error(
        'this VirtualClock is being moved already; await the other advance, runUntil or waitFor first',
      );
    }
    this.moving = true;
    try {
      return await run();
    } finally {
      this.moving = false;
    }
  }

  private async trackedWork(realStart: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<'limit'>(resolve => {
      timer = setTimeout(
        () => resolve('limit'),
        Math.max(0, realStart + LONGEST_REAL_WAIT - performance.now()),
      );
    });
    const outcome = await Promise.race([
      limit,
      ...[...this.tracked].map(work => work.catch(() => {})),
    ]);
    clearTimeout(timer);
    if (outcome === 'limit') {
      throw this.stuck(
        `settle: tracked work has not finished within ${LONGEST_REAL_WAIT} ms of real time`,
      );
    }
  }

  private stuck(what: string): Error {
    const pending = this.pending();
    const lines = pending
      .slice(0, 20)
      .map(
        timer =>
          `  in ${timer.inMilliseconds} ms${
            timer.madeAt ? ` ${timer.madeAt}` : ''
          }`,
      );
    const more =
      pending.length > lines.length
        ? [`  and ${pending.length - lines.length} more`]
        : [];
    return new Error(
      [
        what,
        `virtual time is ${new Date(this.now()).toISOString()}; ${
          pending.length
        } timers pending, ${this.tracked.size} tracked promises unsettled`,
        ...lines,
        ...more,
      ].join('\n'),
    );
  }
}

/** Immediates and file access end by themselves in a moment; sockets and real timers may not. */
function somethingInFlight(): boolean {
  return process
    .getActiveResourcesInfo()
    .some(name => name === 'Immediate' || name.startsWith('FSReq'));
}

function callerOf(stack: string | undefined): string | undefined {
  return stack
    ?.split('\n')
    .slice(2)
    .map(line => line.trim())
    .find(line => !/VirtualClock|sleepOn/.test(line));
}
