import { isWithin } from '@hostmaster/backstage-plugin-hostnames-common';
import { PlacedName } from './PoolGateway';

/**
 * Whether two groups of names must not share a gateway: a load balancer merges all listeners of a port, so a route on a
 * wildcard could take the traffic of a name below it. At any depth; within one namespace that is its own affair.
 *
 * | there | new | apart |
 * | --- | --- | --- |
 * | `*.example.com` of a | `shop.example.com` of b | yes |
 * | `a.b.example.com` of a | `*.example.com` of b | yes |
 * | `*.example.com` of a | `shop.example.com` of a | no |
 * | `*.example.com` of a | `example.com` of b | no |
 */
export function keepsApart(left: PlacedName[], right: PlacedName[]): boolean {
  return left.some(one =>
    right.some(
      other =>
        one.namespace !== other.namespace &&
        (covers(one.hostname, other.hostname) ||
          covers(other.hostname, one.hostname)),
    ),
  );
}

function covers(wildcard: string, hostname: string): boolean {
  if (!wildcard.startsWith('*.')) return false;
  const base = wildcard.slice(2);
  const name = hostname.replace(/^\*\./, '');
  return isWithin(name, base) && (name !== base || hostname === wildcard);
}
