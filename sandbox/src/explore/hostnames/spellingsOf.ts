import type { ParsedHostname } from '@hostmaster/backstage-plugin-hostnames-common';

/**
 * Other ways to write a name that must be treated alike: in capitals (of ASCII alone: `ß` has none that everybody agrees on),
 * with a trailing dot, with other dots, decomposed and composed, in wide letters; and for a hostname its own two forms.
 */
export function spellingsOf(
  text: string,
  parsed: ParsedHostname,
): Array<[how: string, spelling: string]> {
  const spellings: Array<[string, string]> = [
    ['in capitals', text.replace(/[a-z]+/g, letters => letters.toUpperCase())],
    [
      'in small letters',
      text.replace(/[A-Z]+/g, letters => letters.toLowerCase()),
    ],
    ['with ideographic dots', text.replace(/\./g, '。')],
    ['with full-width dots', text.replace(/\./g, '．')],
  ];
  if (parsed.kind === 'invalid') return spellings;
  const { hostname, display, wildcard } = parsed;
  const bare = text.replace(/[.。．｡]$/, '');
  return [
    ...spellings,
    ['decomposed', text.normalize('NFD')],
    ['composed', text.normalize('NFC')],
    ['with a trailing dot', `${bare}.`],
    ['without a trailing dot', bare],
    ['its canonical form', hostname],
    ['its form for people', display],
    ['in wide letters', wildcard ? display : wide(hostname)],
  ];
}

/** ASCII letters, digits and hyphens as input methods for East Asian scripts write them. */
function wide(text: string): string {
  return text.replace(/[a-z0-9-]/g, character =>
    String.fromCodePoint(character.charCodeAt(0) + 0xfee0),
  );
}
