import { referenceName } from './referenceName';

describe('referenceName', () => {
  it.each([
    ['Shop.Example.com.', 'shop.example.com'],
    ['*.bücher.example', '*.xn--bcher-kva.example'],
    ['shop。example．com', 'shop.example.com'],
    ['shop', 'shop'],
  ])('reads %s as %s', (text, hostname) => {
    expect(referenceName(text)).toEqual({ kind: 'name', hostname });
  });

  it.each([
    ['https://shop.example.com', 'syntax of a URL'],
    ['', 'empty'],
    ['a b.example.com', 'no domain'],
    ['0x7f.1', 'an IPv4 address'],
    ['my_shop.example.com', 'label "my_shop" is not LDH'],
    ['ab--cd.example.com', 'label "ab--cd" is reserved (RFC 5890 R-LDH)'],
    ['xn--a.example.com', '"xn--a" is not what its U-label converts to'],
    ['xn--abc-.example.com', 'label "xn--abc-" is not LDH'],
    [`${'a.'.repeat(126)}ab`, 'longer than 253'],
  ])('refuses %s', (text, why) => {
    expect(referenceName(text)).toEqual({ kind: 'refused', why });
  });
});
