import { Clock } from '@hostmaster/kubernetes-runtime';

/**
 * What will happen in the emulated account, on the injected clock. Nothing of a closed timeline happens any more.
 *
 * @public
 */
export class Timeline {
  private readonly cancels = new Set<() => void>();
  private closed = false;

  constructor(readonly clock: Clock) {}

  now(): number {
    return this.clock.now();
  }

  /** Runs `happen` after `milliseconds`; at once when that is 0 or less. The returned function calls it off. */
  after(milliseconds: number, happen: () => void): () => void {
    if (this.closed) return () => {};
    if (milliseconds <= 0) {
      happen();
      return () => {};
    }
    const planned = { stop: () => {} };
    const cancel = () => {
      this.cancels.delete(cancel);
      planned.stop();
    };
    planned.stop = this.clock.schedule(milliseconds, () => {
      this.cancels.delete(cancel);
      happen();
    });
    this.cancels.add(cancel);
    return cancel;
  }

  /** Runs `happen` at a time in milliseconds since 1970; at once when that has passed. */
  at(time: number, happen: () => void): () => void {
    return this.after(time - this.clock.now(), happen);
  }

  close(): void {
    this.closed = true;
    for (const cancel of [...this.cancels]) cancel();
  }
}
