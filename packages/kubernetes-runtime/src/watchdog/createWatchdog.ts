import { Clock } from '../clock/Clock';
import { systemClock } from '../clock/systemClock';
import { LeaseElector } from '../leadership/createLeaseElector';
import { noMetrics, RuntimeMetrics } from '../metrics/RuntimeMetrics';
import { ObservableWorkQueue } from '../queue/createWorkQueue';
import { Reflector, ReflectorState } from '../reflector/types';

/** @public */
export interface WatchdogOptions {
  /** Default: `systemClock`. */
  clock?: Clock;
  metrics?: RuntimeMetrics;
  /** Milliseconds between checks. Default 5,000. */
  interval?: number;
  /** Milliseconds after which a stream that was not heard counts as stale. Default 120,000. */
  staleAfter?: number;
  /** Milliseconds without a free worker, or without a step of a reflector, after which that loop counts as dead. Default 45,000. */
  deadAfter?: number;
  /** Called when the verdict on a cluster or on the reconcile loop has changed. */
  onChange?: (snapshot: WatchdogSnapshot) => void;
}

/** How one store stands. @public */
export interface StoreHealth extends ReflectorState {
  /** Milliseconds since the stream was last heard, or since the start while it never was. */
  silentFor: number;
  /** What is wrong, in words that stay the same while it stays wrong; left out: nothing. */
  problem?: string;
}

/** @public */
export interface ClusterHealth {
  cluster: string;
  ready: boolean;
  stores: StoreHealth[];
}

/** @public */
export interface WatchdogSnapshot {
  /** All stores are synced, watched and heard of, and the reconcile loop moves while this process leads. */
  ready: boolean;
  clusters: ClusterHealth[];
  /** Left out: there is no queue to watch. */
  reconcile?: {
    alive: boolean;
    /** Wall-clock time (ms) at which a worker was last known to be free. */
    lastProgress?: number;
    /** The key that has been worked on for the longest, and for how many milliseconds. */
    longest?: { key: string; milliseconds: number };
    problem?: string;
  };
  /** Every `problem` in it. */
  problems: string[];
}

/** @public */
export interface Watchdog {
  /** Watches over a reflector; the returned function ends that. */
  watchReflector(reflector: Reflector<any>): () => void;
  /**
   * Watches over the workers of a queue. While `elector` leads and no worker has been free for `deadAfter`, or the loop of a
   * reflector has taken no step for as long, it is made to step down, and to stand again once that is over.
   */
  watchQueue(queue: ObservableWorkQueue, elector?: LeaseElector): void;
  /** Checks until `signal` aborts; a second call while it runs does nothing. */
  start(signal: AbortSignal): void;
  snapshot(): WatchdogSnapshot;
  isReady(): boolean;
}

/** Milliseconds: the limit of a step of a reflector, and some. */
const LONGEST_STEP = 45_000;

/**
 * Makes a watchdog: it proves that every store is being kept up and that the reconcile loop moves, instead of believing it.
 *
 * @public
 */
export function createWatchdog(options: WatchdogOptions = {}): Watchdog {
  const {
    clock = systemClock,
    metrics = noMetrics,
    interval = 5_000,
    staleAfter = 120_000,
    deadAfter = 45_000,
    onChange = () => {},
  } = options;
  const reflectors = new Set<Reflector<any>>();
  let watched:
    | { queue: ObservableWorkQueue; elector?: LeaseElector }
    | undefined;
  let probe: { sentAt: number; answered: boolean } | undefined;
  let lastProgress: number | undefined;
  let steppedDown: { at: number; hanging: boolean } | undefined;
  /** Made to step down because a reflector of this process hangs. */
  let blind = false;
  let running: AbortSignal | undefined;
  let verdict = '';

  function storeHealth(reflector: Reflector<any>): StoreHealth {
    const state = reflector.state();
    const heard = state.lastHeardMonotonic ?? state.startedMonotonic;
    const silentFor = heard === undefined ? 0 : clock.monotonic() - heard;
    const problem = hangs(state)
      ? `${nameOf(
          state,
        )} are not being followed any more: the reflector of this process hangs`
      : problemOf(state, silentFor, staleAfter);
    return { ...state, silentFor, ...(problem ? { problem } : {}) };
  }

  function reconcileHealth(): WatchdogSnapshot['reconcile'] {
    if (!watched) return undefined;
    const longest = watched.queue.longestWorking();
    const silentFor =
      probe && !probe.answered ? clock.monotonic() - probe.sentAt : 0;
    const alive = !steppedDown && silentFor < deadAfter;
    return {
      alive,
      lastProgress,
      ...(longest
        ? {
            longest: {
              key: longest.key,
              milliseconds: clock.monotonic() - longest.since,
            },
          }
        : {}),
      ...(alive
        ? {}
        : {
            problem: `no worker of the reconcile loop has become free within ${
              deadAfter / 1000
            } s`,
          }),
    };
  }

  function snapshot(): WatchdogSnapshot {
    const byCluster = new Map<string, StoreHealth[]>();
    for (const reflector of reflectors) {
      byCluster.set(reflector.cluster, [
        ...(byCluster.get(reflector.cluster) ?? []),
        storeHealth(reflector),
      ]);
    }
    const clusters = Array.from(byCluster, ([cluster, stores]) => ({
      cluster,
      ready: stores.every(store => !store.problem),
      stores,
    }));
    const reconcile = reconcileHealth();
    const problems = [
      ...clusters.flatMap(({ stores }) => stores),
      ...(reconcile ? [reconcile] : []),
    ].flatMap(({ problem }) => problem ?? []);
    return {
      ready: problems.length === 0,
      clusters,
      ...(reconcile ? { reconcile } : {}),
      problems,
    };
  }

  /** A worker is only expected to be free where workers run: while this process leads, or always without an election. */
  function probeQueue(): void {
    if (!watched) return;
    const { queue, elector } = watched;
    const expected =
      !elector || elector.isLeading() || steppedDown !== undefined;
    if (!expected) {
      probe = undefined;
      return;
    }
    if (probe && !probe.answered) {
      if (!steppedDown && clock.monotonic() - probe.sentAt >= deadAfter) {
        steppedDown = {
          at: clock.monotonic(),
          hanging: queue.size().working > 0,
        };
        elector?.stepDown('the reconcile loop of this process is dead');
      } else if (steppedDown && queue.size().working === 0) {
        // Workers that run only while leading have ended: nothing hangs any more. Where none ran, others get time to take over.
        const rested = clock.monotonic() - steppedDown.at >= deadAfter;
        if (steppedDown.hanging || rested) standAgain();
      }
      return;
    }
    const mine = { sentAt: clock.monotonic(), answered: false };
    probe = mine;
    queue.probe().then(() => {
      mine.answered = true;
      lastProgress = clock.now();
      if (steppedDown && probe === mine) standAgain();
    });
  }

  function standAgain(): void {
    steppedDown = undefined;
    probe = undefined;
    if (!blind) watched?.elector?.standAgain();
  }

  /** Whether the loop of a reflector has taken no step for longer than any step may last. */
  function hangs({ phase, lastStepMonotonic }: ReflectorState): boolean {
    return (
      phase !== 'idle' &&
      phase !== 'stopped' &&
      lastStepMonotonic !== undefined &&
      clock.monotonic() - lastStepMonotonic >= Math.max(deadAfter, LONGEST_STEP)
    );
  }

  /** A process that has gone blind hands over to one that sees; what the API server refuses to all is no reason. */
  function checkSight(): void {
    const isBlind = [...reflectors].some(each => hangs(each.state()));
    if (isBlind === blind) return;
    blind = isBlind;
    if (blind) {
      watched?.elector?.stepDown('a reflector of this process hangs');
    } else if (!steppedDown) {
      watched?.elector?.standAgain();
    }
  }

  function check(): void {
    checkSight();
    probeQueue();
    watched?.queue.measure();
    const now = snapshot();
    for (const { cluster, ready, stores } of now.clusters) {
      metrics.measure(
        'healthy',
        { check: `cluster/${cluster}` },
        ready ? 1 : 0,
      );
      for (const { resource, silentFor } of stores) {
        metrics.measure(
          'store_silence_seconds',
          { cluster, resource },
          silentFor / 1000,
        );
      }
    }
    if (now.reconcile) {
      metrics.measure(
        'healthy',
        { check: 'reconcile' },
        now.reconcile.alive ? 1 : 0,
      );
    }
    const next = now.problems.join('\n');
    if (next === verdict) return;
    verdict = next;
    try {
      onChange(now);
    } catch {
      // Reporting must not end the checks.
    }
  }

  return {
    watchReflector(reflector) {
      reflectors.add(reflector);
      return () => reflectors.delete(reflector);
    },

    watchQueue(queue, elector) {
      watched = { queue, elector };
    },

    start(signal) {
      if (signal.aborted || (running && !running.aborted)) return;
      running = signal;
      let cancel = () => {};
      const again = () => {
        check();
        cancel = clock.schedule(interval, again);
      };
      signal.addEventListener('abort', () => cancel(), { once: true });
      again();
    },

    snapshot,
    isReady: () => snapshot().ready,
  };
}

function problemOf(
  state: ReflectorState,
  silentFor: number,
  staleAfter: number,
): string | undefined {
  const what = nameOf(state);
  const cause = state.lastError ? `: ${state.lastError.message}` : '';
  if (state.phase === 'idle' || state.phase === 'stopped') {
    return `${what} are not being followed`;
  }
  if (!state.synced) {
    return `${what} have not been listed yet${cause}`;
  }
  if (!state.watchAllowed) {
    return `${what} may be listed but not watched; allow the verb watch${cause}`;
  }
  if (silentFor >= staleAfter) {
    return `nothing has been heard of ${what} for more than ${
      staleAfter / 1000
    } s${cause}`;
  }
  return undefined;
}

function nameOf({ resource, cluster }: ReflectorState): string {
  return `${resource} of cluster '${cluster}'`;
}
