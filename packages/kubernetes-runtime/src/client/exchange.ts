import { Clock } from '../clock/Clock';
import { KubernetesError } from './errors';
import { Transport } from './types';

/**
 * Sends a request and hands the answer to `consume`, with a deadline over all of it; when `consume` takes over the stream, it
 * ends the deadline itself with `opened`. Everything the transport throws comes out as a `KubernetesError`, except the
 * reasons of the given signals, which come out as they are.
 *
 * @internal
 */
export async function exchange<T>(options: {
  what: string;
  transport: Transport;
  request: (signal: AbortSignal) => Request;
  clock: Clock;
  timeout: number;
  signals: Array<AbortSignal | undefined>;
  consume: (
    response: Response,
    call: { signal: AbortSignal; opened: () => void },
  ) => Promise<T>;
  /** Called when the call is over, or, after `opened`, never: the taker of the stream calls what `release` of the call does. */
  cluster: string;
}): Promise<{ value: T; release: () => void }> {
  const { what, transport, clock, timeout } = options;
  const controller = new AbortController();
  const release = linkSignals(options.signals, controller);
  const cancelDeadline = clock.schedule(timeout, () =>
    controller.abort(
      new KubernetesError(
        'Timeout',
        `${what}: no answer within ${timeout / 1000} s`,
      ),
    ),
  );
  try {
    controller.signal.throwIfAborted();
    const response = await abortable(
      transport(options.request(controller.signal)),
      controller.signal,
    );
    const value = await abortable(
      options.consume(response, {
        signal: controller.signal,
        opened: cancelDeadline,
      }),
      controller.signal,
    );
    return { value, release };
  } catch (error) {
    release();
    const reason = controller.signal.aborted ? controller.signal.reason : error;
    if (!controller.signal.aborted) {
      controller.abort(error);
    }
    throw translate(what, options.cluster, reason, options.signals);
  } finally {
    cancelDeadline();
  }
}

/** @internal */
export function translate(
  what: string,
  cluster: string,
  error: unknown,
  signals: Array<AbortSignal | undefined> = [],
): unknown {
  if (
    error instanceof KubernetesError ||
    signals.some(signal => signal?.aborted && signal.reason === error)
  ) {
    return error;
  }
  let cause: any = error;
  while (cause?.cause && !cause.code) {
    cause = cause.cause;
  }
  return new KubernetesError(
    'Network',
    `${what}: the API server of cluster '${cluster}' cannot be reached: ${
      cause?.code ?? cause?.message ?? cause
    }`,
    { cause: error },
  );
}

/** Aborts `controller` with the reason of the first of the signals that aborts; the answer ends that. */
function linkSignals(
  signals: Array<AbortSignal | undefined>,
  controller: AbortController,
): () => void {
  const unlink = signals.map(signal => {
    if (!signal) return () => {};
    const abort = () => controller.abort(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    return () => signal.removeEventListener('abort', abort);
  });
  return () => unlink.forEach(end => end());
}

/** Settles with the promise, or rejects with the signal's reason even when the promise never settles. */
function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    const end = () => signal.removeEventListener('abort', onAbort);
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    promise.then(resolve, reject).finally(end);
  });
}
