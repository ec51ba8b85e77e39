import { LoggerService } from '@backstage/backend-plugin-api';
import { JsonObject } from '@backstage/types';
import fc from 'fast-check';
import { oneLine } from './oneLine';
import { safeLogger } from './safeLogger';

function setUp(fields?: JsonObject) {
  const entries: Array<[string, unknown]> = [];
  const write = (message: string, meta?: unknown) =>
    entries.push([message, meta]);
  const inner: LoggerService = {
    error: write,
    warn: write,
    info: write,
    debug: write,
    child: () => inner,
  };
  return { logger: safeLogger(inner, fields), entries };
}

describe('oneLine', () => {
  it.each([
    [
      'a line break',
      'held by\nERROR all is lost',
      'held by\\nERROR all is lost',
    ],
    ['a terminal sequence', 'a\u001b[2Kb', 'a\\u001b[2Kb'],
    ['a mark that turns the direction', 'a\u202eb', 'a\\u202eb'],
    ['a separator of lines', 'a\u2028b', 'a\\u2028b'],
    [
      'nothing of the kind',
      'bücher.example.com → gw-01',
      'bücher.example.com → gw-01',
    ],
    [
      'a token',
      'GET / Authorization: Bearer abcdef.ghi-jkl',
      'GET / Authorization: Bearer ***',
    ],
    [
      'a key',
      'aws_secret_access_key=wJalrXUtnFEMI/K7MDENG',
      'aws_secret_access_key=***',
    ],
    [
      'a session token',
      '"X-Amz-Security-Token": "FwoGZXIvYXdz"',
      '"X-Amz-Security-Token": "***"',
    ],
    [
      'a private key',
      'pem: -----BEGIN EC PRIVATE KEY-----\nMHc',
      'pem: *** private key ***',
    ],
  ])('makes one printable line of text with %s', (_title, text, expected) => {
    expect(oneLine(text)).toBe(expected);
  });

  it('is one line for any text, and does no more the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const once = oneLine(text);

        // eslint-disable-next-line no-control-regex
        expect(once).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e]/);
        expect(oneLine(once)).toBe(once);
      }),
    );
  });
});

describe('safeLogger', () => {
  it('adds its fields to every entry, and makes single lines of all', () => {
    const { logger, entries } = setUp({
      hostname: 'shop.example.com',
      zone: 'a\nb',
    });

    logger.info('held by\nsomebody', { reason: 'x\u0000', count: 3 });

    expect(entries).toEqual([
      [
        'held by\\nsomebody',
        {
          hostname: 'shop.example.com',
          zone: 'a\\nb',
          reason: 'x\\u0000',
          count: 3,
        },
      ],
    ]);
  });

  it('keeps of an error what tells, and not what its client hung on it', () => {
    const { logger, entries } = setUp({ namespace: 'shop' });
    const cause = Object.assign(new Error('403\nfake line'), {
      request: { headers: { authorization: 'Bearer secret-secret' } },
    });
    const error = Object.assign(new Error('denied', { cause }), {
      code: 'denied',
      response: { headers: { 'set-cookie': 'secret' } },
    });

    logger.warn('the zone', error);

    const [[, meta]] = entries;
    expect(meta).toMatchObject({
      namespace: 'shop',
      error: {
        name: 'Error',
        message: 'denied',
        code: 'denied',
        cause: { message: '403\\nfake line' },
      },
    });
    expect(JSON.stringify(meta)).not.toContain('secret');
  });

  it('keeps its fields in children', () => {
    const { logger, entries } = setUp({ cluster: 'prod' });

    logger.child({ plugin: 'hostnames' }).error('no');

    expect(entries).toEqual([['no', { cluster: 'prod' }]]);
  });
});
