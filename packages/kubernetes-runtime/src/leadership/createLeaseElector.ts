import { KubernetesError } from '../client/errors';
import { ClusterClient } from '../client/types';
import { Clock, Random } from '../clock/Clock';
import { systemClock } from '../clock/systemClock';
import { noMetrics, RuntimeMetrics } from '../metrics/RuntimeMetrics';
import { createSwitchGate } from './gates';
import { LeaseRecord } from './LeaseRecord';
import { WriteGate } from './types';

/** @public */
export interface LeaseElectorOptions {
  /** A client without a gate: the lease itself must be written before the gate opens. */
  client: ClusterClient;
  namespace: string;
  name: string;
  /** Who we are, for people; made unique by the elector. */
  identity: string;
  /** Default: `systemClock`. */
  clock?: Clock;
  /** Default: `Math.random`. */
  random?: Random;
  /** Milliseconds others wait after our last sign of life. Default 15,000. */
  leaseDuration?: number;
  /** Milliseconds after the last successful renewal was *sent* at which the gate closes. Default 10,000. */
  renewDeadline?: number;
  /** Milliseconds between attempts. Default 2,000. */
  retryPeriod?: number;
  /**
   * Takes a lease that does not exist at once. By default it must be missing for `leaseDuration` first, because somebody may
   * have deleted it under its holder. Only for a process that is alone by construction.
   */
  trustMissingLease?: boolean;
  /** Called when leadership begins; `signal` aborts when it ends. What it throws is reported and changes nothing. */
  onStartedLeading?: (signal: AbortSignal) => void | Promise<void>;
  /** Called after the gate has closed. */
  onStoppedLeading?: () => void | Promise<void>;
  /** Failures to read or write the lease, and what the callbacks threw. */
  onError?: (error: unknown) => void;
  /** Called when the API server answers again after it could not be reached. */
  onRecovered?: () => void;
  metrics?: RuntimeMetrics;
}

/** @public */
export interface LeaseElector {
  /** What stands in the lease when this contender holds it: the given identity made unique. */
  readonly holderIdentity: string;
  /** Open while this process leads and its last renewal is younger than the renew deadline. */
  readonly gate: WriteGate;
  /**
   * Stands for election until `signal` aborts; then closes the gate, waits until the writes in flight have ended, releases the
   * lease and resolves. Never rejects. A second call while it runs answers the first one's promise.
   */
  run(signal: AbortSignal): Promise<void>;
  isLeading(): boolean;
  /** The holder as last seen, for people; `undefined`: nobody. */
  holder(): string | undefined;
  /** Stops leading now, and does not stand again before `standAgain`. The lease is released when the writes have ended. */
  stepDown(reason: string): void;
  standAgain(): void;
}

let instances = 0;

/**
 * Makes a lease elector: at most one of all contenders has an open gate, as long as their clocks do not differ in rate by more
 * than `leaseDuration` to `renewDeadline` (15:10).
 *
 * A lease does not fence by itself: what cannot be undone must also be refused by its target (a version, a CREATE).
 *
 * @throws Error when the durations contradict each other
 * @public
 */
export function createLeaseElector(options: LeaseElectorOptions): LeaseElector {
  const {
    client,
    namespace,
    name,
    clock = systemClock,
    random = Math.random,
    leaseDuration = 15_000,
    renewDeadline = 10_000,
    retryPeriod = 2_000,
    metrics = noMetrics,
  } = options;
  if (
    !(
      retryPeriod > 0 &&
      retryPeriod < renewDeadline &&
      renewDeadline < leaseDuration
    )
  ) {
    throw new Error(
      `lease ${namespace}/${name}: retryPeriod (${retryPeriod}) must be below renewDeadline (${renewDeadline}), and that below leaseDuration (${leaseDuration})`,
    );
  }
  const nonce = `${Math.floor(random() * 2 ** 32).toString(
    16,
  )}${(++instances).toString(16)}`;
  const holder = `${options.identity}_${nonce}`;
  const record = new LeaseRecord({
    client,
    namespace,
    name,
    holder,
    clock,
    leaseDuration,
  });
  const labels = { lease: `${namespace}/${name}` };

  let deadline = -Infinity;
  let leadership: AbortController | undefined;
  let ended: Promise<void> = Promise.resolve();
  let mayStand = true;
  let wake = new AbortController();
  let running: Promise<void> | undefined;
  /** The API server could not be reached, and nothing has succeeded since. */
  let unreachable = false;

  const gate = createSwitchGate({
    mayPass: () => clock.monotonic() < deadline,
    closedReason: 'this process does not lead',
  });

  async function compete(signal: AbortSignal): Promise<void> {
    metrics.measure('leading', labels, 0);
    while (!signal.aborted) {
      const round = clock.monotonic();
      if (mayStand || leadership) {
        await attempt(signal);
      }
      if (signal.aborted) break;
      const period = leadership
        ? retryPeriod
        : retryPeriod * (1 + 0.2 * random());
      await rest(Math.max(0, round + period - clock.monotonic()), signal);
    }
    lose('this process is shutting down');
    await ended;
  }

  /** One look or renewal; whatever goes wrong waits for the next round. */
  async function attempt(signal: AbortSignal): Promise<void> {
    const limit = new AbortController();
    const abort = () => limit.abort(signal.reason);
    signal.addEventListener('abort', abort);
    const cancel = clock.schedule(renewDeadline / 2, () =>
      limit.abort(
        new KubernetesError(
          'Timeout',
          `the lease ${labels.lease} could not be read or written in time`,
        ),
      ),
    );
    try {
      await (leadership ? renew(limit.signal) : acquire(limit.signal));
      if (unreachable) callBack(() => options.onRecovered?.());
      unreachable = false;
    } catch (error) {
      const code = error instanceof KubernetesError ? error.code : undefined;
      if (code === 'Network' || code === 'Timeout') unreachable = true;
      if (!signal.aborted) report(error);
    } finally {
      cancel();
      signal.removeEventListener('abort', abort);
    }
    const transitions = record.transitions();
    if (transitions !== undefined) {
      metrics.measure('lease_transitions', labels, transitions);
    }
  }

  async function acquire(signal: AbortSignal): Promise<void> {
    await ended;
    const { lease } = await record.look(signal);
    if (!record.isFree() && !(options.trustMissingLease && !lease)) return;
    const sent = clock.monotonic();
    await record.take(signal);
    if (mayStand) {
      lead(sent);
    } else {
      ended = release();
    }
  }

  async function renew(signal: AbortSignal): Promise<void> {
    const sent = clock.monotonic();
    const mine = leadership;
    try {
      await record.take(signal);
    } catch (error) {
      const code = error instanceof KubernetesError ? error.code : undefined;
      if (
        code !== 'Conflict' &&
        code !== 'NotFound' &&
        code !== 'AlreadyExists'
      )
        throw error;
      await reconsider(signal);
      return;
    }
    if (leadership === mine) {
      extend(sent);
    }
  }

  /** Somebody touched the lease, or an answer to our own write was lost. */
  async function reconsider(signal: AbortSignal): Promise<void> {
    const { lease } = await record.look(signal);
    if (lease && !record.isOurs()) {
      lose(`the lease ${labels.lease} was taken by '${record.holder() ?? ''}'`);
      return;
    }
    if (clock.monotonic() >= deadline) {
      lose(`the lease ${labels.lease} could not be renewed in time`);
      return;
    }
    // Before the deadline nobody else can have led meanwhile: they wait for longer than our gate stays open.
    const sent = clock.monotonic();
    const mine = leadership;
    await record.take(signal);
    if (leadership && leadership === mine) {
      extend(sent);
    }
  }

  function lead(sent: number): void {
    if (clock.monotonic() >= sent + renewDeadline) return;
    const mine = new AbortController();
    leadership = mine;
    gate.open();
    metrics.count('lease_changes', { ...labels, change: 'acquired' });
    metrics.measure('leading', labels, 1);
    extend(sent);
    callBack(() => options.onStartedLeading?.(mine.signal));
  }

  function extend(sent: number): void {
    deadline = sent + renewDeadline;
    watchDeadline();
  }

  let cancelAlarm = () => {};
  function watchDeadline(): void {
    cancelAlarm();
    cancelAlarm = clock.schedule(deadline - clock.monotonic(), () => {
      if (clock.monotonic() < deadline) watchDeadline();
      else lose(`the lease ${labels.lease} could not be renewed in time`);
    });
  }

  function lose(reason: string): void {
    if (!leadership) return;
    const mine = leadership;
    leadership = undefined;
    deadline = -Infinity;
    cancelAlarm();
    gate.close(reason);
    mine.abort(new KubernetesError('GateClosed', reason));
    metrics.count('lease_changes', { ...labels, change: 'lost' });
    metrics.measure('leading', labels, 0);
    callBack(() => options.onStoppedLeading?.());
    ended = release();
  }

  /** Only after the last write has ended, and only if that is before the lease has run out anyway. */
  async function release(): Promise<void> {
    const giveUp = new AbortController();
    const cancel = clock.schedule(leaseDuration, () =>
      giveUp.abort(new Error('the lease has run out')),
    );
    try {
      const drained = await Promise.race([
        gate.drained().then(() => true),
        new Promise<boolean>(resolve =>
          giveUp.signal.addEventListener('abort', () => resolve(false)),
        ),
      ]);
      if (drained && record.isOurs()) {
        await record.release(giveUp.signal);
        metrics.count('lease_changes', { ...labels, change: 'released' });
      }
    } catch (error) {
      report(error);
    } finally {
      cancel();
    }
  }

  async function rest(
    milliseconds: number,
    signal: AbortSignal,
  ): Promise<void> {
    wake = new AbortController();
    const abort = () => wake.abort(signal.reason);
    signal.addEventListener('abort', abort);
    await clock.sleep(milliseconds, wake.signal).catch(() => {});
    signal.removeEventListener('abort', abort);
  }

  function callBack(run: () => void | Promise<void>): void {
    const failed = (error: unknown) => {
      metrics.count('callback_errors', labels);
      report(error);
    };
    try {
      Promise.resolve(run()).catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  function report(error: unknown): void {
    try {
      options.onError?.(error);
    } catch {
      // Reporting must not end the election.
    }
  }

  return {
    holderIdentity: holder,
    gate,
    isLeading: () => gate.isOpen(),
    holder: () => record.holder(),

    run(signal) {
      running ??= compete(signal).finally(() => {
        running = undefined;
      });
      return running;
    },

    stepDown(reason) {
      mayStand = false;
      lose(reason);
    },

    standAgain() {
      mayStand = true;
      wake.abort(new Error('standing again'));
    },
  };
}
