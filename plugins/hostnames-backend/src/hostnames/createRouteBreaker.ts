import { listenerSetName } from '@hostmaster/backstage-plugin-hostnames-common';
import {
  Clock,
  KubernetesObject,
  ResourceKind,
  objectKey,
} from '@hostmaster/kubernetes-runtime';
import { GatewayPool } from '../gateways/GatewayPool';
import { Gateway, Route, conditionOf } from '../gateways/kinds';
import { ClusterWorld, indexes } from '../reconciler/ClusterWorld';
import {
  CandidateRoute,
  GatewayFailure,
  chooseCulprit,
} from './chooseCulprit.pure';
import { Notes } from './Notes';
import { copyOf, routeKey } from './overlap/routeCopy.pure';
import { RouteBreaker } from './RouteBreaker';
import { RouteChanges } from './RouteChanges';
import { REQUEST_ANNOTATION } from './steps/listenerSet.pure';

/** On a ListenerSet that the breaker closed: the route, `kind/namespace/name@generation`. Another generation opens it again. */
export const CLOSED_FOR_ANNOTATION = 'hostmaster.dev/closed-for';

interface EventObject extends KubernetesObject {
  involvedObject?: { kind?: string; name?: string; uid?: string };
  type?: string;
  reason?: string;
  message?: string;
  lastTimestamp?: string | null;
  eventTime?: string | null;
  series?: { lastObservedTime?: string } | null;
}

const eventKind: ResourceKind<EventObject> = {
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  namespaced: true,
};

/** Of a failing gateway its Events are read once in so many milliseconds. */
const EVENTS_FRESH = 60_000;

/**
 * Watches the gateways of one cluster: when the controller has refused one for longer than `after`, the listener of the
 * namespace whose route is to blame, or changed last, is closed until that route changes. Who changed when is read from the
 * objects, so that another process comes to the same end.
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
  const events = new Map<string, { at: number; event?: EventObject }>();
  const changes = new RouteChanges(cluster.client);

  return {
    async judge({ identity, hostname }) {
      const listenerSet = cluster.stores.listenerSets.get({
        namespace: pool.namespace,
        name: listenerSetName(hostname),
      });
      const closedFor =
        listenerSet?.metadata.annotations?.[CLOSED_FOR_ANNOTATION];
      if (closedFor && isStill(closedFor, cluster)) return { closedFor };
      const request = objectKey(identity);
      const names = new Set([
        ...(listenerSet ? [listenerSet.spec.parentRef.name] : []),
        ...copiesFor(request).flatMap(copy => copyOf(copy)?.gateway ?? []),
      ]);
      let again: number | undefined;
      for (const name of names) {
        const gateway = pool.object(name);
        const failing = gateway && failingFor(gateway);
        if (failing === undefined) continue;
        if (failing < after) {
          again = Math.min(again ?? Infinity, after - failing);
          continue;
        }
        const culprit = chooseCulprit(
          await candidatesOn(name),
          await failureOf(gateway!),
        );
        if (culprit?.request === request) {
          return { closedFor: sourceOf(culprit.route) };
        }
        again = Math.min(again ?? Infinity, EVENTS_FRESH);
      }
      return again === undefined ? {} : { again };
    },
  };

  /** Every route that the gateway's controller has to compile, but those of the gateway's base. */
  async function candidatesOn(gateway: string): Promise<CandidateRoute[]> {
    const { listenerSets, httpRoutes, grpcRoutes } = cluster.stores;
    const key = `${pool.namespace}/${gateway}`;
    const byTenants = listenerSets
      .byIndex(indexes.listenerSetsByGateway, key)
      .flatMap(set => {
        const request = set.metadata.annotations?.[REQUEST_ANNOTATION];
        if (!request) return [];
        const [namespace] = request.split('/');
        return [httpRoutes, grpcRoutes]
          .flatMap(store =>
            store.byIndex(indexes.routesByListenerSet, objectKey(set)),
          )
          .filter(({ metadata }) => metadata.namespace === namespace)
          .map(route => ({ request, route }));
      });
    const copies = pool.copiesOn(gateway).flatMap(route => {
      const request = copyOf(route)?.request;
      return request ? [{ request, route }] : [];
    });
    return Promise.all(
      [...byTenants, ...copies].map(async candidate => ({
        ...candidate,
        changedAt: await changes.lastOf(candidate.route),
      })),
    );
  }

  function copiesFor(request: string): Route[] {
    return [cluster.stores.httpRoutes, cluster.stores.grpcRoutes].flatMap(
      store => store.byIndex(indexes.copiesByRequest, request),
    );
  }

  /** Milliseconds; undefined: the controller accepts the gateway. */
  function failingFor(gateway: Gateway): number | undefined {
    const accepted = conditionOf(gateway, 'Accepted');
    const isFailing = accepted?.status === 'False';
    const key = `gateway ${cluster.name}/${objectKey(gateway)}`;
    if (!isFailing && !notes.knows(key)) return undefined;
    const seen = notes.lasting(key, 'not accepted', isFailing);
    // A listener that was closed gets its time to show whether that helped.
    const closed = cluster.stores.listenerSets
      .byIndex(indexes.listenerSetsByGateway, objectKey(gateway))
      .flatMap(
        ({ metadata }) => metadata.annotations?.[CLOSED_FOR_ANNOTATION] ?? [],
      )
      .sort()
      .join();
    const unchanged = notes.lasting(key, `closed ${closed}`, isFailing);
    if (!isFailing) return undefined;
    const since = Date.parse(accepted?.lastTransitionTime ?? '');
    const lasting = Math.max(seen, clock.now() - since || 0);
    return closed === '' ? lasting : Math.min(lasting, unchanged);
  }

  async function failureOf(gateway: Gateway): Promise<GatewayFailure> {
    const accepted = conditionOf(gateway, 'Accepted');
    const since = Date.parse(accepted?.lastTransitionTime ?? '');
    const event = await lastEvent(gateway);
    return {
      since: Number.isNaN(since) ? 0 : since,
      event: event && {
        reason: event.reason ?? '',
        message: event.message ?? '',
      },
    };
  }

  /** The last Warning about the gateway; without the right to read Events, or when they are gone, nothing. */
  async function lastEvent(gateway: Gateway): Promise<EventObject | undefined> {
    const { namespace, name, uid } = gateway.metadata;
    const known = events.get(name);
    if (known && clock.monotonic() - known.at < EVENTS_FRESH) {
      return known.event;
    }
    const found = await cluster.client
      .list(eventKind, {
        namespace,
        fieldSelector: `involvedObject.kind=Gateway,involvedObject.name=${name}`,
      })
      .then(({ items }) => items)
      .catch(() => []);
    const [event] = found
      .filter(
        ({ involvedObject, type }) =>
          involvedObject?.kind === 'Gateway' &&
          involvedObject.name === name &&
          (!involvedObject.uid || involvedObject.uid === uid) &&
          type === 'Warning',
      )
      .sort((left, right) => timeOf(right) - timeOf(left));
    events.set(name, { at: clock.monotonic(), event });
    return event;
  }
}

function timeOf({ series, lastTimestamp, eventTime, metadata }: EventObject) {
  const text =
    series?.lastObservedTime ??
    lastTimestamp ??
    eventTime ??
    metadata.creationTimestamp ??
    '';
  return Date.parse(text) || 0;
}

function isStill(closedFor: string, cluster: ClusterWorld): boolean {
  const [kind, namespace, nameAndGeneration = ''] = closedFor.split('/');
  const [name] = nameAndGeneration.split('@');
  const { httpRoutes, grpcRoutes } = cluster.stores;
  const store = kind === 'GRPCRoute' ? grpcRoutes : httpRoutes;
  const route = store.get({ namespace, name });
  return route !== undefined && versionedKey(route) === closedFor;
}

/** The tenant's route, also for a copy of it. */
function sourceOf(route: Route): string {
  return copyOf(route)?.source ?? versionedKey(route);
}

function versionedKey(route: Route): string {
  return `${routeKey(route)}@${route.metadata.generation ?? 0}`;
}
