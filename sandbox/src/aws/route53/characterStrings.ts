/** @internal */
export type CharacterStrings =
  | { kind: 'texts'; texts: Buffer[] }
  | { kind: 'unquoted' }
  | { kind: 'tooLong' };

const LONGEST_STRING = 255;

/**
 * The character strings of a TXT value: each in quotation marks, at most 255 octets, `\"`, `\\` and `\ooo` escaped.
 *
 * @internal
 */
export function parseCharacterStrings(value: string): CharacterStrings {
  const texts: Buffer[] = [];
  let rest = value.trim();
  if (rest === '') return { kind: 'unquoted' };
  while (rest !== '') {
    const quoted = /^"((?:[^"\\]|\\[0-3][0-7][0-7]|\\[^0-9])*)"\s*/.exec(rest);
    if (!quoted) return { kind: 'unquoted' };
    const octets = unescapeText(quoted[1]);
    if (octets.length > LONGEST_STRING) return { kind: 'tooLong' };
    texts.push(octets);
    rest = rest.slice(quoted[0].length);
  }
  return { kind: 'texts', texts };
}

function unescapeText(text: string): Buffer {
  const plain = text.replace(
    /\\(?:([0-3][0-7][0-7])|(.))/gs,
    (_, octal: string | undefined, character: string) =>
      octal === undefined ? character : String.fromCharCode(parseInt(octal, 8)),
  );
  const isLatin = [...plain].every(
    character => character.charCodeAt(0) < 256 && character.length === 1,
  );
  return Buffer.from(plain, isLatin ? 'latin1' : 'utf8');
}
