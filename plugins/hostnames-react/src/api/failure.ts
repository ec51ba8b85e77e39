/**
 * Why something of the hostnames backend could not be shown, in kinds that each have a page of their own.
 *
 * | error | kind |
 * | --- | --- |
 * | 401, 403 | denied |
 * | 404 without an error body of the plugin, 501 | absent |
 * | 404 with `NotFoundError` | gone |
 * | 503, network down | unreachable |
 * | anything else | failed |
 *
 * @public
 */
export type Failure = {
  kind: 'denied' | 'absent' | 'gone' | 'unreachable' | 'failed';
  /** The backend's own words, where it had any. */
  message: string;
};

/** @public */
export function describeFailure(error: unknown): Failure {
  const message = error instanceof Error ? wordsOf(error) : String(error);
  const status = statusOf(error);
  if (status === 401 || status === 403) return { kind: 'denied', message };
  if (status === 404) return { kind: isAnswerOfPlugin(error) ? 'gone' : 'absent', message };
  if (status === 501) return { kind: 'absent', message };
  if (status === 502 || status === 503 || status === 504) return { kind: 'unreachable', message };
  if (status === undefined && error instanceof TypeError) return { kind: 'unreachable', message };
  return { kind: 'failed', message };
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { statusCode } = error as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : undefined;
}

/** A missing plugin is answered by the host's router: no NotFoundError of a hostname, but `Cannot GET` or an unknown path. */
function isAnswerOfPlugin(error: unknown): boolean {
  const { cause, body } = error as { cause?: { name?: string }; body?: { request?: { url?: string } } };
  if (cause?.name !== 'NotFoundError') return false;
  return !/no handler|unknown (plugin|path|route)/i.test(String((cause as Error).message ?? '')) || Boolean(body?.request === undefined && false);
}

function wordsOf(error: Error): string {
  const { cause } = error as { cause?: unknown };
  if (cause instanceof Error && cause.message && statusOf(error) !== undefined) return cause.message;
  return error.message;
}
