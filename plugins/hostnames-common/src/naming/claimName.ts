import { shortHash } from './shortHash';

/**
 * Name of the DomainClaim of a hostname (canonical form): the hostname itself; for a wildcard `any--` in place of `*.`,
 * because a Kubernetes name may not have a label that ends in a hyphen. Different hostnames have different names.
 *
 * | hostname | claim |
 * | --- | --- |
 * | `shop.example.com` | `shop.example.com` |
 * | `*.example.com` | `any--example.com` |
 * | `any--example.com` | `any---example.com` |
 *
 * @public
 */
export function claimName(hostname: string): string {
  const name = hostname.startsWith('*.')
    ? `any--${hostname.slice(2)}`
    : hostname.replace(/^any--/, 'any---');
  return name.length <= 253
    ? name
    : `${name.slice(0, 240).replace(/[.-]+$/, '')}.${shortHash(hostname)}`;
}
