import { getPublicSuffix } from 'tldts';

/**
 * Refuses what nobody can hold: a name of one label, and a public suffix (publicsuffix.org, ICANN and private part), also
 * with `*.` before it. Top-level names that are not on the list (`.test`, `.internal`) are suffixes only by themselves.
 *
 * @internal
 */
export function publicSuffixProblem(
  name: string,
  wildcard: boolean,
  allowed: string[],
): string | undefined {
  const written = wildcard ? `*.${name}` : name;
  if (!name.includes('.')) {
    return wildcard
      ? `"${written}" stands for a whole top-level domain. Write at least two labels after "*.", such as *.example.com.`
      : `"${name}" is a single label. Write the whole hostname, such as ${name}.example.com.`;
  }
  const suffix = getPublicSuffix(name, {
    allowPrivateDomains: true,
    extractHostname: false,
    validateHostname: false,
  });
  if (suffix !== name || allowed.includes(name)) return undefined;
  const below = wildcard ? `*.shop.${name}` : `shop.${name}`;
  return `"${name}" is a public suffix, under which different people register their names, so ${
    wildcard ? `"${written}" cannot be held` : 'it cannot be held itself'
  }. Write a name below one that is yours, such as ${below}.`;
}
