import { Clock } from '@hostmaster/kubernetes-runtime';

/** Requests a bucket lets through: `capacity` at once, then `refillPerSecond`. @public */
export interface BucketLimit {
  capacity: number;
  refillPerSecond: number;
}

/**
 * A token bucket on the monotonic clock. A refused request takes no token unless `refusedTakeTokens` says so (which of the
 * two AWS does is not published).
 *
 * @public
 */
export class TokenBucket {
  private tokens: number;
  private filledAt: number;

  constructor(
    private readonly clock: Clock,
    readonly limit: BucketLimit,
    private readonly refusedTakeTokens = false,
  ) {
    this.tokens = limit.capacity;
    this.filledAt = clock.monotonic();
  }

  /** True when the request may pass. */
  take(count = 1): boolean {
    const now = this.clock.monotonic();
    const gained = ((now - this.filledAt) / 1000) * this.limit.refillPerSecond;
    this.tokens = Math.min(this.limit.capacity, this.tokens + gained);
    this.filledAt = now;
    if (this.tokens + 1e-9 >= count) {
      this.tokens -= count;
      return true;
    }
    if (this.refusedTakeTokens) this.tokens = Math.max(0, this.tokens - count);
    return false;
  }
}
