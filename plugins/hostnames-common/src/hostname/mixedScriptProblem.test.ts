import { mixedScriptProblem } from './mixedScriptProblem';

const WORDS = {
  Latin: 'shop',
  Greek: 'ελλαδα',
  Cyrillic: 'шоп',
  Armenian: 'խանութ',
  Hebrew: 'חנות',
  Arabic: 'متجر',
  Georgian: 'მაღაზია',
  Cherokee: 'ᏣᎳᎩ',
  Thai: 'ร้านค้า',
  Devanagari: 'दुकान',
};
const EAST_ASIAN = ['食', 'の', 'カ', '한', 'ㄅ'];

describe('mixedScriptProblem', () => {
  it.each(Object.entries(WORDS))('allows a word of %s letters', (_, word) => {
    expect(mixedScriptProblem(word)).toBeUndefined();
    expect(mixedScriptProblem(`${word}-24`)).toBeUndefined();
  });

  it.each(EAST_ASIAN)('allows %s with its like and with Latin letters', one => {
    expect(mixedScriptProblem(one)).toBeUndefined();
    expect(mixedScriptProblem(EAST_ASIAN.join(''))).toBeUndefined();
    expect(mixedScriptProblem(`shop${one}`)).toBeUndefined();
  });

  const scripts = Object.entries(WORDS);
  const pairs = scripts.flatMap(([one, word], at) => [
    ...scripts
      .slice(at + 1)
      .map(([other, letters]) => [one, other, word + letters]),
    ...(one === 'Latin'
      ? []
      : EAST_ASIAN.map(letter => [one, 'East Asian', word + letter])),
  ]);
  it.each(pairs)(
    'refuses %s and %s letters in one word',
    (one, other, word) => {
      expect(mixedScriptProblem(word)).toBe(
        `The label "${word}" mixes ${one} and ${other} letters, which look alike and mislead people. Write it in one script.`,
      );
    },
  );
});
