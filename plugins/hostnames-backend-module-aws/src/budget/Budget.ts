import { Clock, Random } from '@hostmaster/kubernetes-runtime';
import { ProviderHealth } from '@hostmaster/backstage-plugin-hostnames-node';
import { FairQueue, QueuePlace } from './FairQueue';

/** The rate never falls below this part of the configured one. */
const LOWEST_SHARE = 1 / 16;
/** Part of the configured rate that comes back in every second without throttling. */
const REGROWTH_PER_SECOND = 1 / 10;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 20_000;

/** Says when a call was let go, so that one burst of throttled answers lowers the rate once. */
export interface BudgetTicket {
  /** Monotonic ms. */
  grantedAt: number;
}

interface Waiter {
  /** Monotonic ms. */
  since: number;
  grant: (ticket: BudgetTicket) => void;
  giveUp: () => void;
}

/**
 * The calls one API of one account may be sent per second: a token bucket with a fair line before it. Half as fast after a
 * throttled answer, and slowly back to the configured rate after that.
 *
 * The bucket holds half a second's worth of calls (at least one), so that a service that counts in whole seconds never sees more
 * than the rate even when calls arrive unevenly.
 */
export class Budget {
  private readonly queue = new FairQueue<Waiter>();
  private readonly burst: number;
  private readonly configured: number;
  private rate: number;
  private tokens: number;
  private refilledAt: number;
  private pausedUntil = 0;
  private throttledInARow = 0;
  private lastThrottledAt = Number.NEGATIVE_INFINITY;
  private throttledCount = 0;
  private grantedCount = 0;
  private waitedMs = 0;
  private cancelWake?: () => void;

  constructor(
    private readonly options: {
      api: string;
      perSecond: number;
      clock: Clock;
      random: Random;
    },
  ) {
    const { perSecond, clock } = options;
    // With a bucket of one there is no room for a call that arrives a little early.
    this.configured = perSecond > 1 ? perSecond : perSecond * 0.95;
    this.rate = this.configured;
    this.burst = Math.max(1, Math.floor(perSecond / 2));
    this.tokens = this.burst;
    this.refilledAt = clock.monotonic();
  }

  /** Waits for a turn. Rejects with the signal's reason when it aborts first. */
  acquire(place: QueuePlace, signal?: AbortSignal): Promise<BudgetTicket> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const waiter: Waiter = {
        since: this.options.clock.monotonic(),
        grant: ticket => {
          signal?.removeEventListener('abort', waiter.giveUp);
          resolve(ticket);
        },
        giveUp: () => {
          this.queue.remove(waiter, place);
          reject(signal?.reason);
        },
      };
      signal?.addEventListener('abort', waiter.giveUp, { once: true });
      this.queue.add(waiter, place);
      this.serve();
    });
  }

  /** The service answered that it was too much. */
  throttled(ticket: BudgetTicket): void {
    this.throttledCount++;
    if (ticket.grantedAt <= this.lastThrottledAt) return;
    const now = this.options.clock.monotonic();
    this.refill();
    this.rate = Math.max(this.configured * LOWEST_SHARE, this.rate / 2);
    this.tokens = Math.min(this.tokens, 0);
    this.lastThrottledAt = now;
    const pause = Math.min(
      LONGEST_PAUSE_MS,
      FIRST_PAUSE_MS * 2 ** this.throttledInARow++,
    );
    this.pausedUntil = now + pause * (0.5 + this.options.random() / 2);
    this.serve();
  }

  /** The service answered anything else. */
  answered(ticket: BudgetTicket): void {
    if (ticket.grantedAt > this.lastThrottledAt) this.throttledInARow = 0;
  }

  /** Calls per second that this budget can give, as configured. */
  get perSecond(): number {
    return this.options.perSecond;
  }

  status(): ProviderHealth['budgets'][number] {
    this.refill();
    return {
      api: this.options.api,
      perSecond: round(this.rate),
      available: Math.max(0, Math.floor(this.tokens)),
      queued: this.queue.size,
      throttled: this.throttledCount,
      configured: this.options.perSecond,
      granted: this.grantedCount,
      waitedMs: this.waitedMs,
    };
  }

  private serve(): void {
    this.cancelWake?.();
    this.cancelWake = undefined;
    this.refill();
    const now = this.options.clock.monotonic();
    while (this.queue.size > 0 && this.tokens >= 1 && now >= this.pausedUntil) {
      this.tokens -= 1;
      const waiter = this.queue.take();
      if (!waiter) break;
      this.grantedCount++;
      this.waitedMs += now - waiter.since;
      waiter.grant({ grantedAt: now });
    }
    if (this.queue.size === 0) return;
    const untilToken = Math.max(0, ((1 - this.tokens) / this.rate) * 1000);
    const wait = Math.max(untilToken, this.pausedUntil - now, 1);
    this.cancelWake = this.options.clock.schedule(Math.ceil(wait), () =>
      this.serve(),
    );
  }

  private refill(): void {
    const now = this.options.clock.monotonic();
    const seconds = Math.max(0, now - this.refilledAt) / 1000;
    this.refilledAt = now;
    this.tokens = Math.min(this.burst, this.tokens + seconds * this.rate);
    this.rate = Math.min(
      this.configured,
      this.rate + seconds * this.configured * REGROWTH_PER_SECOND,
    );
  }
}

function round(rate: number): number {
  return Math.round(rate * 100) / 100;
}
