import { codePoint } from './codePoint';
import type { ParsedHostname } from './parseHostname';
import { shown } from './shown';

/** Characters that are not seen: controls, format characters (bidi marks, zero-width space), fillers, variation selectors. */
const INVISIBLE =
  /[\p{Cc}\p{Co}\p{Cs}\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/u;

/** Longest text that is looked at; what is longer can be no hostname in any spelling. */
const LONGEST = 2048;

/**
 * Reads the text for what is no hostname before any conversion, with ideographic dots already full stops.
 * `parse` reads the bare name out of a pasted URL, to suggest it.
 *
 * @internal
 */
export function spellingProblem(
  text: string,
  parse: (bare: string) => ParsedHostname,
): string | undefined {
  if (text === '') {
    return 'The hostname is empty. Write one, such as shop.example.com.';
  }
  if (text.length > LONGEST) {
    return `The hostname is ${text.length} characters long; at most 253 are possible. Write a shorter one.`;
  }
  return (
    characterProblem(text) ??
    ipv6Problem(text) ??
    pastedProblem(text, parse) ??
    wildcardProblem(text)
  );
}

function characterProblem(text: string): string | undefined {
  const space = /\s/u.exec(text);
  if (space && space[0] !== '\ufeff') {
    const bare = text.replace(/\s/gu, '');
    return `There is white space (${codePoint(
      space[0],
    )}) in the hostname. Write it without${
      bare && bare.length <= 253 && !INVISIBLE.test(bare) ? `: ${bare}.` : '.'
    }`;
  }
  const invisible = INVISIBLE.exec(text);
  if (invisible) {
    return `There is an invisible character (${codePoint(
      invisible[0],
    )}) in the hostname. Type the name again instead of pasting it.`;
  }
  return undefined;
}

function ipv6Problem(text: string): string | undefined {
  const isAddress =
    /^\[.*\](?::\d*)?$/.test(text) ||
    (/^[0-9a-f:.]+(?:%.*)?$/i.test(text) && /:.*:/.test(text));
  return isAddress
    ? `"${shown(
        text,
      )}" is an IPv6 address. Write a hostname, such as shop.example.com.`
    : undefined;
}

function pastedProblem(
  text: string,
  parse: (bare: string) => ParsedHostname,
): string | undefined {
  if (!/[/\\?#@:%]/.test(text)) return undefined;
  const bare = text
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/^\/\//, '')
    .replace(/[/\\?#].*/s, '')
    .replace(/.*@/s, '')
    .replace(/:.*/s, '');
  const what = whatWasPasted(text);
  const parsed = bare !== text ? parse(bare) : ({ kind: 'invalid' } as const);
  return parsed.kind === 'hostname'
    ? `"${shown(text)}" ${what}. Write only the hostname: ${parsed.hostname}.`
    : `"${shown(
        text,
      )}" ${what}. Write only the hostname, such as shop.example.com.`;
}

function whatWasPasted(text: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return 'is a URL';
  if (text.includes('@')) return 'has a user name or is an e-mail address';
  if (/[/\\?#]/.test(text)) return 'has a path';
  if (/:\d*$/.test(text)) return 'has a port';
  return 'has characters of a URL';
}

function wildcardProblem(text: string): string | undefined {
  if (text === '*' || text === '*.') {
    return '"*" alone stands for every name there is. Write the zone after it, such as *.example.com.';
  }
  const rest = text.startsWith('*.') ? text.slice(2) : text;
  if (!/[*\uff0a]/.test(rest)) return undefined;
  return `"${shown(
    text,
  )}" has a "*" elsewhere than as its whole first label. Write "*." once, at the start, such as *.example.com.`;
}
