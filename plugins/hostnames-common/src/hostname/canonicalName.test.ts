import { canonicalName } from './canonicalName';

describe('canonicalName', () => {
  it.each([
    ['Shop.Example.com', 'shop.example.com', 'shop.example.com'],
    ['Bücher.example', 'xn--bcher-kva.example', 'bücher.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example', 'bücher.example'],
  ])('of %s is %s', (name, ascii, unicode) => {
    expect(canonicalName(name)).toEqual({ kind: 'name', ascii, unicode });
  });

  it('of what is none says why', () => {
    expect(canonicalName('a..b')).toEqual({
      kind: 'invalid',
      message: expect.stringContaining('empty label'),
    });
  });
});
