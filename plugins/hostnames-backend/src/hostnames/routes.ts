import { listenerSetName } from '@hostmaster/backstage-plugin-hostnames-common';
import { ObjectCondition, Route } from '../gateways/kinds';
import { indexes } from '../reconciler/ClusterWorld';
import { ChainDeps } from './ChainDeps';
import { Subject } from './Subject';

/** Routes of the request's namespace that refer to its ListenerSet. */
export function routesOf(
  subject: Subject,
  deps: Pick<ChainDeps, 'cluster' | 'pool'>,
): Route[] {
  const { namespace } = subject.identity;
  const name = listenerSetName(subject.hostname);
  const key = `${deps.pool.namespace}/${name}`;
  const { httpRoutes, grpcRoutes } = deps.cluster.stores;
  return [
    ...httpRoutes.byIndex(indexes.routesByListenerSet, key),
    ...grpcRoutes.byIndex(indexes.routesByListenerSet, key),
  ].filter(route => route.metadata.namespace === namespace);
}

/** Those that the gateway's controller accepted on that ListenerSet. */
export function acceptedRoutes(
  subject: Subject,
  deps: Pick<ChainDeps, 'cluster' | 'pool'>,
): Route[] {
  return routesOf(subject, deps).filter(
    route => acceptanceOf(route, subject, deps)?.status === 'True',
  );
}

/** What the gateway's controller says of a route on the request's ListenerSet. */
export function acceptanceOf(
  route: Route,
  subject: Subject,
  deps: Pick<ChainDeps, 'pool'>,
): ObjectCondition | undefined {
  const name = listenerSetName(subject.hostname);
  const parent = route.status?.parents?.find(
    ({ parentRef }) =>
      parentRef.kind === 'ListenerSet' &&
      parentRef.name === name &&
      (parentRef.namespace ?? route.metadata.namespace) === deps.pool.namespace,
  );
  const condition = parent?.conditions?.find(({ type }) => type === 'Accepted');
  const isOld =
    (condition?.observedGeneration ?? route.metadata.generation ?? 0) <
    (route.metadata.generation ?? 0);
  return isOld ? undefined : condition;
}
