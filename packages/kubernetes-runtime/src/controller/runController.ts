import { objectKey, parseObjectKey } from '../client/objectKey';
import {
  ClusterClient,
  KubernetesObject,
  ObjectReference,
  ResourceKind,
} from '../client/types';
import { Clock, Random } from '../clock/Clock';
import { createLeaseElector } from '../leadership/createLeaseElector';
import { WriteGate } from '../leadership/types';
import { RuntimeMetrics } from '../metrics/RuntimeMetrics';
import { createWorkQueue } from '../queue/createWorkQueue';
import { WorkResult } from '../queue/types';
import { createReflector } from '../reflector/createReflector';
import { ObjectStore } from '../store/types';
import { createWatchdog, WatchdogSnapshot } from '../watchdog/createWatchdog';

/** How long a key waits for the store to show our own write. */
const UNTIL_SEEN = 1_000;

/** One run of a reconcile. @public */
export interface ReconcileRun<T extends KubernetesObject> {
  ref: ObjectReference;
  /** As the store has it, our own writes included; `undefined`: it is gone. */
  object: T | undefined;
  /** Its writes pass the gate. After a write, tell `store.expect` which version it made. */
  client: ClusterClient;
  store: ObjectStore<T>;
  /** Aborts when leadership ends. */
  signal: AbortSignal;
}

/** @public */
export interface ControllerOptions<T extends KubernetesObject> {
  /** Of the lease and of the queue in metrics. */
  name: string;
  /** Where the lease stands. */
  namespace: string;
  /** Who we are, for people. */
  identity: string;
  /** Makes a client of the cluster; called without a gate for the lease and with one for everything else. */
  connect: (gate?: WriteGate) => ClusterClient;
  kind: ResourceKind<T>;
  /**
   * Makes the world as the object wants it. Called for each object after the start and after each of its changes, never twice at
   * once for one object, and only while this process leads; may be called again at any time. Throwing means back-off.
   */
  reconcile: (run: ReconcileRun<T>) => Promise<WorkResult>;
  /** Objects worked on at once. Default 4. */
  concurrency?: number;
  clock?: Clock;
  random?: Random;
  metrics?: RuntimeMetrics;
  /** Failures of reconciles, lists, streams and the lease. */
  onError?: (error: unknown, of: string) => void;
  /** Called when the watchdog's verdict has changed; its `ready` is the readiness of the process. */
  onHealth?: (snapshot: WatchdogSnapshot) => void;
}

/**
 * Runs a controller of one kind until `signal` aborts: reflector, queue, lease and watchdog put together in the usual way. It
 * resolves when the last reconcile has ended and the lease is released, and never rejects. Where more than one kind, or
 * cluster, is followed, put the parts together yourself; this function shows how.
 *
 * @public
 */
export async function runController<T extends KubernetesObject>(
  options: ControllerOptions<T>,
  signal: AbortSignal,
): Promise<void> {
  const { name, namespace, identity, connect, kind } = options;
  const { concurrency = 4, clock, random, metrics } = options;
  const { onError = () => {} } = options;
  const shared = { clock, random, metrics };
  const queue = createWorkQueue({
    name,
    clock,
    metrics,
    onError: (key, error) => onError(error, key),
  });
  const elector = createLeaseElector({
    ...shared,
    client: connect(),
    namespace,
    name,
    identity,
    onStartedLeading: leading =>
      queue.run(work, { concurrency, signal: leading }),
    onError: error => onError(error, `lease ${namespace}/${name}`),
  });
  const client = connect(elector.gate);
  const reflector = createReflector({
    ...shared,
    client,
    kind,
    onError: (error, { resource }) => onError(error, resource),
  });
  const { store } = reflector;
  store.subscribe(({ object }) => queue.add(objectKey(object)));

  async function work(key: string, leading: AbortSignal): Promise<WorkResult> {
    const ref = parseObjectKey(key);
    if (!store.isCurrent(ref)) return { againAfter: UNTIL_SEEN };
    return options.reconcile({
      ref,
      object: store.get(ref),
      client,
      store,
      signal: leading,
    });
  }

  const watchdog = createWatchdog({
    clock,
    metrics,
    onChange: options.onHealth,
  });
  watchdog.watchReflector(reflector);
  watchdog.watchQueue(queue, elector);
  watchdog.start(signal);
  await Promise.all([reflector.start(signal), elector.run(signal)]);
}
