import { GRANT_NAME } from '../hostnames/GrantWriter';
import { Demand, LEAST, routeDemand } from '../placement';
import { ClusterWorld, indexes } from '../reconciler/ClusterWorld';
import { countedRoute } from './countedRoute';
import { RequestObject, Route } from './kinds';
import { largeAllowance } from './largeGrants';
import { listenerSetsOf } from './requestNames';

/**
 * What a request takes up on its gateway: by its names, and the routes of its namespace that are attached to their ListenerSets
 * in the namespace `edge`, or what it is granted if that is more.
 */
export function requestDemand(
  { stores }: ClusterWorld,
  edge: string,
  { metadata }: RequestObject,
  names: string[],
): Demand {
  if (names.length === 0) return LEAST;
  const routes = attachedRoutes({ stores }, edge, metadata.namespace, names);
  const grant = stores.grants.get({
    namespace: metadata.namespace,
    name: GRANT_NAME,
  });
  return routeDemand(
    names,
    routes.map(countedRoute),
    grant ? largeAllowance(grant, metadata.name, names) : 0,
  );
}

/** Routes of a namespace that name the ListenerSets of some hostnames; what other namespaces attach is not theirs. */
export function attachedRoutes(
  { stores }: Pick<ClusterWorld, 'stores'>,
  edge: string,
  namespace: string | undefined,
  names: string[],
): Route[] {
  return listenerSetsOf(names, edge)
    .flatMap(key => [
      ...stores.httpRoutes.byIndex(indexes.routesByListenerSet, key),
      ...stores.grpcRoutes.byIndex(indexes.routesByListenerSet, key),
    ])
    .filter(({ metadata }) => metadata.namespace === namespace);
}
