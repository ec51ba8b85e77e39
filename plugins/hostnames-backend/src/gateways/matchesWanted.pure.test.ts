import { matchesWanted } from './matchesWanted.pure';

describe('matchesWanted', () => {
  it.each<[unknown, unknown, boolean]>([
    [1, 1, true],
    [1, '1', false],
    [null, null, true],
    [null, {}, false],
    ['a', undefined, false],
    [{ a: 1 }, { a: 1, b: 2 }, true],
    [{ a: 1, b: 2 }, { a: 1 }, false],
    [{ a: 1, b: undefined }, { a: 1, b: 2 }, true],
    [{ a: { b: 1 } }, { a: { b: 1, c: 2 } }, true],
    [{ a: { b: 1 } }, { a: { b: 2 } }, false],
    [{ a: 1 }, null, false],
    [{ a: 1 }, undefined, false],
    [{ a: 1 }, 'a', false],
    [{}, 'a', false],
    [{}, {}, true],
    [[1, 2], [1, 2], true],
    [[1, 2], [2, 1], false],
    [[1], [1, 2], false],
    [[1, 2], [1], false],
    [[], [], true],
    [[], {}, false],
    [[], undefined, false],
    [[{ a: 1 }], [{ a: 1, b: 2 }], true],
    [['a'], { 0: 'a', length: 1 }, false],
  ])('%j wanted, %j there: %s', (wanted, actual, matches) => {
    expect(matchesWanted(wanted, actual)).toBe(matches);
  });
});
