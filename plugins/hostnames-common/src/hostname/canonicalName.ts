import { toASCII, toUnicode } from 'tr46';
import { codePoint } from './codePoint';
import { ipv4Problem } from './ipv4Problem';
import { labelProblem } from './labelProblem';
import { mixedScriptProblem } from './mixedScriptProblem';
import { shown } from './shown';

/** Of ASCII alone, no A-label, no hyphens where A-labels have them: nothing for UTS 46 to do. */
const PLAIN = /^(?!.*(?:^|\.)..--)[a-z0-9.-]+$/;

const UTS46 = {
  checkBidi: true,
  checkHyphens: true,
  checkJoiners: true,
  useSTD3ASCIIRules: true,
  transitionalProcessing: false,
} as const;

/**
 * A name without wildcard and trailing dot in its two forms, or what is wrong with it.
 *
 * @internal
 */
export function canonicalName(
  name: string,
):
  | { kind: 'name'; ascii: string; unicode: string }
  | { kind: 'invalid'; message: string } {
  const typed = asciiProblem(name);
  if (typed) return { kind: 'invalid', message: typed };
  const forms = mapped(name);
  if (forms.kind === 'invalid') return forms;
  const mappedTo = asciiProblem(forms.ascii);
  if (mappedTo) return { kind: 'invalid', message: mappedTo };
  const message = ipv4Problem(forms.ascii) ?? localProblem(forms.ascii);
  return message ? { kind: 'invalid', message } : forms;
}

/** What is wrong with a label that conversion would not put right. */
function asciiProblem(name: string): string | undefined {
  for (const label of name.split('.')) {
    const message = /^[\x20-\x7e]*$/.test(label)
      ? labelProblem(label.toLowerCase(), name)
      : undefined;
    if (message) return message;
  }
  return undefined;
}

function mapped(name: string): ReturnType<typeof canonicalName> {
  const lower = name.toLowerCase();
  if (PLAIN.test(lower)) return { kind: 'name', ascii: lower, unicode: lower };

  const ascii = toASCII(name, UTS46);
  if (ascii === null) {
    return { kind: 'invalid', message: unmappable(name) };
  }
  const unicode = toUnicode(ascii, UTS46).domain;
  for (const label of unicode.split('.')) {
    const message = mixedScriptProblem(label);
    if (message) return { kind: 'invalid', message };
  }
  return { kind: 'name', ascii, unicode };
}

/** Looks for the first label that UTS 46 refuses, to name it. */
function unmappable(name: string): string {
  for (const label of name.split('.')) {
    if (PLAIN.test(label.toLowerCase()) || toASCII(label, UTS46) !== null) {
      continue;
    }
    if (/^xn--/i.test(label)) {
      return `"${shown(
        label,
      )}" is not a valid internationalised label: what follows "xn--" is not the Punycode of an allowed spelling. Write the label in its own script and it is converted.`;
    }
    if (/^..--/u.test(label)) {
      return `The label "${shown(
        label,
      )}" has hyphens as its third and fourth character, which is reserved for internationalised names. Write it without the double hyphen.`;
    }
    const unusual = [...label].find(
      character =>
        toASCII(character, UTS46) === null &&
        toASCII(`a${character}a`, UTS46) === null,
    );
    return unusual
      ? `"${unusual}" (${codePoint(
          unusual,
        )}) cannot be part of a hostname. Use letters, digits and hyphens.`
      : `The label "${shown(
          label,
        )}" is not allowed in an internationalised name (UTS 46). Use letters of one script, digits and hyphens.`;
  }
  return `"${shown(
    name,
  )}" is not an allowed internationalised name (UTS 46): it mixes writing directions. Use labels of one direction.`;
}

function localProblem(name: string): string | undefined {
  if (name === 'localhost' || name.endsWith('.localhost')) {
    return `"${shown(
      name,
    )}" always means the machine itself (RFC 6761). Write a hostname of one of your zones, such as shop.example.com.`;
  }
  return undefined;
}
