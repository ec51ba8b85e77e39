import { listenerSetName } from './listenerSetName';
import { shortHash } from './shortHash';

/**
 * Name of a route added to a hostname (canonical form), and of its file: another for each path and kind, and never that of
 * the route that comes with the hostname's request, which is the name of the ListenerSet.
 *
 * | hostname, path | name |
 * | --- | --- |
 * | `shop.example.com`, `/` | `shop-example-com--route` |
 * | `shop.example.com`, `/api` | `shop-example-com--route-api` |
 * | `shop.example.com`, `/Api/v1` | `shop-example-com--route-api-v1-` and a hash |
 *
 * @public
 */
export function routeName(
  hostname: string,
  route: { routeKind?: 'HTTPRoute' | 'GRPCRoute'; path?: string } = {},
): string {
  const kind = route.routeKind === 'GRPCRoute' ? 'grpcroute' : 'route';
  const path = (route.path ?? '').replace(/^\//, '');
  return `${listenerSetName(hostname)}--${kind}${path ? `-${slug(path)}` : ''}`;
}

function slug(path: string): string {
  if (/^[a-z0-9]{1,32}$/.test(path)) return path;
  const readable = path
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, 32)
    .replace(/-$/, '');
  return `${readable ? `${readable}-` : ''}${shortHash(path)}`;
}
