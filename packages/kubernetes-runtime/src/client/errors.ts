/**
 * The closed set of what an API server (or the way to it) can answer.
 *
 * @public
 */
export type KubernetesErrorCode =
  | 'BadRequest' // 400
  | 'Unauthorized' // 401
  | 'Forbidden' // 403
  | 'NotFound' // 404 on a write, or for the kind itself
  | 'AlreadyExists' // 409, reason AlreadyExists
  | 'Conflict' // 409, anything else
  | 'Expired' // 410
  | 'Invalid' // 422
  | 'TooManyRequests' // 429
  | 'ServerError' // 500
  | 'Unavailable' // 502, 503, 504
  | 'Timeout' // our own deadline
  | 'Network' // refused, reset, TLS, DNS
  | 'BadResponse' // an answer that is not what was asked for: HTML, truncated JSON, a list without items
  | 'GateClosed'; // this process may not write (any more)

/** @public */
export class KubernetesError extends Error {
  override readonly name = 'KubernetesError';

  constructor(
    readonly code: KubernetesErrorCode,
    message: string,
    readonly details: {
      status?: number;
      retryAfterSeconds?: number;
      causes?: Array<{ field?: string; message?: string }>;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: details.cause });
  }
}
