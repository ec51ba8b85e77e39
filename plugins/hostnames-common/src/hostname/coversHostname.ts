/**
 * Whether a name on a certificate covers a hostname (RFC 6125, 6.4.3): `*.` stands for exactly one label, so
 * `*.example.com` covers `shop.example.com` and neither `example.com` nor `a.shop.example.com`. A wildcard hostname is
 * covered only by the same wildcard. Case is ignored.
 *
 * @public
 */
export function coversHostname(pattern: string, hostname: string): boolean {
  const name = hostname.toLowerCase();
  const covering = pattern.toLowerCase();
  if (covering === name) return true;
  if (!covering.startsWith('*.')) return false;
  const dot = name.indexOf('.');
  return dot > 0 && name.slice(dot + 1) === covering.slice(2);
}
