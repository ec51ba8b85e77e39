import { listenerSetName } from './listenerSetName';
import { shortHash } from './shortHash';

/**
 * Name of the copy of a route that keeps a hostname (canonical form) served by one gateway while it moves to another; at most
 * 63 characters. `route`: `kind/namespace/name` of the route that is copied.
 *
 * @public
 */
export function routeCopyName(
  hostname: string,
  gateway: string,
  route: string,
): string {
  const name = `${listenerSetName(hostname).slice(0, 30)}-${gateway.slice(
    0,
    16,
  )}`;
  return `${name.replace(/-+$/, '')}-${shortHash(
    `${hostname} ${gateway} ${route}`,
  )}`;
}
