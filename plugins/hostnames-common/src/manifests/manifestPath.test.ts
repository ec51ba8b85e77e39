import fc from 'fast-check';
import { anyText } from '../testing/anyText';
import { manifestPath } from './manifestPath';

const PATTERN = 'clusters/{cluster}/{namespace}/{name}.yaml';
const values = { cluster: 'prod', namespace: 'shop', name: 'shop-example-com' };

describe('manifestPath', () => {
  it.each([
    [PATTERN, values, 'clusters/prod/shop/shop-example-com.yaml'],
    [
      '{environment}/{component}/{hostname}.yaml',
      { environment: 'prod', component: 'shop', hostname: '*.example.com' },
      'prod/shop/any.example.com.yaml',
    ],
    [
      'apps/{name}/{name}-hostname.yaml',
      values,
      'apps/shop-example-com/shop-example-com-hostname.yaml',
    ],
    ['fixed.yaml', {}, 'fixed.yaml'],
    ['{component}.yaml', { component: 'Bücher 2' }, 'Bücher 2.yaml'],
  ])('%s becomes %#', (pattern, given, path) => {
    expect(manifestPath(pattern, given)).toBe(path);
  });

  it.each([
    '..',
    '.',
    '...',
    '../x',
    'x/../y',
    'a/b',
    '/etc/passwd',
    '\\windows',
    'a\\b',
    'C:x',
    '%2e%2e%2f',
    '%2e',
    'a%00b',
    'a\u0000b',
    'a\nb',
    '',
    '.git',
    '.GIT',
    '.Git',
    '.github',
    '.gitmodules',
    'git~1',
    '.g\u200cit',
    '\uff0e\uff0e',
    '\u2025',
    '\uff0fetc',
    'a..b',
    'x{name}',
    '~root',
    'a*',
    'x.',
    ' x',
    'x ',
  ])('refuses %j as a value and names the field', value => {
    expect(() =>
      manifestPath(PATTERN, { ...values, namespace: value }),
    ).toThrow(/^namespace: /);
  });

  it.each([
    ['/clusters/{name}.yaml', /^path: part 1 .*absolute/],
    ['../{name}.yaml', /^path: part 1/],
    ['a//{name}.yaml', /^path: part 2/],
    ['.github/workflows/{name}.yaml', /^path: part 1 .*Git/],
    ['a/.git/{name}', /^path: part 2/],
    ['{tenant}.yaml', /no placeholder \{tenant\}/],
    ['{__proto__}.yaml', /no placeholder/],
  ])('refuses the pattern %s', (pattern, message) => {
    expect(() => manifestPath(pattern, values)).toThrow(message);
  });

  it('names a value that is missing', () => {
    expect(() =>
      manifestPath(PATTERN, { cluster: 'prod', namespace: 'shop' }),
    ).toThrow('name: is needed for the path of the manifest');
  });

  it('never leaves the directory, whatever the value', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText({ maxLength: 20 }),
          fc
            .array(
              fc.constantFrom(
                '.',
                '/',
                '\\',
                '%',
                '2e',
                '2f',
                '.git',
                'a',
                '\u2024',
                '\uff0e',
                '\u0000',
              ),
              { maxLength: 6 },
            )
            .map(parts => parts.join('')),
        ),
        name => {
          let path: string;
          try {
            path = manifestPath('clusters/{name}/x.yaml', { name });
          } catch (error) {
            if (!/^name: /.test((error as Error).message)) throw error;
            return;
          }
          const url = new URL(
            path.replace(/[?#]/g, '_'),
            'file:///repository/',
          );
          expect(path.split('/')).toHaveLength(3);
          expect(decodeURIComponent(url.pathname).split('/')).toHaveLength(5);
          expect(url.pathname.toLowerCase()).not.toContain('/.git');
        },
      ),
      { numRuns: 5_000 },
    );
  });
});
