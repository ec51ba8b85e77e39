import {
  ProviderError,
  ProviderErrorCode,
} from '@hostmaster/backstage-plugin-hostnames-node';

/** Error names of all services that mean "too many calls"; Route 53 sends some of them with HTTP 400. */
const THROTTLED = new Set([
  'BandwidthLimitExceeded',
  'EC2ThrottledException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'SlowDown',
  'ThrottledException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

const BUSY = new Set([
  'ConcurrentModification',
  'ConflictException',
  'PriorRequestNotComplete',
  'RequestInProgressException',
]);

const DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthFailure',
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'InvalidAccessKeyId',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'NotAuthorized',
  'OptInRequired',
  'SignatureDoesNotMatch',
  'TokenProviderError',
  'UnauthorizedOperation',
  'UnrecognizedClientException',
]);

const QUOTA = new Set([
  'LimitExceededException',
  'LimitsExceeded',
  'ServiceQuotaExceededException',
]);

const NOT_FOUND = new Set([
  'ListenerNotFound',
  'ListenerNotFoundException',
  'LoadBalancerNotFound',
  'LoadBalancerNotFoundException',
  'NoSuchHostedZone',
  'ResourceNotFoundException',
]);

/** Names of errors that were made on this side of the wire by breaking off. */
const BROKEN_OFF = new Set(['AbortError', 'TimeoutError']);

interface AwsErrorShape {
  name?: unknown;
  message?: unknown;
  code?: unknown;
  $metadata?: { httpStatusCode?: number };
}

/** What an AWS call failed with, as the contract's error; by name and status, never by text. */
export function translateAwsError(
  error: unknown,
  call: { service: string; operation: string },
): ProviderError {
  if (error instanceof ProviderError) return error;
  const code = codeOf(error);
  return new ProviderError(code, messageOf(error, code, call), {
    ...call,
    cause: error,
  });
}

/** The error's name as AWS sends it: `InvalidChangeBatch`, `ResourceInUseException`. */
export function awsErrorName(error: unknown): string {
  const cause = error instanceof ProviderError ? error.details.cause : error;
  return cause instanceof Error ? cause.name : '';
}

/** The service's own words. */
export function awsErrorMessage(error: unknown): string {
  const cause = error instanceof ProviderError ? error.details.cause : error;
  return cause instanceof Error ? withoutRequestId(cause.message) : '';
}

function codeOf(error: unknown): ProviderErrorCode {
  const { name, $metadata } = (error ?? {}) as AwsErrorShape;
  const known = typeof name === 'string' ? name : '';
  if (THROTTLED.has(known)) return 'throttled';
  if (BUSY.has(known)) return 'busy';
  if (DENIED.has(known)) return 'denied';
  if (QUOTA.has(known)) return 'quota';
  if (NOT_FOUND.has(known)) return 'notFound';
  if (BROKEN_OFF.has(known)) return 'unavailable';
  const status = $metadata?.httpStatusCode;
  if (status === undefined || status >= 500 || status < 400)
    return 'unavailable';
  if (status === 401 || status === 403) return 'denied';
  return status === 429 ? 'throttled' : 'invalid';
}

function messageOf(
  error: unknown,
  code: ProviderErrorCode,
  { service, operation }: { service: string; operation: string },
): string {
  const shape = (error ?? {}) as AwsErrorShape;
  const words =
    typeof shape.message === 'string' ? withoutRequestId(shape.message) : '';
  const name = typeof shape.name === 'string' ? shape.name : 'Error';
  switch (code) {
    case 'throttled':
      return `${service} answers ${operation} with "too many calls"; it is tried again more slowly`;
    case 'unavailable':
      return `${service} gave no answer to ${operation} (${
        typeof shape.code === 'string' ? shape.code : name
      }); it is tried again`;
    case 'denied':
      return `${service} refuses ${operation} (${name}): ${words}`;
    default:
      return `${service} ${operation}: ${words || name}`;
  }
}

/** Messages stay the same on retry: request ids go. */
function withoutRequestId(message: string): string {
  return message
    .replace(/[;,]?\s*\(?Request ?ID:\s*[\w-]+\)?/gi, '')
    .replace(/\s+/g, ' ')
    .trim();
}
