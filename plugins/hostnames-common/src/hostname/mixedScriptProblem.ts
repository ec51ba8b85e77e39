import { shown } from './shown';

/** Scripts that are written together in one word (UTS 39, "highly restrictive"); Common and Inherited go with all. */
const SCRIPTS: Array<{ name: string; letters: RegExp; family: string }> = [
  { name: 'Latin', letters: /\p{Script=Latin}/u, family: 'latin' },
  { name: 'Greek', letters: /\p{Script=Greek}/u, family: 'greek' },
  { name: 'Cyrillic', letters: /\p{Script=Cyrillic}/u, family: 'cyrillic' },
  { name: 'Armenian', letters: /\p{Script=Armenian}/u, family: 'armenian' },
  { name: 'Hebrew', letters: /\p{Script=Hebrew}/u, family: 'hebrew' },
  { name: 'Arabic', letters: /\p{Script=Arabic}/u, family: 'arabic' },
  { name: 'Georgian', letters: /\p{Script=Georgian}/u, family: 'georgian' },
  { name: 'Cherokee', letters: /\p{Script=Cherokee}/u, family: 'cherokee' },
  { name: 'Thai', letters: /\p{Script=Thai}/u, family: 'thai' },
  { name: 'Devanagari', letters: /\p{Script=Devanagari}/u, family: 'indic' },
  {
    name: 'East Asian',
    letters:
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u,
    family: 'east-asian',
  },
];

/** Latin letters beside East Asian ones are everyday spelling. */
const TOGETHER = new Set(['latin', 'east-asian']);

/**
 * Refuses a label that mixes the letters of two scripts nobody writes in one word, such as a Cyrillic `а` among Latin
 * letters: it is made to look like another name (UTS 39). Scripts not listed are left to UTS 46.
 *
 * @internal
 */
export function mixedScriptProblem(label: string): string | undefined {
  const found = SCRIPTS.filter(({ letters }) => letters.test(label));
  if (found.length < 2) return undefined;
  if (found.every(({ family }) => TOGETHER.has(family))) return undefined;
  return `The label "${shown(label)}" mixes ${found
    .map(({ name }) => name)
    .join(
      ' and ',
    )} letters, which look alike and mislead people. Write it in one script.`;
}
