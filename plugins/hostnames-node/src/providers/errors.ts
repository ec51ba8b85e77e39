/**
 * What an outside API can answer besides what was asked for. Adapters translate their vendor's errors to these, by code, and
 * keep the cause; nobody above an adapter looks at vendor errors.
 *
 * - `throttled`: over a rate; try again later, nothing was done
 * - `unavailable`: 5xx, time-out, connection refused; it is unknown whether anything was done
 * - `denied`: credentials missing, expired or without the right; nothing was done
 * - `quota`: a limit of the account is reached; nothing was done
 * - `busy`: the target is being changed by somebody; nothing was done
 * - `notFound`: the container of what was asked for (zone, load balancer) does not exist; never "the thing itself is gone"
 * - `invalid`: the request cannot be right as it is; trying again does not help
 *
 * @public
 */
export type ProviderErrorCode =
  | 'throttled'
  | 'unavailable'
  | 'denied'
  | 'quota'
  | 'busy'
  | 'notFound'
  | 'invalid';

/** @public */
export class ProviderError extends Error {
  override readonly name = 'ProviderError';

  constructor(
    readonly code: ProviderErrorCode,
    message: string,
    readonly details: {
      service?: string;
      operation?: string;
      retryAfterMs?: number;
      /** `quota`: which limit, where the provider has several: `names`, `yearly`, `total`. */
      limit?: string;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: details.cause });
  }
}
