import fc from 'fast-check';
import { anyText } from './anyText';

describe('anyText', () => {
  it('is of the length that is asked for, and well formed', () => {
    const texts = fc.sample(anyText({ minLength: 2, maxLength: 5 }), {
      numRuns: 1_000,
      seed: 7,
    });

    const lengths = new Set(texts.map(text => [...text].length));
    expect([...lengths].sort()).toEqual([2, 3, 4, 5]);
    expect(() => texts.map(encodeURIComponent)).not.toThrow();
  });

  it('has characters of every plane, and names that objects have already', () => {
    const texts = fc.sample(anyText(), { numRuns: 5_000, seed: 7 });

    const planes = new Set(
      texts.flatMap(text => [...text].map(each => each.codePointAt(0)! >> 16)),
    );

    expect(planes.size).toBe(17);
    expect(texts.filter(text => text in {}).length).toBeGreaterThan(3);
  });

  it('gets simpler while a failure is looked into', () => {
    const { counterexample } = fc.check(
      fc.property(anyText(), text => [...text].length < 3),
      { seed: 7 },
    );

    expect([...counterexample![0]]).toHaveLength(3);
  });
});
