import { Clock } from '@hostmaster/kubernetes-runtime';

/** Milliseconds of work after which the event loop has its turn. */
const SLICE = 5;
/** So many go on in one turn; each asks again before its next piece of work. */
const AT_ONCE = 8;

/**
 * Lets work that mostly finds everything in memory share the event loop with whatever else the process does: whoever asks
 * before each piece of work goes on at once, or in a later turn when the present one has lasted long. What has begun goes
 * before what has not, so that little is under way at a time; among those it is first come, first served.
 */
export class Turns {
  private readonly begun: Array<() => void> = [];
  private readonly fresh: Array<() => void> = [];
  private since = -Infinity;
  private comes = false;

  constructor(private readonly clock: Pick<Clock, 'monotonic'>) {}

  /** Undefined: go on. Else a promise of a later turn. */
  next(work: 'begun' | 'fresh'): Promise<void> | undefined {
    if (this.clock.monotonic() - this.since < SLICE) return undefined;
    return new Promise(resolve => {
      this[work].push(resolve);
      this.plan();
    });
  }

  private plan(): void {
    if (this.comes) return;
    this.comes = true;
    setImmediate(() => this.begin());
  }

  private begin(): void {
    this.comes = false;
    this.since = this.clock.monotonic();
    const first = this.begun.splice(0, AT_ONCE);
    const then = this.fresh.splice(0, AT_ONCE - first.length);
    [...first, ...then].forEach(resolve => resolve());
    if (this.begun.length + this.fresh.length > 0) this.plan();
  }
}
