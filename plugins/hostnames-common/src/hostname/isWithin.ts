/**
 * Whether a hostname lies in a zone, compared label by label: `evilexample.com` is not within `example.com`. The zone's own
 * name is within it. Both in canonical form.
 *
 * @public
 */
export function isWithin(hostname: string, zoneName: string): boolean {
  return hostname === zoneName || hostname.endsWith(`.${zoneName}`);
}
