import { matchesPattern } from './matchesPattern';

describe('matchesPattern', () => {
  it.each([
    ['shop', 'shop', true],
    ['shop', 'shops', false],
    ['shop', 'sho', false],
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['*', 'anything', true],
    ['shop*', 'shop', true],
    ['shop**', 'shop', true],
    ['shop*x', 'shop', false],
    ['a*b', 'ab', true],
    ['a*b', 'axxb', true],
    ['a*b', 'axxbc', false],
    ['a*b*c', 'a1b2b3c', true],
    ['a*b*c', 'a1c2b', false],
    ['*.example.com', 'a.b.example.com', true],
    ['*.example.com', 'example.com', false],
    ['www.example.com', 'www.example.com', true],
    ['www.example.com', 'wwwxexample.com', false],
    ['admin.*', 'admin.example.com', true],
    ['admin.*', 'sadmin.example.com', false],
    ['*admin*', 'xadminy.example.com', true],
    ['a*b*c', 'aXbYc', true],
    ['a*b*c', 'aXbY', false],
  ])('%j matches %j: %s', (pattern, text, matches) => {
    expect(matchesPattern(pattern, text)).toBe(matches);
  });

  it('answers quickly for patterns made to be slow', () => {
    const started = Date.now();

    expect(matchesPattern(`${'a*'.repeat(120)}b`, 'a'.repeat(253))).toBe(false);

    expect(Date.now() - started).toBeLessThan(500);
  });
});
