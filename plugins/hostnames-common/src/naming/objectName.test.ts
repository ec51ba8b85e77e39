import { objectName } from './objectName';
import { shortHash } from './shortHash';

describe('objectName', () => {
  it.each([
    ['shop.example.com', 'shop-example-com'],
    ['a-b', 'a-b'],
    ['a--b', 'a--b'],
    ['a'.repeat(63), 'a'.repeat(63)],
  ])('of %s is %s', (text, name) => {
    expect(objectName(text)).toBe(name);
  });

  it.each([
    ['Shop', 'shop'],
    ['a_b', 'a-b'],
    ['a!_b', 'a-b'],
    ['--a--b--', 'a--b'],
    ['', 'x'],
    ['!!', 'x'],
    ['a'.repeat(64), 'a'.repeat(52)],
    [`${'a'.repeat(50)}--${'b'.repeat(20)}`, 'a'.repeat(50)],
    [`a--b${'c'.repeat(60)}`, `a--b${'c'.repeat(48)}`],
  ])('of %j is %s and a hash of the whole', (text, head) => {
    expect(objectName(text)).toBe(`${head}-${shortHash(text)}`);
  });
});
