/** Why a text is no domain name, in Route 53's words. @public */
export interface NameProblem {
  code: string;
  text: string;
}

/** @public */
export type ParsedName =
  | { kind: 'name'; name: string }
  | { kind: 'problem'; problem: NameProblem };

const PRINTABLE = /^[!-~]$/;
const PLAIN = /[a-z0-9_-]/;

/**
 * A domain name in the form Route 53 stores and lists it: lower case, a trailing dot, and every character other than a-z, 0-9,
 * `-` and `_` as a backslash and three octal digits. Takes the same name in any of its spellings.
 *
 * | given | canonical |
 * | --- | --- |
 * | `Shop.Example.com` | `shop.example.com.` |
 * | `*.example.com.` | `\052.example.com.` |
 * | `\052.example.com` | `\052.example.com.` |
 *
 * Source: Route 53 Developer Guide, "DNS domain name format".
 *
 * @public
 */
export function parseName(text: string): ParsedName {
  if (text === '' || text === '.')
    return problem('DomainNameEmpty', 'Domain name is empty', '');
  const labels: string[] = [];
  let label = '';
  let octets = 0;
  let total = 0;
  const body =
    text.endsWith('.') && !text.endsWith('\\.') ? text.slice(0, -1) : text;
  for (let index = 0; index <= body.length; index++) {
    const character = body[index];
    if (character === undefined || character === '.') {
      if (octets === 0)
        return problem('DomainLabelEmpty', 'Domain label is empty', text);
      if (octets > 63)
        return problem('DomainLabelTooLong', 'Domain label is too long', text);
      labels.push(label);
      total += octets + 1;
      label = '';
      octets = 0;
      continue;
    }
    octets++;
    const octal =
      character === '\\'
        ? /^\\([0-3][0-7][0-7])/.exec(body.slice(index, index + 4))
        : null;
    if (octal) {
      label += canonicalCharacter(String.fromCharCode(parseInt(octal[1], 8)));
      index += 3;
    } else if (PRINTABLE.test(character)) {
      label += canonicalCharacter(character);
    } else {
      return problem(
        'UnsupportedCharacter',
        'Value contains unsupported characters',
        text,
      );
    }
  }
  if (total + 1 > 255)
    return problem('DomainNameTooLong', 'Domain name is too long', text);
  return { kind: 'name', name: `${labels.join('.')}.` };
}

/** The canonical form; undefined for what is no domain name. @public */
export function canonicalName(text: string): string | undefined {
  const parsed = parseName(text);
  return parsed.kind === 'name' ? parsed.name : undefined;
}

/**
 * What Route 53 sorts names by: the labels reversed, the trailing dot included.
 * `www.example.com.` sorts as `com.example.www.`.
 *
 * @public
 */
export function nameSortKey(canonical: string): string {
  return `${canonical.slice(0, -1).split('.').reverse().join('.')}.`;
}

/** Whether a canonical name is the zone's own name or below it. @public */
export function isWithin(name: string, zoneName: string): boolean {
  return name === zoneName || name.endsWith(`.${zoneName}`);
}

/** The name without escapes and trailing dot, as people and resolvers write it. @public */
export function plainName(canonical: string): string {
  return canonical
    .slice(0, -1)
    .replace(/\\([0-3][0-7][0-7])/g, (_, octal: string) =>
      String.fromCharCode(parseInt(octal, 8)),
    );
}

/** The name one label up; undefined for a single label. @public */
export function parentName(canonical: string): string | undefined {
  const dot = canonical.indexOf('.');
  return dot < canonical.length - 1 ? canonical.slice(dot + 1) : undefined;
}

/** The first label of every wildcard, as Route 53 lists it. @public */
export const WILDCARD_LABEL = '\\052';

function canonicalCharacter(character: string): string {
  const lower =
    character >= 'A' && character <= 'Z' ? character.toLowerCase() : character;
  if (PLAIN.test(lower)) return lower;
  return `\\${lower.charCodeAt(0).toString(8).padStart(3, '0')}`;
}

function problem(
  code: string,
  explanation: string,
  encountered: string,
): ParsedName {
  return {
    kind: 'problem',
    problem: {
      code,
      text: `FATAL problem: ${code} (${explanation}) encountered with '${encountered}'`,
    },
  };
}
