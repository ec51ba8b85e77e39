import { Clock, sleepOn } from '@hostmaster/kubernetes-runtime';

/**
 * The clock of a process that can be stopped like one under SIGSTOP: time goes on, but timers that came due meanwhile run only
 * when the process moves again.
 */
export class FreezableClock implements Clock {
  private frozenUntil = -Infinity;

  constructor(private readonly clock: Clock) {}

  now(): number {
    return this.clock.now();
  }

  monotonic(): number {
    return this.clock.monotonic();
  }

  schedule(milliseconds: number, run: () => void): () => void {
    let cancelled = false;
    let cancel = this.clock.schedule(milliseconds, () => fire());
    const fire = () => {
      if (cancelled) return;
      const left = this.frozenUntil - this.clock.monotonic();
      if (left > 0) cancel = this.clock.schedule(left, fire);
      else run();
    };
    return () => {
      cancelled = true;
      cancel();
    };
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, milliseconds, signal);
  }

  /** Work outside the event loop's turn, for clocks that wait for it. */
  track<T>(work: Promise<T>): Promise<T> {
    const { clock } = this as unknown as {
      clock: { track?: <R>(work: Promise<R>) => Promise<R> };
    };
    return clock.track ? clock.track(work) : work;
  }

  /** Stops for that long; resolves when it moves again. */
  async freeze(milliseconds: number): Promise<void> {
    this.frozenUntil = Math.max(
      this.frozenUntil,
      this.clock.monotonic() + milliseconds,
    );
    await this.thawed();
  }

  /** Resolves at once, or when the process moves again. */
  async thawed(): Promise<void> {
    const left = this.frozenUntil - this.clock.monotonic();
    if (left > 0) await this.clock.sleep(left);
  }
}
