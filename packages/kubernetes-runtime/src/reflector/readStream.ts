import { codeOf } from '../client/answers';
import { KubernetesError } from '../client/errors';
import {
  ClusterClient,
  KubernetesObject,
  ResourceKind,
  WatchEvent,
  WatchOptions,
} from '../client/types';
import { Clock } from '../clock/Clock';

/** @internal */
export type StreamEnd =
  /** The server ended it; `lived` is how long it was open, in milliseconds. */
  | { kind: 'ended'; lived: number }
  /** Nothing was heard for `inactivity` milliseconds; it was given up. */
  | { kind: 'silent' };

/** @internal */
export type ObjectEvent<T> = Exclude<WatchEvent<T>, { type: 'ERROR' }>;

/**
 * Reads one watch stream to its end and hands every event on, in order, one at a time.
 *
 * @throws KubernetesError when it cannot be opened, breaks, or carries an ERROR event (whether or not the server then closes
 *   it); the reason of `signal` when that aborts
 * @internal
 */
export async function readStream<T extends KubernetesObject>(options: {
  client: ClusterClient;
  kind: ResourceKind<T>;
  query: Omit<WatchOptions, 'signal' | 'onOpen'>;
  clock: Clock;
  inactivity: number;
  /** The server has accepted the watch. */
  onOpen: () => void;
  signal: AbortSignal;
  /** False ends the reading. */
  isAlive: () => boolean;
  onEvent: (event: ObjectEvent<T>) => Promise<void>;
}): Promise<StreamEnd> {
  const { client, kind, query, clock, inactivity, signal } = options;
  const { isAlive, onOpen, onEvent } = options;
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  signal.addEventListener('abort', abort);
  if (signal.aborted) abort();

  const opened = clock.monotonic();
  let silent = false;
  let heardAt = opened;
  let cancelTimer = () => {};
  const watchSilence = () => {
    const left = heardAt + inactivity - clock.monotonic();
    if (left <= 0) {
      silent = true;
      controller.abort(new Error('the stream is silent'));
      return;
    }
    cancelTimer = clock.schedule(left, watchSilence);
  };
  watchSilence();

  try {
    for await (const event of client.watch(kind, {
      ...query,
      onOpen,
      signal: controller.signal,
    })) {
      if (!isAlive()) break;
      heardAt = clock.monotonic();
      if (event.type === 'ERROR') {
        throw errorOf(event.object, client.cluster, kind);
      }
      await onEvent(event);
    }
    signal.throwIfAborted();
    return { kind: 'ended', lived: clock.monotonic() - opened };
  } catch (error) {
    if (silent && error === controller.signal.reason) {
      return { kind: 'silent' };
    }
    throw error;
  } finally {
    cancelTimer();
    signal.removeEventListener('abort', abort);
    controller.abort(new Error('the stream was read'));
  }
}

/** An ERROR event carries a Status. */
function errorOf(
  status: {
    code?: number;
    reason?: string;
    message?: string;
    details?: { retryAfterSeconds?: number };
  },
  cluster: string,
  kind: ResourceKind<any>,
): KubernetesError {
  const gone = status.reason === 'Expired' || status.reason === 'Gone';
  return new KubernetesError(
    gone ? 'Expired' : codeOf(status.code ?? 500, status.reason),
    status.message ||
      `the watch of ${kind.plural} in cluster '${cluster}' was ended by an error`,
    {
      status: status.code,
      retryAfterSeconds: status.details?.retryAfterSeconds,
    },
  );
}
