import { KubernetesError, KubernetesErrorCode } from './errors';
import { apiVersionOf, resourceNameOf } from './resourceKind';
import { KubernetesObject, ListPage, ResourceKind } from './types';

/** The largest answer that is read, in bytes; what is larger is a `BadResponse`. */
const LARGEST_ANSWER = 256 * 1024 * 1024;

/** The fields of a `Status` that are read. */
interface Status {
  kind: 'Status';
  message?: string;
  reason?: string;
  code?: number;
  details?: {
    name?: string;
    uid?: string;
    retryAfterSeconds?: number;
    causes?: Array<{ field?: string; message?: string; reason?: string }>;
  };
}

/**
 * The whole body as text. A body cut short by the connection throws what the transport throws.
 *
 * @internal
 */
export async function readText(
  response: Response,
  signal: AbortSignal,
): Promise<string> {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const stop = () => {
    reader.cancel(signal.reason).catch(() => {});
  };
  signal.addEventListener('abort', stop);
  try {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (signal.aborted) throw signal.reason;
      if (done) return Buffer.concat(chunks).toString('utf8');
      size += value.byteLength;
      if (size > LARGEST_ANSWER) {
        stop();
        throw new KubernetesError(
          'BadResponse',
          `the answer is larger than ${LARGEST_ANSWER} bytes`,
        );
      }
      chunks.push(value);
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Translates an answer that is not 2xx. @internal */
export function errorFromAnswer(
  what: string,
  response: Pick<Response, 'status' | 'headers'>,
  text: string,
  now: number,
): KubernetesError {
  const status = statusFrom(text);
  const retryAfterSeconds =
    retryAfter(response.headers.get('retry-after'), now) ??
    status?.details?.retryAfterSeconds;
  const causes = status?.details?.causes?.map(({ field, message }) => ({
    field,
    message,
  }));
  return new KubernetesError(
    codeOf(response.status, status?.reason),
    status?.message || `HTTP ${response.status} on ${what}`,
    {
      status: response.status,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
      ...(causes ? { causes } : {}),
    },
  );
}

/**
 * Whether a 404 says that this one object does not exist. Anything else (the kind is not served, a page of a proxy) does not
 * prove that it is gone.
 *
 * @internal
 */
export function saysObjectNotFound(text: string): boolean {
  return statusFrom(text)?.reason === 'NotFound';
}

/** The body as one object of the kind. @throws KubernetesError with code `BadResponse` @internal */
export function objectFromAnswer<T extends KubernetesObject>(
  kind: ResourceKind<T>,
  what: string,
  text: string,
): T {
  const value = parse(what, text);
  if (!isObjectOf(kind, value)) {
    throw new KubernetesError(
      'BadResponse',
      `${what}: the answer is not a ${kind.kind} of ${apiVersionOf(kind)}`,
    );
  }
  return value;
}

/**
 * What a delete answered: the object while finalizers hold it, otherwise a `Status` from which the reference is made.
 *
 * @throws KubernetesError with code `BadResponse`
 * @internal
 */
export function deletedFromAnswer<T extends KubernetesObject>(
  kind: ResourceKind<T>,
  what: string,
  text: string,
  reference: { namespace?: string; name: string },
): T {
  const value = parse(what, text) as Partial<Status> | undefined;
  if (value?.kind !== 'Status') {
    return objectFromAnswer(kind, what, text);
  }
  return {
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata: {
      ...reference,
      ...(value.details?.uid ? { uid: value.details.uid } : {}),
    },
  } as T;
}

/** The body as a page of a list. @throws KubernetesError with code `BadResponse` @internal */
export function pageFromAnswer<T extends KubernetesObject>(
  kind: ResourceKind<T>,
  what: string,
  text: string,
): ListPage<T> {
  const value = parse(what, text) as
    | {
        kind?: unknown;
        items?: unknown;
        metadata?: { resourceVersion?: unknown; continue?: unknown };
      }
    | undefined;
  const version = value?.metadata?.resourceVersion;
  if (
    value?.kind !== `${kind.kind}List` ||
    !Array.isArray(value.items) ||
    typeof version !== 'string' ||
    version === ''
  ) {
    throw new KubernetesError(
      'BadResponse',
      `${what}: the answer is not a ${kind.kind}List with items and a resourceVersion`,
    );
  }
  // Lists of built-in kinds leave kind and apiVersion out of their items.
  const items = value.items.map(item =>
    typeof item === 'object' && item !== null
      ? { apiVersion: apiVersionOf(kind), kind: kind.kind, ...item }
      : item,
  );
  if (!items.every(item => isObjectOf(kind, item))) {
    throw new KubernetesError(
      'BadResponse',
      `${what}: an item of the list is not a ${kind.kind} of ${apiVersionOf(
        kind,
      )}`,
    );
  }
  const token = value.metadata?.continue;
  return {
    items: items as T[],
    resourceVersion: version,
    ...(typeof token === 'string' && token !== '' ? { continue: token } : {}),
  };
}

/** @internal */
export function isObjectOf<T extends KubernetesObject>(
  kind: ResourceKind<T>,
  value: unknown,
): value is T {
  const object = value as Partial<KubernetesObject> | undefined;
  return (
    typeof object === 'object' &&
    object !== null &&
    object.kind === kind.kind &&
    object.apiVersion === apiVersionOf(kind) &&
    typeof object.metadata === 'object' &&
    object.metadata !== null &&
    typeof object.metadata.name === 'string'
  );
}

/** Says in a few words what a call does, for messages. @internal */
export function describeCall(
  cluster: string,
  verb: string,
  kind: ResourceKind<any>,
  key?: string,
): string {
  return `${verb} ${resourceNameOf(kind)}${
    key ? ` ${key}` : ''
  } in cluster '${cluster}'`;
}

function parse(what: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new KubernetesError(
      'BadResponse',
      `${what}: the answer is not JSON`,
      { cause: error },
    );
  }
}

function statusFrom(text: string): Status | undefined {
  try {
    const value = JSON.parse(text);
    return value?.kind === 'Status' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Seconds, or a date of HTTP. */
function retryAfter(header: string | null, now: number): number | undefined {
  if (!header) return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date)
    ? undefined
    : Math.max(0, Math.ceil((date - now) / 1000));
}

/**
 * | status | code |
 * | --- | --- |
 * | 400, 405, 413, 415 and other 4xx | BadRequest |
 * | 409 | AlreadyExists by its reason, else Conflict |
 * | 500 and other 5xx | ServerError |
 * | 502, 503, 504 | Unavailable |
 * | 1xx, 3xx | BadResponse |
 */
export function codeOf(status: number, reason?: string): KubernetesErrorCode {
  switch (status) {
    case 401:
      return 'Unauthorized';
    case 403:
      return 'Forbidden';
    case 404:
      return 'NotFound';
    case 409:
      return reason === 'AlreadyExists' ? 'AlreadyExists' : 'Conflict';
    case 410:
      return 'Expired';
    case 422:
      return 'Invalid';
    case 429:
      return 'TooManyRequests';
    case 502:
    case 503:
    case 504:
      return 'Unavailable';
    default:
      if (status >= 500) return 'ServerError';
      return status >= 400 ? 'BadRequest' : 'BadResponse';
  }
}
