import { KubernetesError } from './errors';
import { isObjectOf } from './answers';
import { KubernetesObject, ResourceKind, WatchEvent } from './types';

/** The longest line of a stream, in characters. etcd takes objects of 1.5 MiB; this is far above what can be stored. */
const LONGEST_LINE = 32 * 1024 * 1024;

/** After so many characters the event loop gets its turn: the first objects of a large kind come in one burst. */
const BURST = 256 * 1024;

/**
 * The events of a watch answer. Nothing is skipped: a line that is not an event of the kind, or a stream that ends within a
 * line, throws `BadResponse`.
 *
 * @internal
 */
export async function* watchEvents<T extends KubernetesObject>(
  kind: ResourceKind<T>,
  what: string,
  response: Response,
  signal: AbortSignal,
): AsyncGenerator<WatchEvent<T>, void, undefined> {
  if (!/json/i.test(response.headers.get('content-type') ?? 'json')) {
    throw new KubernetesError(
      'BadResponse',
      `${what}: the answer is not a stream of JSON`,
    );
  }
  for await (const line of lines(what, response, signal)) {
    yield eventFrom(kind, what, line);
  }
}

async function* lines(
  what: string,
  response: Response,
  signal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const reader = response.body?.getReader();
  if (!reader) return;
  const stop = () => {
    reader.cancel(signal.reason).catch(() => {});
  };
  signal.addEventListener('abort', stop);
  const decoder = new TextDecoder();
  let begun: string[] = [];
  let length = 0;
  let burst = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (signal.aborted) throw signal.reason;
      const parts = (
        done ? decoder.decode() : decoder.decode(value, { stream: true })
      ).split('\n');
      for (const part of parts.slice(0, -1)) {
        begun.push(part);
        const line = begun.join('');
        begun = [];
        length = 0;
        if (line.trim() !== '') yield line;
        burst += line.length;
        if (burst > BURST) {
          burst = 0;
          await new Promise(resolve => setImmediate(resolve));
        }
        if (signal.aborted) throw signal.reason;
      }
      const rest = parts[parts.length - 1];
      begun.push(rest);
      length += rest.length;
      if (length > LONGEST_LINE) {
        throw new KubernetesError(
          'BadResponse',
          `${what}: an event is longer than ${LONGEST_LINE} characters`,
        );
      }
      if (done) break;
    }
    if (begun.join('').trim() !== '') {
      throw new KubernetesError(
        'BadResponse',
        `${what}: the stream ended in the middle of an event`,
      );
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}

function eventFrom<T extends KubernetesObject>(
  kind: ResourceKind<T>,
  what: string,
  line: string,
): WatchEvent<T> {
  let event: { type?: unknown; object?: any } | undefined;
  try {
    event = JSON.parse(line);
  } catch (error) {
    throw new KubernetesError('BadResponse', `${what}: an event is not JSON`, {
      cause: error,
    });
  }
  const object = event?.object;
  switch (event?.type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED':
      if (
        isObjectOf(kind, object) &&
        typeof object.metadata.resourceVersion === 'string'
      ) {
        return { type: event.type, object };
      }
      break;
    case 'BOOKMARK':
      if (typeof object?.metadata?.resourceVersion === 'string') {
        return { type: 'BOOKMARK', object };
      }
      break;
    case 'ERROR':
      return {
        type: 'ERROR',
        object: typeof object === 'object' && object !== null ? object : {},
      };
    default:
      throw new KubernetesError(
        'BadResponse',
        `${what}: an event has an unknown type`,
      );
  }
  throw new KubernetesError(
    'BadResponse',
    `${what}: the object of an event is not a ${kind.kind}`,
  );
}
