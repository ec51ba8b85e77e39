import { shown } from './shown';

/** Scripts that are written together in one word (UTS 39, "highly restrictive"); Common and Inherited go with all. */
const SCRIPTS: Array<{ name: string; letters: RegExp }> = [
  { name: 'Latin', letters: /\p{Script=Latin}/u },
  { name: 'Greek', letters: /\p{Script=Greek}/u },
  { name: 'Cyrillic', letters: /\p{Script=Cyrillic}/u },
  { name: 'Armenian', letters: /\p{Script=Armenian}/u },
  { name: 'Hebrew', letters: /\p{Script=Hebrew}/u },
  { name: 'Arabic', letters: /\p{Script=Arabic}/u },
  { name: 'Georgian', letters: /\p{Script=Georgian}/u },
  { name: 'Cherokee', letters: /\p{Script=Cherokee}/u },
  { name: 'Thai', letters: /\p{Script=Thai}/u },
  { name: 'Devanagari', letters: /\p{Script=Devanagari}/u },
  {
    name: 'East Asian',
    letters:
      /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u,
  },
];

/** Latin letters beside East Asian ones are everyday spelling. */
const TOGETHER = new Set(['Latin', 'East Asian']);

/**
 * Refuses a label that mixes the letters of two scripts nobody writes in one word, such as a Cyrillic `а` among Latin
 * letters: it is made to look like another name (UTS 39). Scripts not listed are left to UTS 46.
 *
 * @internal
 */
export function mixedScriptProblem(label: string): string | undefined {
  const found = SCRIPTS.filter(({ letters }) => letters.test(label));
  if (found.length < 2) return undefined;
  if (found.every(({ name }) => TOGETHER.has(name))) return undefined;
  return `The label "${shown(label)}" mixes ${found
    .map(({ name }) => name)
    .join(
      ' and ',
    )} letters, which look alike and mislead people. Write it in one script.`;
}
