import { keepsApart } from './keepsApart';

const names = (namespace: string, ...hostnames: string[]) =>
  hostnames.map(hostname => ({ hostname, namespace }));

describe('keepsApart', () => {
  it.each([
    [['*.example.com'], ['shop.example.com'], true],
    [['a.b.example.com'], ['*.example.com'], true],
    [['*.example.com'], ['example.com'], false],
    // One of several names is enough.
    [
      ['a.test', '*.example.com', 'b.test'],
      ['c.test', 'shop.example.com'],
      true,
    ],
    [['a.test', 'b.test'], ['c.test', 'd.test'], false],
    // Only a wildcard covers.
    [['xyexample.com'], ['shop.example.com'], false],
    [[], ['*.example.com'], false],
  ])('%j of a and %j of b: %s', (left, right, apart) => {
    expect(keepsApart(names('a', ...left), names('b', ...right))).toBe(apart);
    expect(keepsApart(names('b', ...right), names('a', ...left))).toBe(apart);
    expect(keepsApart(names('a', ...left), names('a', ...right))).toBe(false);
  });
});
