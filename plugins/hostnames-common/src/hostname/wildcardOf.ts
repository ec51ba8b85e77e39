/**
 * The wildcard beside a hostname: `shop.example.com` → `*.example.com`. A wildcard is its own.
 *
 * @public
 */
export function wildcardOf(hostname: string): string {
  return `*${hostname.slice(hostname.indexOf('.'))}`;
}
