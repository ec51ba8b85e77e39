import {
  ClusterClient,
  Namespace,
  ObjectStore,
} from '@hostmaster/kubernetes-runtime';
import {
  ClaimObject,
  EndpointSlice,
  Gateway,
  GrantObject,
  ListenerSet,
  LoadBalancerConfiguration,
  RequestObject,
  Route,
} from '../gateways/kinds';

/** What is seen of one cluster. */
export interface WorldStores {
  requests: ObjectStore<RequestObject>;
  claims: ObjectStore<ClaimObject>;
  grants: ObjectStore<GrantObject>;
  gateways: ObjectStore<Gateway>;
  configurations: ObjectStore<LoadBalancerConfiguration>;
  listenerSets: ObjectStore<ListenerSet>;
  httpRoutes: ObjectStore<Route>;
  grpcRoutes: ObjectStore<Route>;
  namespaces: ObjectStore<Namespace>;
  endpointSlices: ObjectStore<EndpointSlice>;
}

/** One cluster: its stores, and the client whose writes pass the gate. */
export interface ClusterWorld {
  name: string;
  client: ClusterClient;
  stores: WorldStores;
}

/** Names of the indexes of the stores. */
export const indexes = {
  /** Requests by each of their names, canonical. */
  requestsByHostname: 'hostname',
  /** Requests by the wildcard over each of their names that is none itself. */
  requestsByWildcard: 'wildcard',
  /** Requests on a pool gateway by its name. */
  requestsByGateway: 'gateway',
  /** Requests by `namespace/name` of any gateway they are on. */
  requestsByGatewayObject: 'gatewayObject',
  /** Claims by `namespace/name` of their owner. */
  claimsByOwner: 'owner',
  /** Routes by `namespace/name` of the ListenerSets they refer to. */
  routesByListenerSet: 'listenerSet',
  /** ListenerSets by `namespace/name` of their Gateway. */
  listenerSetsByGateway: 'gateway',
  /** Configurations of load balancers by the tenants' certificates in them. */
  configurationsByCertificate: 'certificate',
  /** Copies of routes by `namespace/name` of the request they are for. */
  copiesByRequest: 'copyFor',
  /** Copies of routes by the pool gateway they are on. */
  copiesByGateway: 'copyOn',
  /** EndpointSlices by `namespace/name` of their Service. */
  slicesByService: 'service',
} as const;
