import fc from 'fast-check';
import { sameJson } from './sameJson.pure';

describe('sameJson', () => {
  it.each([
    [
      'other order of keys',
      { a: 1, b: [{ c: 2, d: 3 }] },
      { b: [{ d: 3, c: 2 }], a: 1 },
    ],
    ['a key that is not there', { a: 1, b: undefined }, { a: 1 }],
    ['undefined on the other side', { a: 1 }, { a: 1, b: undefined }],
    ['nothing', undefined, undefined],
    ['null', { a: null }, { a: null }],
  ])('is true for %s', (_, left, right) => {
    expect(sameJson(left, right)).toBe(true);
  });

  it.each([
    ['another value', { a: 1 }, { a: 2 }],
    ['a key more', { a: 1 }, { a: 1, b: 0 }],
    ['a key less', { a: 1, b: 0 }, { a: 1 }],
    ['another order of elements', [1, 2], [2, 1]],
    ['an element more', [1], [1, 2]],
    ['a list for an object', { 0: 'a' }, ['a']],
    ['a list for an object that looks like one', { 0: 'a', length: 1 }, ['a']],
    ['an object that looks like a list for one', ['a'], { 0: 'a', length: 1 }],
    ['null for nothing', { a: null }, {}],
    ['text for a number', '1', 1],
  ])('is false for %s', (_, left, right) => {
    expect(sameJson(left, right)).toBe(false);
  });

  it('agrees with the text wherever the keys are in order', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
        expect(sameJson(left, structuredClone(left))).toBe(true);
        expect(sameJson(left, right)).toBe(sameJson(right, left));
        if (JSON.stringify(left) === JSON.stringify(right))
          expect(sameJson(left, right)).toBe(true);
      }),
    );
  });
});
