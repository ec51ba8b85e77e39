import { translateAwsError } from './translateAwsError';

const call = { service: 'ACM', operation: 'RequestCertificate' };

function awsError(
  name: string,
  status: number | undefined,
  message: string = 'words',
) {
  return Object.assign(new Error(message), {
    name,
    $metadata: { httpStatusCode: status },
  });
}

describe('translateAwsError', () => {
  it.each([
    ['Throttling', 400, 'throttled'],
    ['ThrottlingException', 400, 'throttled'],
    ['SomethingNew', 429, 'throttled'],
    ['PriorRequestNotComplete', 400, 'busy'],
    ['LimitExceededException', 400, 'quota'],
    ['AccessDeniedException', 400, 'denied'],
    ['ExpiredTokenException', 400, 'denied'],
    ['Forbidden', 403, 'denied'],
    ['CredentialsProviderError', undefined, 'denied'],
    ['NoSuchHostedZone', 404, 'notFound'],
    ['InvalidChangeBatch', 400, 'invalid'],
    ['InternalFailure', 500, 'unavailable'],
    ['ServiceUnavailable', 503, 'unavailable'],
    ['Error', undefined, 'unavailable'],
    ['TimeoutError', undefined, 'unavailable'],
  ])('%s (HTTP %s) is %s', (name, status, code) => {
    const error = awsError(name, status);

    expect(translateAwsError(error, call)).toMatchObject({
      code,
      details: { ...call, cause: error },
    });
  });

  it('keeps messages the same on retry', () => {
    const messages = ['0f1e-2d3c', '9a8b-7c6d'].map(
      id =>
        translateAwsError(
          awsError('AccessDenied', 403, `not allowed (Request ID: ${id})`),
          call,
        ).message,
    );

    expect(messages[0]).toBe(messages[1]);
    expect(messages[0]).toContain('not allowed');
  });
});
