import fc from 'fast-check';
import { encode } from 'punycode/';
import { CONTEXTS, TURNING_POINTS } from './alphabet';
import { PUBLIC_SUFFIXES } from './publicSuffixes';

/** Where names come from: an enumeration, the same for every seed, or a generator of as many as are asked for. */
export type NameSource =
  | { kind: 'listed'; name: string; names: () => string[] }
  | {
      kind: 'generated';
      name: string;
      share: number;
      names: fc.Arbitrary<string>;
    };

/** Zones and hostnames people already have, for names that try to look as if they were within them. */
const APEXES = [
  'example.com',
  'team-a.example.com',
  'a.example.com',
  'xn--bcher-kva.example',
  'shop.co.uk',
];

export const SOURCES: NameSource[] = [
  { kind: 'listed', name: 'vectors', names: turningPointNames },
  { kind: 'listed', name: 'code-points', names: codePointNames },
  { kind: 'listed', name: 'public-suffixes', names: publicSuffixNames },
  { kind: 'generated', name: 'plain', share: 20, names: plainNames() },
  { kind: 'generated', name: 'zones', share: 20, names: namesAroundZones() },
  {
    kind: 'generated',
    name: 'international',
    share: 20,
    names: internationalNames(),
  },
  { kind: 'generated', name: 'a-labels', share: 12, names: aLabels() },
  { kind: 'generated', name: 'lengths', share: 8, names: lengths() },
  { kind: 'generated', name: 'addresses', share: 4, names: addresses() },
  { kind: 'generated', name: 'hidden', share: 8, names: hidden() },
  { kind: 'generated', name: 'pasted', share: 4, names: pasted() },
  { kind: 'generated', name: 'any-text', share: 4, names: anyText() },
];

/** Each turning point in each context, as typed and as the A-label somebody made of it. */
function turningPointNames(): string[] {
  return TURNING_POINTS.flatMap(([, point]) =>
    CONTEXTS.flatMap(context => {
      const label = context.replace('@', point);
      return [
        `${label}.example.com`,
        `www.${label.normalize('NFD')}.example`,
        `xn--${encoded(label)}.example.com`,
      ];
    }),
  );
}

/** Every code point below U+3100, and a sample of the rest, within a label; every combining mark at the start of one. */
function codePointNames(): string[] {
  const names: string[] = [];
  for (let code = 0; code <= 0x10ffff; code += code < 0x3100 ? 1 : 61) {
    names.push(`a${String.fromCodePoint(code)}b.example.com`);
  }
  for (let code = 0; code <= 0x10ffff; code += 1) {
    const character = String.fromCodePoint(code);
    if (/\p{M}/u.test(character)) names.push(`${character}b.example.com`);
  }
  return names;
}

/** Each rule of the list by itself, under a wildcard, and with a label before it; what a rule with `*` means, and exceptions. */
function publicSuffixNames(): string[] {
  const { rules, wildcards, exceptions } = PUBLIC_SUFFIXES;
  const below = [...wildcards].map(name => `anything.${name}`);
  return [...rules, ...below, ...exceptions].flatMap(suffix => [
    suffix,
    `*.${suffix}`,
    `shop.${suffix}`,
  ]);
}

function plainNames(): fc.Arbitrary<string> {
  const label = fc.oneof(
    fc.stringMatching(/^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,14}[a-zA-Z0-9])?$/),
    fc.stringMatching(/^[a-zA-Z0-9_-]{1,6}$/),
    fc.constantFrom('a', 'any', 'any--a', 'apex--', 'a--b', 'www', '1', '0x1'),
  );
  return fc
    .tuple(
      fc.constantFrom('', '', '', '*.', '＊.', '*', '*.*.'),
      fc.array(label, { minLength: 1, maxLength: 5 }),
      fc.constantFrom('.', '.', '.', '。', '．', '｡', '..'),
      fc.constantFrom(
        '',
        '.com',
        '.example.com',
        '.test',
        '.co.uk',
        '.LOCALHOST',
      ),
      fc.constantFrom('', '', '', '.', '。', '..'),
    )
    .map(
      ([star, labels, dot, top, end]) =>
        `${star}${labels.join(dot)}${top}${end}`,
    );
}

/** Names within a zone, at its edge, and made to be taken for one within it. */
function namesAroundZones(): fc.Arbitrary<string> {
  const label = fc.stringMatching(/^[a-z0-9]{1,8}$/);
  return fc
    .tuple(fc.constantFrom(...APEXES), label, label, fc.nat({ max: 15 }))
    .map(([apex, one, two, how]) => {
      const [first] = apex.split('.');
      return [
        `${one}.${apex}`,
        `${one}.${two}.${apex}`,
        apex,
        `*.${apex}`,
        `*.${one}.${apex}`,
        `${one}${apex}`,
        `${one}-${apex}`,
        `${apex}.${one}.net`,
        `${apex}${one}`,
        `${one}.${apex.slice(1)}`,
        `${one}.${first}`,
        `${one}.${apex.split('.').slice(1).join('.')}`,
        `${one}.${apex.replace('.', '。')}`,
        `${one}.${apex.replace('.', '-')}`,
        `${one}.${apex.toUpperCase()}.`,
        `${one}.${apex}\u200b`,
      ][how];
    });
}

function internationalNames(): fc.Arbitrary<string> {
  const words = fc.oneof(
    fc.stringMatching(/^[a-zäöüßéèœøåñç]{1,10}$/u),
    fc.stringMatching(/^[α-ωάέήίόύώς]{1,8}$/u),
    fc.stringMatching(/^[а-яіїєґ]{1,8}$/u),
    fc.stringMatching(/^[א-ת]{1,6}[0-9]{0,2}$/u),
    fc.stringMatching(/^[ا-ي٠-٩]{1,6}$/u),
    fc.stringMatching(/^[ก-ฮะ-ู]{1,6}$/u),
    fc.stringMatching(/^[क-ह\u094d\u200d\u200c]{1,6}$/u),
    fc.stringMatching(/^[一-龠ぁ-んァ-ヶ가-힣a-z]{1,5}$/u),
    fc.stringMatching(/^[ａ-ｚＡ-Ｚ０-９]{1,6}$/u),
    fc.stringMatching(/^[a-zа-яα-ω]{2,5}$/u),
    fc.constantFrom(...TURNING_POINTS.map(([, text]) => text)),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }),
  );
  return fc
    .tuple(
      fc.constantFrom('', '', '', '*.'),
      fc.array(words, { minLength: 1, maxLength: 3 }),
      fc.constantFrom('.example.com', '.example', '.рф', '.公司.cn', '.com.'),
      fc.constantFrom('as typed', 'NFD', 'NFKC', 'upper'),
    )
    .map(([star, labels, top, form]) => {
      const name = `${star}${labels.join('.')}${top}`;
      if (form === 'as typed') return name;
      return form === 'upper' ? name.toUpperCase() : name.normalize(form);
    });
}

/** A-labels: of allowed and forbidden spellings, of plain ASCII, and of nothing at all. */
function aLabels(): fc.Arbitrary<string> {
  const label = fc.oneof(
    fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
      .map(text => `xn--${encoded(text)}`),
    fc.stringMatching(/^[a-zäöüß]{1,8}$/u).map(text => `xn--${encoded(text)}`),
    fc.stringMatching(/^[A-Zäöü]{1,8}$/u).map(text => `XN--${encoded(text)}`),
    fc.stringMatching(/^xn--[a-z0-9-]{0,12}$/),
    fc.stringMatching(/^xn--[a-z0-9]{50,60}$/),
    fc.stringMatching(/^xn--xn--[a-z0-9-]{1,8}$/),
  );
  return fc
    .tuple(label, fc.constantFrom('.example.com', '.EXAMPLE.', ''))
    .map(([text, top]) => `${text}${top}`);
}

/** Around 63 characters a label and 253 a name, also after conversion. */
function lengths(): fc.Arbitrary<string> {
  const filled = fc
    .tuple(
      fc.integer({ min: 59, max: 67 }),
      fc.constantFrom('a', 'ü', 'A', '食'),
    )
    .map(([count, letter]) => `${letter.repeat(count)}.example.com`);
  const long = fc
    .tuple(
      fc.integer({ min: 225, max: 262 }),
      fc.integer({ min: 1, max: 63 }),
      fc.constantFrom('', '*.'),
      fc.constantFrom('', '.'),
    )
    .map(([total, each, star, end]) => {
      const text = `${'a'.repeat(each)}.`.repeat(1 + total / (each + 1));
      return `${star}${text
        .slice(0, total - 12)
        .replace(/\.$/, 'a')}.example.com${end}`;
    });
  return fc.oneof(filled, long);
}

function addresses(): fc.Arbitrary<string> {
  const part = fc.oneof(
    fc.integer({ min: 0, max: 300 }).map(String),
    fc.integer({ min: 0, max: 255 }).map(value => `0x${value.toString(16)}`),
    fc.integer({ min: 0, max: 255 }).map(value => `0${value.toString(8)}`),
  );
  return fc.oneof(
    fc.ipV4(),
    fc.ipV4Extended(),
    fc.ipV6(),
    fc.ipV6().map(address => `[${address}]`),
    fc
      .tuple(fc.ipV6(), fc.nat(65535))
      .map(([host, port]) => `[${host}]:${port}`),
    fc
      .array(part, { minLength: 1, maxLength: 5 })
      .map(parts => parts.join('.')),
    part.map(last => `shop.example.${last}`),
    fc.ipV4().map(address => address.replace(/\d/g, wideDigit)),
  );
}

function wideDigit(digit: string): string {
  return String.fromCodePoint(0xff10 + Number(digit));
}

/** An ordinary name with one character in it that is not seen, or not a letter. */
function hidden(): fc.Arbitrary<string> {
  const character = fc.oneof(
    fc.constantFrom(
      ...'\0\x01\t\n\r \x7f\x80\x85\xa0\u00ad\u034f\u061c\u180e\u2000\u200b\u200c\u200d\u200e\u2028\u202e\u2060\u3000\u3164\ufe0f\ufeff\ufff9',
    ),
    fc.integer({ min: 0, max: 0x7f }).map(code => String.fromCodePoint(code)),
    fc.constant('\u{e0020}'),
  );
  return fc
    .tuple(
      fc.stringMatching(/^[a-z]{1,8}$/),
      character,
      fc.stringMatching(/^[a-z]{0,8}$/),
      fc.constantFrom('.example.com', '.com', ''),
    )
    .chain(([before, odd, after, top]) =>
      fc.constantFrom(
        `${before}${odd}${after}${top}`,
        `${odd}${before}${top}`,
        `${before}${top}${odd}`,
        `${before}.${odd}.${after}${top}`,
      ),
    );
}

function pasted(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.webUrl(),
    fc.emailAddress(),
    fc.domain().map(domain => `${domain}:443`),
    fc.domain().map(domain => `//${domain}/cart`),
    fc.domain().map(domain => `${domain}%2f`),
  );
}

function anyText(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.domain(),
  );
}

/** Punycode of a text, whatever it is; lone surrogates have none. */
function encoded(text: string): string {
  try {
    return encode(text);
  } catch {
    return text;
  }
}
