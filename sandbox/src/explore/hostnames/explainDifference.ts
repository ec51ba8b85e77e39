import { domainToUnicode } from 'node:url';
import type { ParsedHostname } from '@hostmaster/backstage-plugin-hostnames-common';
import { isPublicSuffix } from './publicSuffixes';
import type { ReferenceName } from './referenceName';

/** A rule by which a name is refused that the reference accepts. */
interface StricterRule {
  name: string;
  /** Why a hostname suite is stricter than a reader of URLs. */
  why: string;
  /** Whether this rule is about the name; `hostname` is the reference's canonical form. */
  holds: (text: string, hostname: string) => boolean;
  /** What the refusal must say: a rule does not excuse a refusal for another reason. */
  says: RegExp;
}

const RULES: StricterRule[] = [
  {
    name: 'WhiteSpace',
    why: 'UTS 46 maps some white space to nothing; nobody types it on purpose.',
    holds: text => /\s/u.test(text),
    says: /white space/,
  },
  {
    name: 'Invisible',
    why: 'UTS 46 drops what is not seen (zero-width space, soft hyphen, variation selectors): two texts that look the same.',
    holds: text => /[\p{Default_Ignorable_Code_Point}\p{Cf}]/u.test(text),
    says: /invisible character/,
  },
  {
    name: 'MixedScript',
    why: 'UTS 39: letters of scripts that nobody writes in one word are made to look like another name.',
    holds: (_, hostname) =>
      domainToUnicode(hostname.replace(/^\*\./, ''))
        .split('.')
        .some(label => scriptsIn(label) > 1),
    says: /mixes .* letters/,
  },
  {
    name: 'Localhost',
    why: 'RFC 6761 6.3: always the machine itself.',
    holds: (_, hostname) => /(?:^|\.)localhost$/.test(hostname),
    says: /machine itself/,
  },
  {
    name: 'SingleLabel',
    why: 'A name of one label belongs to nobody; a wildcard over a top-level domain neither.',
    holds: (_, hostname) => !hostname.replace(/^\*\./, '').includes('.'),
    says: /single label|whole top-level domain/,
  },
  {
    name: 'PublicSuffix',
    why: 'publicsuffix.org: different people register below it.',
    holds: (_, hostname) => isPublicSuffix(hostname.replace(/^\*\./, '')),
    says: /is a public suffix/,
  },
  {
    name: 'TypedHyphens',
    why: 'A label typed with a hyphen at an end is refused as typed, before characters beside it vanish.',
    holds: text => /(?:^|[.])-|-(?:$|[.])/.test(text),
    says: /with a hyphen/,
  },
  {
    name: 'BidiDomainName',
    why: 'RFC 5893 2: with one label from right to left, every label has to keep the rule; the reference looks at that label alone.',
    holds: (_, hostname) => RIGHT_TO_LEFT.test(domainToUnicode(hostname)),
    says: /mixes writing directions/,
  },
  {
    name: 'JoinerContext',
    why: 'RFC 5892 A.1, A.2: a joiner stands behind a virama or between joining letters; the reference looks at the first alone.',
    holds: text => /(?<!\p{M})[\u200c\u200d]/u.test(text),
    says: /cannot be part of a hostname|not allowed in an internationalised name/,
  },
  {
    name: 'LeadingMark',
    why: 'RFC 5891 4.2.3.2: no label begins with a combining mark; the reference does not know the newer ones.',
    holds: (_, hostname) =>
      /(?:^|\.)\p{M}/u.test(domainToUnicode(hostname.replace(/^\*\./, ''))),
    says: /not allowed in an internationalised name|cannot be part of a hostname|is not a valid internationalised label/,
  },
  {
    name: 'NewerRightToLeftLetters',
    why: 'Letters of Unicode 14 to 17 that run from right to left, whose direction the reference does not know.',
    holds: (_, hostname) => NEWER_RIGHT_TO_LEFT.test(domainToUnicode(hostname)),
    says: /not allowed in an internationalised name|cannot be part of a hostname|mixes writing directions|is not a valid internationalised label/,
  },
];

/** Letters and digits of the blocks that are set apart for scripts from right to left. */
const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * Arabic (U+061D, U+0870–U+089F, U+08B5, U+08C8, U+08C9, U+FBC2), Sidetic, Garay, Arabic Extended-C, Old Uyghur; measured
 * against Node 24.
 */
const NEWER_RIGHT_TO_LEFT =
  /[\u061d\u0870-\u089f\u08b5\u08c8\u08c9\ufbc2\u{10940}-\u{1095f}\u{10d40}-\u{10d8f}\u{10ec2}-\u{10ec7}\u{10f70}-\u{10faf}]/u;

/** The name of the rule that explains why the two readings differ; undefined when they agree or nothing explains it. */
export function explainDifference(
  text: string,
  parsed: ParsedHostname,
  reference: ReferenceName,
):
  | { kind: 'agree' }
  | { kind: 'explained'; rule: string }
  | { kind: 'unexplained'; what: string } {
  if (parsed.kind === 'hostname') {
    if (reference.kind === 'refused') {
      const rule = newerThanReference(text + parsed.display);
      if (rule) return { kind: 'explained', rule };
      return {
        kind: 'unexplained',
        what: `accepted as ${parsed.hostname}, the reference refuses: ${reference.why}`,
      };
    }
    return parsed.hostname === reference.hostname
      ? { kind: 'agree' }
      : {
          kind: 'unexplained',
          what: `canonical form ${parsed.hostname}, the reference has ${reference.hostname}`,
        };
  }
  if (reference.kind === 'refused') return { kind: 'agree' };
  const rule = RULES.find(
    ({ holds, says }) =>
      says.test(parsed.message) && holds(text, reference.hostname),
  );
  return rule
    ? { kind: 'explained', rule: rule.name }
    : {
        kind: 'unexplained',
        what: `refused (${parsed.message}), the reference has ${reference.hostname}`,
      };
}

/** The rules have the tables of a newer Unicode than Node: what it does not know yet it refuses. */
function newerThanReference(text: string): string | undefined {
  if (/\p{Cn}/u.test(text)) return 'NewerUnicode';
  return NEWER_RIGHT_TO_LEFT.test(text) ? 'NewerRightToLeftLetters' : undefined;
}

/** Scripts that stand alone in a word; those of East Asia are written together, and with Latin letters. */
const SCRIPTS = [
  'Latin',
  'Greek',
  'Cyrillic',
  'Armenian',
  'Hebrew',
  'Arabic',
  'Georgian',
  'Cherokee',
  'Thai',
  'Devanagari',
  'Han',
  'Hangul',
  'Hiragana',
  'Katakana',
  'Bopomofo',
].map(script => new RegExp(`\\p{Script=${script}}`, 'u'));

function scriptsIn(label: string): number {
  return SCRIPTS.filter(script => script.test(label)).length;
}
