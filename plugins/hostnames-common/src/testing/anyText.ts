// Used by tests only.
// eslint-disable-next-line @backstage/no-undeclared-imports
import fc from 'fast-check';

const SURROGATES = { first: 0xd800, count: 0x800 };
const LAST = 0x10ffff - SURROGATES.count;

const anyCharacter = fc.integer({ min: 0, max: LAST }).map(
  number =>
    String.fromCodePoint(
      number < SURROGATES.first ? number : number + SURROGATES.count,
    ),
  character => {
    const [first, ...others] = String(character);
    if (!first || others.length > 0)
      throw new Error(`"${character}" is not one character`);
    const code = first.codePointAt(0)!;
    return code < SURROGATES.first ? code : code - SURROGATES.count;
  },
);

/**
 * Texts of any characters of Unicode, and what programs stumble over (`__proto__`, …) among them: as `fc.string` with the unit
 * `binary`, which takes a second of each test file to list all characters first.
 */
export function anyText(
  lengths: { minLength?: number; maxLength?: number } = {},
): fc.Arbitrary<string> {
  return fc.string({ unit: anyCharacter, ...lengths });
}
