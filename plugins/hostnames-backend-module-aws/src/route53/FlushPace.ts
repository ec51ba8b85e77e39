import { Clock } from '@hostmaster/kubernetes-runtime';
import { Budget } from '../budget/Budget';

/** Part of the account's calls that writes and what follows them may take. */
const WRITE_SHARE = 0.6;
/** A batch, and looking for its arrival at the name servers once or twice. */
const CALLS_PER_BATCH = 2.5;
const LONGEST_WINDOW_MS = 60_000;
/** A zone counts as dirty for this long after changes came for it. */
const DIRTY_FOR_MS = 15_000;

/**
 * How long changes are collected before a batch is sent: shortly while few zones change, longer the more zones do, so that one
 * batch per dirty zone and window stays within the budget (window >= calls for the dirty zones / calls per second for writes).
 *
 * ```
 * dirty zones, 5 calls/s   1     10    100
 * window                   1 s   8 s   60 s
 * ```
 */
export class FlushPace {
  private readonly dirty = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly budget: Budget,
    private readonly shortestMs: number,
  ) {}

  touched(zoneId: string): void {
    this.dirty.set(zoneId, this.clock.monotonic());
  }

  windowMs(): number {
    const now = this.clock.monotonic();
    for (const [zoneId, at] of this.dirty) {
      if (now - at > DIRTY_FOR_MS) this.dirty.delete(zoneId);
    }
    const calls = this.dirty.size * CALLS_PER_BATCH;
    const needed = (calls / (this.budget.perSecond * WRITE_SHARE)) * 1000;
    return Math.min(LONGEST_WINDOW_MS, Math.max(this.shortestMs, needed));
  }
}
