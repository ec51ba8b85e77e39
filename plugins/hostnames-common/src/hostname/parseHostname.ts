import { canonicalName } from './canonicalName';
import { publicSuffixProblem } from './publicSuffixProblem';
import { spellingProblem } from './spellingProblem';

/** @public */
export type ParsedHostname =
  | {
      kind: 'hostname';
      /** Canonical form: A-labels, lower case, no trailing dot; may start with `*.`. */
      hostname: string;
      /** The same with U-labels, for people. */
      display: string;
      wildcard: boolean;
      /** The canonical form is not what was typed. */
      changed: boolean;
    }
  | {
      kind: 'invalid';
      /** One sentence: what is wrong, and what to write instead. */
      message: string;
    };

/** @public */
export interface ParseHostnameOptions {
  /** Public suffixes that may be used all the same, because the platform team names them. */
  allowedSuffixes?: string[];
}

/** The dots of UTS 46 that are no full stop: `。`, `．`, `｡`. */
const DOTS = /[\u3002\uff0e\uff61]/g;
/** `＊`, the full-width asterisk that input methods write. */
const WIDE_ASTERISK = /^\uff0a(?=\.)/;

/**
 * Reads a hostname as a person, a manifest or another program wrote it and gives its one canonical form, or says why it is
 * none. Never throws. Internationalised names after UTS 46 (non-transitional, STD3 rules, hyphens, joiners and bidi
 * checked); lengths after RFC 1035; wildcards after RFC 4592 (only the whole leftmost label); public suffixes after
 * publicsuffix.org, the private ones included.
 *
 * | written | result |
 * | --- | --- |
 * | `Shop.Example.COM.` | `shop.example.com` |
 * | `bücher．example.com` | `xn--bcher-kva.example.com` |
 * | `*.shop.example.com` | `*.shop.example.com` |
 * | `https://shop.example.com/` | invalid: write only the hostname, shop.example.com |
 * | `co.uk` | invalid: a public suffix |
 *
 * @public
 */
export function parseHostname(
  input: string,
  options: ParseHostnameOptions = {},
): ParsedHostname {
  const text = input.replace(DOTS, '.').replace(WIDE_ASTERISK, '*');
  const misspelt = spellingProblem(text, bare => parseHostname(bare, options));
  if (misspelt) return { kind: 'invalid', message: misspelt };

  const wildcard = text.startsWith('*.');
  const base = (wildcard ? text.slice(2) : text).replace(/\.$/, '');
  const name = canonicalName(base);
  if (name.kind === 'invalid') return name;

  const hostname = wildcard ? `*.${name.ascii}` : name.ascii;
  const refused =
    lengthProblem(hostname) ??
    publicSuffixProblem(name.ascii, wildcard, options.allowedSuffixes ?? []);
  if (refused) return { kind: 'invalid', message: refused };
  return {
    kind: 'hostname',
    hostname,
    display: wildcard ? `*.${name.unicode}` : name.unicode,
    wildcard,
    changed: hostname !== input,
  };
}

/** 253 characters are 255 octets on the wire (RFC 1035, 2.3.4). */
function lengthProblem(hostname: string): string | undefined {
  return hostname.length > 253
    ? `The hostname is ${hostname.length} characters long; at most 253 are possible. Write a shorter one.`
    : undefined;
}
