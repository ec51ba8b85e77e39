import { KubernetesObject } from '@hostmaster/kubernetes-runtime';
import { ChainDeps } from '../hostnames/ChainDeps';
import { addressOf } from '../hostnames/steps/attachCertificate';
import { PoolGateway } from '../placement';
import { indexes } from '../reconciler/ClusterWorld';
import { certificatesOf, httpsListenerOf } from './certificatesOf';
import {
  Gateway,
  LoadBalancerConfiguration,
  Route,
  gatewayKind,
  listenerSetKind,
  loadBalancerConfigurationKind,
  requestKind,
} from './kinds';
import {
  BASE_LABEL,
  INSTALLATION_LABEL,
  RETIRING_ANNOTATION,
  poolOf,
} from './poolLabels';
import { HTTPS_PORT } from './renderGateway';

/** As the stores show it. Of one that is being deleted: hostnames that are given up wait for it to go, and do not keep it. */
export function isUnused(
  gateway: PoolGateway,
  { cluster, pool }: ChainDeps,
): boolean {
  const { listenerSets, httpRoutes, grpcRoutes } = cluster.stores;
  const { name, names, used, ends } = gateway;
  const isParent = ({ spec, metadata }: Route) =>
    (spec.parentRefs ?? []).some(
      parent =>
        (parent.kind ?? 'Gateway') === 'Gateway' &&
        parent.name === name &&
        (parent.namespace ?? metadata.namespace) === pool.namespace,
    );
  const isFree = ends
    ? pool.requestsOn(name).every(isGivenUp)
    : names.length === 0 &&
      used.certificates === 0 &&
      pool.requestsOn(name).length === 0;
  return (
    isFree &&
    pool.copiesOn(name).length === 0 &&
    listenerSets.byIndex(
      indexes.listenerSetsByGateway,
      `${pool.namespace}/${name}`,
    ).length === 0 &&
    ![...httpRoutes.list(), ...grpcRoutes.list()].some(
      route => isParent(route) && !isBase(route, name),
    )
  );
}

function isGivenUp({ metadata }: KubernetesObject): boolean {
  return metadata.deletionTimestamp !== undefined;
}

/** Read anew, from the API server and from the load balancer: a store or a view that lags behind deletes nothing. */
export async function isCertainlyUnused(
  gateway: Gateway,
  deps: ChainDeps,
): Promise<boolean> {
  const { cluster, pool } = deps;
  const { client } = cluster;
  const { namespace } = pool;
  const { name } = gateway.metadata;
  const asked = deps.clock.monotonic();
  const current = await client.get(gatewayKind, { namespace, name });
  const isSame =
    current !== undefined &&
    current.metadata.uid === gateway.metadata.uid &&
    isOurs(current, deps) &&
    (current.metadata.deletionTimestamp !== undefined ||
      current.metadata.annotations?.[RETIRING_ANNOTATION] !== undefined);
  if (!isSame) return false;
  const ends = current.metadata.deletionTimestamp !== undefined;
  const sets = await client.list(listenerSetKind, { namespace });
  if (sets.items.some(({ spec }) => spec.parentRef.name === name)) return false;
  const requests = await client.list(requestKind);
  const onIt = requests.items.filter(
    ({ status }) =>
      status?.assignedGateway?.name === name &&
      status.assignedGateway.namespace === namespace,
  );
  // The listener of one that is being deleted is as its controller has left it; routes of others still keep it.
  if (ends) return [...onIt, ...pool.requestsOn(name)].every(isGivenUp);
  if (onIt.length > 0 || pool.requestsOn(name).length > 0) return false;
  const configuration = await client.get(loadBalancerConfigurationKind, {
    namespace,
    name,
  });
  if (certificatesOf(configuration).length > 0) return false;
  return !(await hasStrangers(current, configuration, asked, deps));
}

/** Whether the load balancer's listener has a certificate besides the default one: somebody uses it, whoever that is. */
async function hasStrangers(
  gateway: Gateway,
  configuration: LoadBalancerConfiguration | undefined,
  newerThan: number,
  deps: ChainDeps,
): Promise<boolean> {
  const address = addressOf(gateway);
  const found = address
    ? await deps.providers.loadBalancer(address, { newerThan })
    : undefined;
  if (!found) return false;
  const there = await found.provider.listenerCertificates(
    found.balancer.ref,
    HTTPS_PORT,
    { newerThan },
  );
  const standard = httpsListenerOf(configuration)?.defaultCertificate;
  return [...(there ?? [])].some(ref => ref !== standard);
}

/** Made by this installation; what another one made in the same namespace, or what does not say, is left alone. */
export function isOurs(
  object: Gateway | LoadBalancerConfiguration,
  { config }: ChainDeps,
): boolean {
  return (
    poolOf(object) !== undefined &&
    object.metadata.labels?.[INSTALLATION_LABEL] === config.installation
  );
}

/** The routes that a gateway has of its own. */
export function baseRoutes(
  name: string,
  { cluster, pool }: ChainDeps,
): Route[] {
  return cluster.stores.httpRoutes
    .list({ namespace: pool.namespace })
    .filter(route => isBase(route, name));
}

function isBase({ metadata }: Route, gateway: string): boolean {
  return metadata.labels?.[BASE_LABEL] === gateway;
}
