/**
 * Why something of the hostnames backend cannot be shown, in kinds that each have a page of their own.
 *
 * | error | kind |
 * | --- | --- |
 * | 401, 403 | denied |
 * | 404 by the plugin (`NotFoundError`) | gone |
 * | any other 404, 501, or a page where JSON was due | absent (the plugin is not installed) |
 * | 502, 503, 504, network down | unreachable |
 * | anything else | failed |
 *
 * @public
 */
export interface Failure {
  kind: 'denied' | 'absent' | 'gone' | 'unreachable' | 'failed';
  /** The backend's own words, where it had any. */
  message: string;
}

/** @public */
export function describeFailure(error: unknown): Failure {
  return { kind: kindOf(error), message: wordsOf(error) };
}

function kindOf(error: unknown): Failure['kind'] {
  const { name, statusCode, cause } = read(error);
  if (statusCode === 401 || statusCode === 403) return 'denied';
  if (statusCode === 404)
    return read(cause).name === 'NotFoundError' ? 'gone' : 'absent';
  if (statusCode === 501 || name === 'SyntaxError') return 'absent';
  if (statusCode === 502 || statusCode === 503 || statusCode === 504)
    return 'unreachable';
  return name === 'TypeError' ? 'unreachable' : 'failed';
}

function wordsOf(error: unknown): string {
  const { message, statusCode, cause } = read(error);
  if (statusCode !== undefined)
    return read(cause).message ?? message ?? String(error);
  return message ?? String(error);
}

/** Read by shape: several copies of `@backstage/errors` may be in one app. */
function read(error: unknown): {
  name?: string;
  message?: string;
  statusCode?: number;
  cause?: unknown;
} {
  return typeof error === 'object' && error !== null ? error : {};
}
