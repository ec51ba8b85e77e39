import { Clock, sleepOn } from '@hostmaster/kubernetes-runtime';

/** How long, in real time, what a timer set in motion is given to go on: databases answer over sockets. */
const REAL_PAUSE_MS = 5;

/** A clock for tests with real databases: it stands still until `advance`, which runs the timers on the way in their order. */
export class ManualClock implements Clock {
  private elapsed = 0;
  private timers: Array<{ at: number; run: () => void }> = [];

  constructor(private readonly start: number) {}

  now(): number {
    return this.start + this.elapsed;
  }

  monotonic(): number {
    return this.elapsed;
  }

  schedule(milliseconds: number, run: () => void): () => void {
    const timer = { at: this.elapsed + milliseconds, run };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter(each => each !== timer);
    };
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return sleepOn(this, milliseconds, signal);
  }

  async advance(milliseconds: number): Promise<void> {
    const end = this.elapsed + milliseconds;
    for (;;) {
      const [next] = this.timers
        .filter(({ at }) => at <= end)
        .sort((left, right) => left.at - right.at);
      if (!next) break;
      this.timers = this.timers.filter(each => each !== next);
      this.elapsed = Math.max(this.elapsed, next.at);
      next.run();
      await new Promise(resolve => setTimeout(resolve, REAL_PAUSE_MS));
    }
    this.elapsed = end;
  }
}
