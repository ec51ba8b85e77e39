import { Clock } from '@hostmaster/kubernetes-runtime';
import { untilAborted } from '../calls/untilAborted';
import { CallPriority } from '../budget/FairQueue';

/** A read while it goes on. */
export interface ReadProgress {
  /** Monotonic ms at which it was started. */
  startedAt: number;
  /** `low` until somebody waits for it; asked before every page. */
  priority(): CallPriority;
}

/** What a read brought. */
export interface ReadResult<T> {
  startedAt: number;
  value: T;
}

/**
 * One expensive read for all who want it: never twice at once, joined by everybody for whom it is new enough. A failed read
 * leaves what the last one brought.
 */
export class SharedRead<T> {
  private last?: ReadResult<T>;
  private running?: {
    startedAt: number;
    urgent: boolean;
    done: Promise<ReadResult<T>>;
  };

  constructor(
    private readonly clock: Clock,
    private readonly read: (progress: ReadProgress) => Promise<T>,
  ) {}

  latest(): ReadResult<T> | undefined {
    return this.last;
  }

  /** Forgets what was read. */
  forget(): void {
    this.last = undefined;
  }

  isRunning(): boolean {
    return this.running !== undefined;
  }

  /** A result whose read was started after `time` (monotonic ms). @throws what the read throws */
  async newerThan(
    time: number,
    options: { urgent?: boolean; signal?: AbortSignal } = {},
  ): Promise<ReadResult<T>> {
    const { urgent = true, signal } = options;
    for (;;) {
      signal?.throwIfAborted();
      if (this.last && this.last.startedAt > time) return this.last;
      if (this.running && urgent) this.running.urgent = true;
      if (this.running && this.running.startedAt > time) {
        return untilAborted(this.running.done, signal);
      }
      if (this.running) {
        await untilAborted(
          this.running.done.catch(() => {}),
          signal,
        );
        continue;
      }
      if (this.clock.monotonic() <= time) {
        await this.clock.sleep(time - this.clock.monotonic() + 1, signal);
        continue;
      }
      return untilAborted(this.start(urgent), signal);
    }
  }

  private start(urgent: boolean): Promise<ReadResult<T>> {
    const startedAt = this.clock.monotonic();
    const run = {
      startedAt,
      urgent,
      done: undefined as unknown as Promise<ReadResult<T>>,
    };
    const priority = () => (run.urgent ? 'normal' : 'low');
    run.done = this.read({ startedAt, priority })
      .then(value => {
        this.last = { startedAt, value };
        return this.last;
      })
      .finally(() => {
        this.running = undefined;
      });
    run.done.catch(() => {});
    this.running = run;
    return run.done;
  }
}
