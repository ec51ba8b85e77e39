import { Clock } from '@hostmaster/kubernetes-runtime';

/**
 * Runs something again and again, `interval()` ms after the last run was started. `hurry` looks at the interval anew; nothing
 * runs twice at once, failures only delay the next run.
 */
export class Poller {
  private cancel?: () => void;
  private lastStart: number;
  private running = false;
  private stopped = false;

  constructor(
    private readonly options: {
      clock: Clock;
      signal: AbortSignal;
      interval: () => number;
      run: () => Promise<unknown>;
    },
  ) {
    this.lastStart = options.clock.monotonic();
    this.hurry();
  }

  /** The interval may have become shorter. */
  hurry(): void {
    if (this.stopped || this.running || this.options.signal.aborted) return;
    this.cancel?.();
    const { clock, interval } = this.options;
    const wait = this.lastStart + interval() - clock.monotonic();
    this.cancel = clock.schedule(Math.max(0, wait), () => this.turn());
  }

  stop(): void {
    this.stopped = true;
    this.cancel?.();
  }

  private async turn(): Promise<void> {
    this.running = true;
    this.lastStart = this.options.clock.monotonic();
    try {
      await this.options.run();
    } catch {
      // The health of the service tells; what was known stays.
    } finally {
      this.running = false;
      this.hurry();
    }
  }
}
