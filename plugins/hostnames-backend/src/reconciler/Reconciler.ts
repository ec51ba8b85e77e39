import {
  DomainClaim,
  GatewayCapacity,
  GatewayHostnameRequest,
} from '@hostmaster/backstage-plugin-hostnames-common';
import {
  KubernetesObject,
  ObjectStore,
  Priority,
} from '@hostmaster/kubernetes-runtime';
import { HostnameRef } from '../hostnames/HostnameReport';
import {
  Gateway,
  ListenerSet,
  LoadBalancerConfiguration,
  Route,
} from '../gateways/kinds';
import { ProviderStatus } from '../hostnames/Providers';

/** What keeps hostnames as their requests want them. */
export interface Reconciler {
  /** Watches, and writes while it leads. Resolves once everything has been handed in order after `signal` aborted. */
  start(signal: AbortSignal): Promise<void>;
  /** Asks for a look at one request, or at all; merged with what waits already. */
  touch(ref: HostnameRef | 'all', why: string, priority?: Priority): void;
  /** One full pass over the request now; resolves after it (a report has been made), also where this replica only watches. */
  lookAgain(ref: HostnameRef): Promise<void>;
  status(): ReconcilerStatus;
  clusters(): ClusterStatus[];
  /** Every gateway of every pool, with its use. */
  capacity(): GatewayCapacity[];
  claims(): ClaimLookup;
  /** What is known of one cluster's objects; `undefined` for a cluster that is not configured. */
  stores(cluster: string): ClusterStores | undefined;
}

export interface ReconcilerStatus {
  enabled: boolean;
  leading: boolean;
  /** Identity of the replica that leads, as the lease tells. */
  leader?: string;
  queue: { ready: number; waiting: number; working: number };
  providers: ProviderStatus[];
}

export interface ClusterStatus {
  name: string;
  reachable: boolean;
  /** Wall-clock ms of the last sign of life. */
  lastHeard?: number;
  /** Wall-clock ms since when it cannot be seen. */
  since?: number;
  message?: string;
}

/** Who holds a hostname, as far as the clusters' claims tell. */
export interface Holder {
  cluster: string;
  claim: DomainClaim;
  /** The request that holds the name, where it can be seen. */
  request?: GatewayHostnameRequest;
  /** Entity ref of the owner. */
  owner?: string;
}

export interface ClaimLookup {
  /** The claim on exactly this hostname; a released one that cools down is not a holder. */
  holderOf(hostname: string): Holder | undefined;
  /** The holder of a wildcard that covers the hostname. */
  wildcardHolderOf(hostname: string): Holder | undefined;
  /** Set while a released name cools down. */
  coolDownOf(
    hostname: string,
  ): { cluster: string; until: number; owner?: string } | undefined;
  /** Namespaces (per cluster) a platform engineer delegated the name or a suffix of it to; undefined: nobody did. */
  delegationOf(
    cluster: string,
    hostname: string,
  ): { hostname: string; namespaces: string[] } | undefined;
}

/** Read-only stores of one cluster. */
export interface ClusterStores {
  requests: ObjectStore<GatewayHostnameRequest & KubernetesObject>;
  claims: ObjectStore<DomainClaim & KubernetesObject>;
  gateways: ObjectStore<Gateway>;
  loadBalancerConfigurations: ObjectStore<LoadBalancerConfiguration>;
  listenerSets: ObjectStore<ListenerSet>;
  httpRoutes: ObjectStore<Route>;
  grpcRoutes: ObjectStore<Route>;
}
