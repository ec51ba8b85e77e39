import { isIPv4 } from 'node:net';
import { domainToASCII, domainToUnicode } from 'node:url';
import { decode } from 'punycode/';

/** What a second, independent reading of a name says. */
export type ReferenceName =
  | { kind: 'name'; hostname: string }
  | { kind: 'refused'; why: string };

const OTHER_DOTS = /[\u3002\uff0e\uff61]/g;
/** What a reader of URLs takes for syntax, removes, or decodes before it looks at a name. */
const URL_SYNTAX = /[\t\n\r/\\?#@:%[\]]/;
const LDH_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * The canonical form of a name as the URL reader of Node (ada, with its own Unicode tables) makes it, and by the letter of
 * RFC 1123 and RFC 5890 where that reader is more lenient. Shares no code with the rules under test. Which names may be
 * *held* is not its subject: single labels and public suffixes are names to it.
 *
 * Sources: WHATWG URL "domain to ASCII"; RFC 1123 2.1 (letters, digits, hyphens); RFC 1035 2.3.4 (lengths); RFC 5891 4.2.3.1
 * (hyphens), 5.4 (an A-label is what its U-label converts to); RFC 4592 2.1.1 (wildcards).
 */
export function referenceName(text: string): ReferenceName {
  if (URL_SYNTAX.test(text)) return refused('syntax of a URL');
  const dotted = text.replace(OTHER_DOTS, '.').replace(/^\uff0a\./, '*.');
  const wildcard = dotted.startsWith('*.');
  const base = (wildcard ? dotted.slice(2) : dotted).replace(/\.$/, '');
  if (base === '') return refused('empty');
  const ascii = domainToASCII(base);
  if (ascii === '') return refused('no domain');
  if (isIPv4(ascii)) return refused('an IPv4 address');

  const labels = ascii.split('.');
  for (const label of labels) {
    if (!LDH_LABEL.test(label)) return refused(`label "${label}" is not LDH`);
    if (label.startsWith('xn--')) {
      const problem = aLabelProblem(label);
      if (problem) return refused(problem);
    } else if (label.slice(2, 4) === '--') {
      return refused(`label "${label}" is reserved (RFC 5890 R-LDH)`);
    }
  }
  // A label of the wrong direction is seen only beside the others.
  if (/[^\0-\x7f]/.test(domainToUnicode(ascii))) {
    if (domainToASCII(domainToUnicode(ascii)) !== ascii) {
      return refused('does not convert back');
    }
  }
  const hostname = `${wildcard ? '*.' : ''}${ascii}`;
  return hostname.length > 253
    ? refused('longer than 253')
    : { kind: 'name', hostname };
}

/** An A-label is one only when its U-label is allowed and converts to exactly it. */
function aLabelProblem(label: string): string | undefined {
  const uLabel = decoded(label.slice(4));
  if (uLabel === undefined) return `"${label}" is not Punycode`;
  if (!/[^\0-\x7f]/.test(uLabel)) return `"${label}" needs no Punycode`;
  if (uLabel.startsWith('-') || uLabel.endsWith('-')) {
    return `"${label}" has a hyphen at an end`;
  }
  if (uLabel.slice(2, 4) === '--') return `"${label}" has hyphens 3 and 4`;
  return domainToASCII(uLabel) === label
    ? undefined
    : `"${label}" is not what its U-label converts to`;
}

function decoded(punycode: string): string | undefined {
  try {
    return decode(punycode);
  } catch {
    return undefined;
  }
}

function refused(why: string): ReferenceName {
  return { kind: 'refused', why };
}
