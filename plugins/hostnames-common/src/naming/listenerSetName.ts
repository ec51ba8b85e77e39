import { shortHash } from './shortHash';

/** A hostname whose dots can become hyphens without meeting another hostname's name. */
const PLAIN = /^[a-z0-9]+(?:\.[a-z0-9]+)+$/;

/**
 * Name of the ListenerSet of a hostname (canonical form), from the hostname alone, at most 63 characters: templates write it
 * into routes before any gateway is chosen. Dots become hyphens; a name with hyphens of its own, a wildcard or a long name
 * carries a hash, so that `a-b.example.com` and `a.b.example.com` differ.
 *
 * @public
 */
export function listenerSetName(hostname: string): string {
  const known = KNOWN.get(hostname);
  if (known !== undefined) return known;
  const name = nameFor(hostname);
  if (KNOWN.size >= 50_000) KNOWN.clear();
  KNOWN.set(hostname, name);
  return name;
}

/** Asked for many times for each hostname in every look at it. */
const KNOWN = new Map<string, string>();

function nameFor(hostname: string): string {
  const name = hostname.replace(/^\*\./, 'any.').replace(/\./g, '-');
  if (PLAIN.test(hostname) && name.length <= 63) return name;
  return `${name.slice(0, 52).replace(/-+$/, '')}-${shortHash(hostname)}`;
}
