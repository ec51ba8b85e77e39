import { RouteBreaker } from './RouteBreaker';
import { Clock, objectKey } from '@hostmaster/kubernetes-runtime';
import { listenerSetName } from '@hostmaster/backstage-plugin-hostnames-common';
import { Gateway, Route, conditionOf } from '../gateways/kinds';
import { GatewayPool } from '../gateways/GatewayPool';
import { namesOf } from '../gateways/requestNames';
import { ClusterWorld, indexes } from '../reconciler/ClusterWorld';
import { CandidateRoute, chooseCulprit } from './chooseCulprit.pure';
import { Notes } from './Notes';

/** On a ListenerSet that the breaker closed: the route, `kind/namespace/name@generation`. Another generation opens it again. */
export const CLOSED_FOR_ANNOTATION = 'hostmaster.dev/closed-for';

/**
 * Watches the gateways of one cluster: when the controller has refused one for longer than `after`, the listener of the
 * namespace whose route is to blame, or changed last, is closed until that route changes.
 */
export function createRouteBreaker(options: {
  cluster: ClusterWorld;
  pool: GatewayPool;
  notes: Notes;
  clock: Clock;
  /** Milliseconds. */
  after: number;
}): RouteBreaker {
  const { cluster, pool, notes, clock, after } = options;
  const changedAt = new Map<string, number>();
  for (const store of [cluster.stores.httpRoutes, cluster.stores.grpcRoutes]) {
    store.subscribe(change => {
      const key = routeKey(change.object);
      if (change.kind === 'deleted') changedAt.delete(key);
      const same =
        change.kind === 'changed' &&
        change.before.metadata.generation === change.object.metadata.generation;
      if (change.kind !== 'deleted' && !same) {
        changedAt.set(key, clock.monotonic());
      }
    });
  }

  const candidatesOn = (gateway: string): CandidateRoute[] =>
    pool.requestsOn(gateway).flatMap(request => {
      const [hostname] = namesOf(request);
      if (!hostname) return [];
      const key = `${pool.namespace}/${listenerSetName(hostname)}`;
      const routes = [
        ...cluster.stores.httpRoutes.byIndex(indexes.routesByListenerSet, key),
        ...cluster.stores.grpcRoutes.byIndex(indexes.routesByListenerSet, key),
      ];
      return routes
        .filter(
          ({ metadata }) => metadata.namespace === request.metadata.namespace,
        )
        .map(route => ({
          request: objectKey(request),
          route,
          changedAt: changedAt.get(routeKey(route)) ?? 0,
        }));
    });

  return {
    brokenBy(subject) {
      const listenerSet = cluster.stores.listenerSets.get({
        namespace: pool.namespace,
        name: listenerSetName(subject.hostname),
      });
      const closedFor =
        listenerSet?.metadata.annotations?.[CLOSED_FOR_ANNOTATION];
      if (closedFor && isStill(closedFor, cluster)) return closedFor;
      const gateway = subject.request.status?.assignedGateway;
      const object = gateway && cluster.stores.gateways.get(gateway);
      if (!object || !pool.object(object.metadata.name)) return undefined;
      if (failingFor(object) < after) return undefined;
      const culprit = chooseCulprit(candidatesOn(object.metadata.name));
      return culprit?.request === objectKey(subject.identity)
        ? versionedKey(culprit.route)
        : undefined;
    },
  };

  function failingFor(gateway: Gateway): number {
    const isFailing = conditionOf(gateway, 'Accepted')?.status === 'False';
    const key = `gateway ${cluster.name}/${objectKey(gateway)}`;
    const lasting = notes.lasting(key, 'not accepted', isFailing);
    // A listener that was closed gets its time to show whether that helped.
    const closed = cluster.stores.listenerSets
      .list({ namespace: pool.namespace })
      .filter(
        ({ spec, metadata }) =>
          spec.parentRef.name === gateway.metadata.name &&
          metadata.annotations?.[CLOSED_FOR_ANNOTATION],
      )
      .map(({ metadata }) => metadata.annotations?.[CLOSED_FOR_ANNOTATION])
      .sort()
      .join();
    const unchanged = notes.lasting(key, `closed ${closed}`, isFailing);
    return Math.min(lasting, unchanged);
  }
}

function isStill(closedFor: string, cluster: ClusterWorld): boolean {
  const [kind, namespace, nameAndGeneration = ''] = closedFor.split('/');
  const [name] = nameAndGeneration.split('@');
  const { httpRoutes, grpcRoutes } = cluster.stores;
  const store = kind === 'GRPCRoute' ? grpcRoutes : httpRoutes;
  const route = store.get({ namespace, name });
  return route !== undefined && versionedKey(route) === closedFor;
}

function routeKey(route: Route): string {
  return `${route.kind}/${route.metadata.namespace}/${route.metadata.name}`;
}

function versionedKey(route: Route): string {
  return `${routeKey(route)}@${route.metadata.generation ?? 0}`;
}
