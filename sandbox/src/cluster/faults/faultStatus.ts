import { StatusError } from '../errors/StatusError';
import type { FaultAction } from './Faults';

/** Reason and message of the answers that faults ask for by their code. */
const REASONS: Record<number, [string, string]> = {
  401: ['Unauthorized', 'Unauthorized'],
  403: ['Forbidden', 'forbidden'],
  404: ['NotFound', 'the server could not find the requested resource'],
  409: [
    'Conflict',
    'the object has been modified; please apply your changes to the latest version and try again',
  ],
  410: ['Expired', 'too old resource version'],
  429: [
    'TooManyRequests',
    'the server has received too many requests and has asked us to try again later',
  ],
  500: [
    'InternalError',
    'an error on the server has prevented the request from succeeding',
  ],
  503: [
    'ServiceUnavailable',
    'the server is currently unable to handle the request',
  ],
  504: [
    'Timeout',
    'the server was unable to return a response in the time allotted',
  ],
};

/** The answer of a `status` fault. @internal */
export function statusOf(
  action: FaultAction & { kind: 'status' },
): StatusError {
  const [reason, message] = REASONS[action.code] ?? [
    '',
    'a fault was asked for',
  ];
  const seconds =
    action.retryAfterSeconds ?? (action.code === 429 ? 1 : undefined);
  return new StatusError(
    action.code,
    action.reason ?? reason,
    action.message ?? message,
    seconds === undefined ? {} : { retryAfterSeconds: seconds },
  );
}
