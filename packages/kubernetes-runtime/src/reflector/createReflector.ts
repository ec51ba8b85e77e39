import { KubernetesError, KubernetesErrorCode } from '../client/errors';
import { listAll } from '../client/listAll';
import { objectKey } from '../client/objectKey';
import { resourceNameOf } from '../client/resourceKind';
import { ClusterClient, KubernetesObject, ResourceKind } from '../client/types';
import { Clock, Random } from '../clock/Clock';
import { systemClock } from '../clock/systemClock';
import { noMetrics, RuntimeMetrics } from '../metrics/RuntimeMetrics';
import { IndexFunctions } from '../store/ObjectIndex';
import { keepable } from '../store/keepable';
import { ReflectedStore } from '../store/ReflectedStore';
import { backoff } from './backoff';
import { ListDoubts } from './ListDoubts';
import { ObjectEvent, readStream, StreamEnd } from './readStream';
import { ReflectorHealth } from './ReflectorHealth';
import { Reflector, ReflectorState } from './types';

/** A stream on which nothing was heard for so long is replaced. With the time to connect this stays under 45 s. */
const INACTIVITY = 40_000;
/** A server that says when to come again is believed so often in a row; then it gets the longer pauses of one that fails. */
const BELIEVED = 10;
/** A stream that ends sooner than this is followed by a short pause. */
const SHORT_STREAM = 5_000;
/** After so many failed streams in a row with nothing heard, the version may be what is wrong: list again. */
const FRUITLESS_STREAMS = 3;
/** How often, at the most, lists are read where watching is refused; at the least half as often. */
const POLL = 25_000;
/**
 * What a server answers that does not offer the first objects as a stream: older ones call the parameter invalid, one whose etcd
 * is too old for it sends an internal error. Where it was something else, the list that follows says so.
 */
const NOT_OFFERED = new Set<KubernetesErrorCode | undefined>([
  'Invalid',
  'BadRequest',
  'ServerError',
  'BadResponse',
]);

/** @public */
export interface ReflectorOptions<T extends KubernetesObject> {
  client: ClusterClient;
  kind: ResourceKind<T>;
  /** Left out: all namespaces. */
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  indexes?: IndexFunctions<T>;
  /** Default: `systemClock`. */
  clock?: Clock;
  /** Default: `Math.random`. */
  random?: Random;
  metrics?: RuntimeMetrics;
  /** Asks for the first objects as a stream where the server offers that. Default: true. */
  streamingList?: boolean;
  /** Everything that went wrong, for a log: failures of lists and streams, and what listeners threw. */
  onError?: (error: unknown, state: ReflectorState) => void;
  /** Called when the server was heard again after it could not be reached. */
  onRecovered?: () => void;
}

/** From a start to its abort. */
interface Life {
  signal: AbortSignal;
  isAlive: () => boolean;
  /** Whether the store was filled, and a watch can go on from there. */
  filled: boolean;
  doing: 'listing' | 'streamingList' | 'watching';
}

/**
 * Makes a reflector; nothing is sent before `start`.
 *
 * It lists in pages of 500 (or as a stream), then watches with bookmarks, and keeps doing so whatever happens: a failed,
 * partial or malformed answer leaves the store as it was, and the next attempt comes after 0.8 to 30 s.
 *
 * @public
 */
export function createReflector<T extends KubernetesObject>(
  options: ReflectorOptions<T>,
): Reflector<T> {
  const {
    client,
    kind,
    clock = systemClock,
    random = Math.random,
    metrics = noMetrics,
  } = options;
  const { namespace, labelSelector, fieldSelector } = options;
  const scope = { namespace, labelSelector, fieldSelector };
  const labels = { cluster: client.cluster, resource: resourceNameOf(kind) };

  let streamingList = options.streamingList ?? true;
  /** The last streams were silent: ask for short ones, whose end or last bookmark proves that the server is alive. */
  let shortStreams = false;
  let failedStarts = 0;
  let fruitlessStreams = 0;
  let generation = 0;
  let running: { signal: AbortSignal; done: Promise<void> } | undefined;
  const syncWaiters = new Set<() => void>();
  /** The server could not be reached, and has not been heard since. */
  let unreachable = false;
  /** Streams in a row whose version had expired: nothing is wrong with the server, it is listed again soon. */
  let expired = 0;
  /** Refusals in a row that said when to come again. */
  let askedToWait = 0;
  /** Ends the pause that is being made, where it may end early. */
  let hurry: (() => void) | undefined;

  const store = new ReflectedStore<T>({
    clock,
    indexes: options.indexes,
    onHandlerError: handlerFailed,
  });
  const doubts = new ListDoubts({
    what: `${labels.resource} in cluster '${client.cluster}'`,
    clock,
  });
  const health = new ReflectorHealth({ ...labels, clock, store });

  /** Pages are made ready for the store one by one: all at once would hold the event loop for too long. */
  const pageByPage: Pick<ClusterClient, 'cluster' | 'list'> = {
    cluster: client.cluster,
    async list(listed, asked) {
      const page = await client.list(listed, asked);
      health.stepped();
      return { ...page, items: page.items.map(keepable) };
    },
  };

  function handlerFailed(error: unknown): void {
    health.handlerFailed();
    metrics.count('handler_errors', labels);
    tell(error);
  }

  function tell(error: unknown): void {
    try {
      options.onError?.(error, health.state());
    } catch {
      // Reporting must not end the stream.
    }
  }

  function setWatchAllowed(allowed: boolean): void {
    health.watchAllowed = allowed;
    metrics.measure('watch_allowed', labels, allowed ? 1 : 0);
  }

  /** Never rejects. */
  async function live(signal: AbortSignal): Promise<void> {
    const mine = ++generation;
    const life: Life = {
      signal,
      isAlive: () => !signal.aborted && generation === mine,
      filled: false,
      doing: 'listing',
    };
    while (life.isAlive()) {
      try {
        const end = await follow(life);
        if (life.filled && end.kind === 'ended' && end.lived < SHORT_STREAM) {
          await pause(life, backoff(1, random));
        }
      } catch (error) {
        if (life.isAlive()) await recover(life, error);
      }
    }
    if (generation === mine) {
      health.enter('stopped');
    }
  }

  /** Fills the store if that is due, and watches until the stream ends. */
  async function follow(life: Life): Promise<StreamEnd> {
    const startsWithStream =
      !life.filled && streamingList && health.watchAllowed;
    if (!life.filled && !startsWithStream) {
      await list(life);
    }
    const end = await stream(life, startsWithStream);
    if (!life.filled) {
      // It took the question for an ordinary watch.
      streamingList = false;
    }
    return end;
  }

  /** Decides with what to go on after a failure, and waits. */
  async function recover(life: Life, error: unknown): Promise<void> {
    const { code, details } =
      error instanceof KubernetesError
        ? error
        : { code: undefined, details: {} };
    if (life.doing === 'streamingList' && !doubts.causeOf(error)) {
      if (NOT_OFFERED.has(code)) {
        streamingList = false;
        return;
      }
      if (++failedStarts >= 2) streamingList = false;
    }
    health.failed(error);
    tell(error);
    if (
      life.doing !== 'listing' &&
      (details.status === 403 || details.status === 405)
    ) {
      // An API server that has just been started refuses everybody for a moment: once is no reason to poll.
      const again = health.watchAllowed ? backoff(2, random) : undefined;
      setWatchAllowed(false);
      if (life.filled) await pause(life, again ?? POLL * (1 + random()));
      life.filled = false;
      return;
    }
    if (life.doing === 'watching') {
      fruitlessStreams++;
      if (
        code === 'Expired' ||
        code === 'NotFound' ||
        fruitlessStreams >= FRUITLESS_STREAMS
      )
        life.filled = false;
    }
    if (code === 'Network' || code === 'Timeout') unreachable = true;
    const isExpired = life.doing === 'watching' && code === 'Expired';
    expired = isExpired ? expired + 1 : 0;
    askedToWait = details.retryAfterSeconds ? askedToWait + 1 : 0;
    const isAsked = askedToWait > 0 && askedToWait <= BELIEVED;
    await pause(
      life,
      backoff(pastFailures(error, isAsked), random, details.retryAfterSeconds),
      { mayHurry: unreachable && !isAsked },
    );
  }

  /** How many failures the next pause is for: what the server has answered in good order is none of an outage before it. */
  function pastFailures(error: unknown, isAsked: boolean): number {
    if (doubts.causeOf(error) === 'doubtful') return 2;
    if (isAsked) return 1;
    return expired > 0 ? expired : health.failures;
  }

  async function pause(
    { signal }: Life,
    milliseconds: number,
    { mayHurry = false } = {},
  ): Promise<void> {
    health.enter('waiting');
    health.stepped(milliseconds);
    const over = new AbortController();
    const end = () => over.abort(signal.reason);
    if (signal.aborted) end();
    signal.addEventListener('abort', end);
    hurry = mayHurry ? end : undefined;
    await clock.sleep(milliseconds, over.signal).catch(() => {});
    signal.removeEventListener('abort', end);
    if (hurry === end) hurry = undefined;
  }

  async function list(life: Life): Promise<void> {
    life.doing = 'listing';
    health.enter('listing');
    const page = await counted('reflector_lists', () =>
      listAll(pageByPage, kind, { ...scope, signal: life.signal }),
    );
    if (life.isAlive()) {
      await fill(life, page.items, page.resourceVersion);
    }
  }

  /** Watches from the newest version; with `initial` from nothing, and the first events fill the store. */
  async function stream(life: Life, initial: boolean): Promise<StreamEnd> {
    life.doing = initial ? 'streamingList' : 'watching';
    health.enter(initial ? 'listing' : 'watching');
    const timeoutSeconds = Math.round(
      shortStreams ? 20 + 10 * random() : 300 + 300 * random(),
    );
    let collected = initial ? new Map<string, T>() : undefined;

    async function onEvent(event: ObjectEvent<T>): Promise<void> {
      health.stepped();
      metrics.count('reflector_events', { ...labels, type: event.type });
      if (!collected) {
        applyEvent(life, event);
      } else if (collect(collected, event)) {
        const items = [...collected.values()];
        collected = undefined;
        await fill(
          life,
          items,
          event.object.metadata.resourceVersion as string,
        );
        if (!life.isAlive()) return;
        life.doing = 'watching';
        health.enter('watching');
      }
    }

    const end = await counted('reflector_watches', () =>
      readStream({
        client,
        kind,
        query: {
          ...scope,
          timeoutSeconds,
          ...(initial
            ? { sendInitialEvents: true }
            : { resourceVersion: store.newestVersion() }),
        },
        clock,
        inactivity: INACTIVITY,
        onOpen: () => {
          if (life.isAlive() && !health.watchAllowed) setWatchAllowed(true);
        },
        signal: life.signal,
        isAlive: life.isAlive,
        onEvent,
      }),
    );
    if (end.kind === 'silent') {
      shortStreams = true;
    } else if (!collected && end.lived >= timeoutSeconds * 800) {
      // The server kept the stream for as long as it was asked to, and ended it in good order.
      expired = 0;
      store.heard();
      heard();
    }
    return end;
  }

  function applyEvent({ isAlive }: Life, event: ObjectEvent<T>): void {
    expired = 0;
    if (event.type === 'BOOKMARK') {
      store.bookmark(event.object.metadata.resourceVersion as string);
    } else {
      shortStreams = false;
      if (!store.apply(event.type, event.object, isAlive)) {
        health.droppedEvents++;
        metrics.count('reflector_dropped_events', labels);
      }
      metrics.measure('store_objects', labels, store.size());
    }
    heard();
  }

  /** @throws KubernetesError when the answer is older than what was seen before, or lacks most of it */
  async function fill(
    life: Life,
    items: readonly T[],
    version: string,
  ): Promise<void> {
    doubts.check(store, items, version);
    await store.replaceAll(items, version, life.isAlive);
    if (!life.isAlive()) return;
    life.filled = true;
    heard();
    metrics.measure('store_objects', labels, store.size());
    syncWaiters.forEach(resolve => resolve());
    syncWaiters.clear();
  }

  function heard(): void {
    fruitlessStreams = 0;
    askedToWait = 0;
    health.heard();
    if (!unreachable) return;
    unreachable = false;
    try {
      options.onRecovered?.();
    } catch (error) {
      tell(error);
    }
  }

  async function counted<V>(
    counter: 'reflector_lists' | 'reflector_watches',
    run: () => Promise<V>,
  ): Promise<V> {
    try {
      const value = await run();
      metrics.count(counter, { ...labels, outcome: 'ok' });
      return value;
    } catch (error) {
      metrics.count(counter, {
        ...labels,
        outcome: error instanceof KubernetesError ? error.code : 'aborted',
      });
      throw error;
    }
  }

  return {
    cluster: client.cluster,
    kind,
    store,
    state: () => health.state(),
    retryNow: () => hurry?.(),

    start(signal) {
      if (running && !running.signal.aborted) {
        return running.done;
      }
      health.started();
      const mine = { signal, done: live(signal) };
      running = mine;
      return mine.done;
    },

    whenSynced(signal) {
      if (store.hasSynced()) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const abort = () => {
          syncWaiters.delete(resolve);
          reject(signal?.reason);
        };
        syncWaiters.add(resolve);
        signal?.addEventListener('abort', abort, { once: true });
        if (signal?.aborted) abort();
      });
    },
  };
}

/** Takes one of the first events; true when they are complete. */
function collect<T extends KubernetesObject>(
  collected: Map<string, T>,
  event: ObjectEvent<T>,
): boolean {
  if (event.type === 'BOOKMARK') {
    return (
      event.object.metadata.annotations?.['k8s.io/initial-events-end'] ===
      'true'
    );
  }
  if (event.type === 'DELETED') {
    collected.delete(objectKey(event.object));
  } else {
    collected.set(objectKey(event.object), keepable(event.object));
  }
  return false;
}
