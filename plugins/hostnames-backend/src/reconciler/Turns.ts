import { Clock } from '@hostmaster/kubernetes-runtime';

/** Milliseconds of work after which the event loop has its turn. */
const SLICE = 5;
/** So many go on in one turn; each asks again before its next piece of work. */
const AT_ONCE = 8;

/**
 * Lets work that mostly finds everything in memory share the event loop with whatever else the process does: whoever asks
 * before each piece of work goes on at once, or in a later turn when the present one has lasted long. First come, first served.
 */
export class Turns {
  private readonly waiting: Array<() => void> = [];
  private since = -Infinity;

  constructor(private readonly clock: Pick<Clock, 'monotonic'>) {}

  /** Undefined: go on. Else a promise of a later turn. */
  next(): Promise<void> | undefined {
    if (this.clock.monotonic() - this.since < SLICE) return undefined;
    return new Promise(resolve => {
      this.waiting.push(resolve);
      if (this.waiting.length === 1) setImmediate(() => this.begin());
    });
  }

  private begin(): void {
    this.since = this.clock.monotonic();
    this.waiting.splice(0, AT_ONCE).forEach(resolve => resolve());
    if (this.waiting.length > 0) setImmediate(() => this.begin());
  }
}
