import { wildcardOf } from '@hostmaster/backstage-plugin-hostnames-common';
import {
  Clock,
  ClusterClient,
  KubernetesObject,
  ObjectStore,
  Random,
  Reflector,
  ReflectorState,
  ResourceKind,
  RuntimeMetrics,
  createReflector,
  namespaceKind,
} from '@hostmaster/kubernetes-runtime';
import { certificatesOf } from '../gateways/certificatesOf';
import {
  EndpointSlice,
  Route,
  claimKind,
  endpointSliceKind,
  gatewayKind,
  grantKind,
  grpcRouteKind,
  httpRouteKind,
  listenerSetKind,
  loadBalancerConfigurationKind,
  requestKind,
} from '../gateways/kinds';
import { namesOf } from '../gateways/requestNames';
import { copyOf } from '../hostnames/overlap/routeCopy.pure';
import { ClusterWorld, WorldStores, indexes } from './ClusterWorld';

/** A cluster being watched. */
export interface WatchedCluster extends ClusterWorld {
  reflectors: Reflector[];
  /** Without these nothing can be decided; the others only tell more. */
  needed: Reflector[];
}

/** Makes the reflectors of one cluster; nothing is sent before they are started. */
export function watchCluster(options: {
  name: string;
  client: ClusterClient;
  edgeNamespace: string;
  /** Whether profiles have pools, and ListenerSets: else their kinds may not even be installed. */
  uses: { pools: boolean; listenerSets: boolean };
  clock: Clock;
  random: Random;
  metrics?: RuntimeMetrics;
  onError: (error: unknown, state: ReflectorState) => void;
}): WatchedCluster {
  const { name, client, edgeNamespace: namespace, uses, ...shared } = options;
  const reflectors: Reflector[] = [];
  const reflect = <T extends KubernetesObject>(
    kind: ResourceKind<T>,
    more: {
      namespace?: string;
      indexes?: Record<string, (object: T) => string[]>;
      used?: boolean;
    } = {},
  ): ObjectStore<T> => {
    const { used = true, ...rest } = more;
    const reflector = createReflector<T>({
      client,
      kind,
      ...shared,
      ...rest,
      onRecovered: () => reflectors.forEach(each => each.retryNow()),
    });
    if (used) reflectors.push(reflector as unknown as Reflector);
    return reflector.store;
  };
  const ofRoutes = {
    [indexes.routesByListenerSet]: listenerSetsOfRoute,
    [indexes.copiesByRequest]: (route: Route) => {
      const copy = copyOf(route);
      return copy && route.metadata.namespace === namespace
        ? [copy.request]
        : [];
    },
    [indexes.copiesByGateway]: (route: Route) => {
      const copy = copyOf(route);
      return copy && route.metadata.namespace === namespace
        ? [copy.gateway]
        : [];
    },
  };
  const stores: WorldStores = {
    requests: reflect(requestKind, {
      indexes: {
        [indexes.requestsByHostname]: namesOf,
        [indexes.requestsByWildcard]: request =>
          namesOf(request)
            .filter(each => !each.startsWith('*.'))
            .map(wildcardOf),
        [indexes.requestsByGateway]: request =>
          request.status?.assignedGateway?.namespace === namespace
            ? [request.status.assignedGateway.name]
            : [],
        [indexes.requestsByGatewayObject]: ({ status }) =>
          status?.assignedGateway
            ? [
                `${status.assignedGateway.namespace}/${status.assignedGateway.name}`,
              ]
            : [],
      },
    }),
    claims: reflect(claimKind, {
      indexes: {
        [indexes.claimsByOwner]: ({ spec }) =>
          spec.owner ? [`${spec.owner.namespace}/${spec.owner.name}`] : [],
      },
    }),
    grants: reflect(grantKind),
    gateways: reflect(gatewayKind),
    configurations: reflect(loadBalancerConfigurationKind, {
      namespace,
      used: uses.pools,
      indexes: { [indexes.configurationsByCertificate]: certificatesOf },
    }),
    listenerSets: reflect(listenerSetKind, {
      namespace,
      used: uses.listenerSets,
      indexes: {
        [indexes.listenerSetsByGateway]: ({ spec, metadata }) => [
          `${spec.parentRef.namespace ?? metadata.namespace}/${
            spec.parentRef.name
          }`,
        ],
      },
    }),
    httpRoutes: reflect(httpRouteKind, { indexes: ofRoutes }),
    grpcRoutes: reflect(grpcRouteKind, { indexes: ofRoutes }),
    namespaces: reflect(namespaceKind),
    endpointSlices: reflect(endpointSliceKind, {
      indexes: { [indexes.slicesByService]: serviceOfSlice },
    }),
  };
  const optional = new Set([grpcRouteKind.plural, endpointSliceKind.plural]);
  return {
    name,
    client,
    stores,
    reflectors,
    needed: reflectors.filter(({ kind }) => !optional.has(kind.plural)),
  };
}

/** `namespace/name` of every ListenerSet a route refers to. */
export function listenerSetsOfRoute(route: Route): string[] {
  const { namespace = '' } = route.metadata;
  return (route.spec.parentRefs ?? [])
    .filter(({ kind }) => kind === 'ListenerSet')
    .map(parent => `${parent.namespace ?? namespace}/${parent.name}`);
}

function serviceOfSlice({ metadata }: EndpointSlice): string[] {
  const service = metadata.labels?.['kubernetes.io/service-name'];
  return service ? [`${metadata.namespace}/${service}`] : [];
}
