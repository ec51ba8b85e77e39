import { KubernetesError } from '../client/errors';
import { Clock } from '../clock/Clock';
import { ReflectorPhase, ReflectorState } from './types';

/** Failures are forgotten after so long without one. */
const HEALTHY = 120_000;

/**
 * What a reflector knows of its own state.
 *
 * @internal
 */
export class ReflectorHealth {
  watchAllowed = true;
  failures = 0;
  droppedEvents = 0;
  private phase: ReflectorPhase = 'idle';
  private since: number;
  private startedMonotonic: number | undefined;
  private heardMonotonic: number | undefined;
  private stepMonotonic: number | undefined;
  private healthySince: number | undefined;
  private lastError: ReflectorState['lastError'];
  private handlerErrors = 0;

  constructor(
    private readonly of: {
      cluster: string;
      resource: string;
      clock: Clock;
      store: {
        hasSynced(): boolean;
        lastHeard(): number | undefined;
        size(): number;
      };
    },
  ) {
    this.since = of.clock.now();
  }

  started(): void {
    this.startedMonotonic = this.of.clock.monotonic();
    this.stepped();
  }

  /** The loop moves; `restsFor`: and means to rest for so many milliseconds. */
  stepped(restsFor = 0): void {
    this.stepMonotonic = this.of.clock.monotonic() + restsFor;
  }

  enter(next: ReflectorPhase): void {
    this.stepped();
    if (this.phase === next) return;
    this.phase = next;
    this.since = this.of.clock.now();
  }

  heard(): void {
    const now = this.of.clock.monotonic();
    this.heardMonotonic = now;
    this.stepped();
    this.healthySince ??= now;
    if (now - this.healthySince >= HEALTHY) {
      this.failures = 0;
      this.lastError = undefined;
    }
  }

  failed(error: unknown): void {
    const now = this.of.clock.monotonic();
    if (this.healthySince !== undefined && now - this.healthySince >= HEALTHY) {
      this.failures = 0;
    }
    this.failures++;
    this.healthySince = undefined;
    this.lastError =
      error instanceof KubernetesError
        ? { code: error.code, message: error.message }
        : { code: 'Unknown', message: `${(error as Error)?.message ?? error}` };
  }

  handlerFailed(): void {
    this.handlerErrors++;
  }

  state(): ReflectorState {
    const { cluster, resource, store } = this.of;
    return {
      cluster,
      resource,
      phase: this.phase,
      since: this.since,
      synced: store.hasSynced(),
      objects: store.size(),
      lastHeard: store.lastHeard(),
      lastHeardMonotonic: this.heardMonotonic,
      startedMonotonic: this.startedMonotonic,
      lastStepMonotonic: this.stepMonotonic,
      watchAllowed: this.watchAllowed,
      failures: this.failures,
      lastError: this.lastError,
      handlerErrors: this.handlerErrors,
      droppedEvents: this.droppedEvents,
    };
  }
}
