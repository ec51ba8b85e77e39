import { describeFailure } from './failure';

const answer = (statusCode: number, name: string, message: string) =>
  Object.assign(new Error(`Request failed with ${statusCode}`), {
    name: 'ResponseError',
    statusCode,
    cause: Object.assign(new Error(message), { name }),
  });

describe('describeFailure', () => {
  it.each([
    [answer(403, 'NotAllowedError', 'Unauthorized'), 'denied', 'Unauthorized'],
    [answer(401, 'AuthenticationError', 'No token'), 'denied', 'No token'],
    [
      answer(404, 'NotFoundError', 'There is no such hostname'),
      'gone',
      'There is no such hostname',
    ],
    [
      answer(404, 'Error', 'Request failed with status 404'),
      'absent',
      'Request failed with status 404',
    ],
    [answer(501, 'NotImplementedError', 'Off'), 'absent', 'Off'],
    [new SyntaxError('Unexpected token <'), 'absent', 'Unexpected token <'],
    [
      answer(503, 'ServiceUnavailableError', 'Starting'),
      'unreachable',
      'Starting',
    ],
    [new TypeError('Failed to fetch'), 'unreachable', 'Failed to fetch'],
    [
      answer(500, 'Error', 'The database is locked'),
      'failed',
      'The database is locked',
    ],
    ['nothing', 'failed', 'nothing'],
  ])('tells kind and words of %s', (error, kind, message) => {
    expect(describeFailure(error)).toEqual({ kind, message });
  });
});
