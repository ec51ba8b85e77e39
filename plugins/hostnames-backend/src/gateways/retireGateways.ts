import { GatewayProfile } from '@hostmaster/backstage-plugin-hostnames-node';
import { KubernetesObject, ResourceKind } from '@hostmaster/kubernetes-runtime';
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
  httpRouteKind,
  listenerSetKind,
  loadBalancerConfigurationKind,
  requestKind,
} from './kinds';
import {
  BASE_LABEL,
  EMPTY_SINCE_ANNOTATION,
  INSTALLATION_LABEL,
  RETIRING_ANNOTATION,
  poolOf,
} from './poolLabels';
import { HTTPS_PORT, RenderedGateway } from './renderGateway';
import { RetireAction, decideRetire } from './retire.decide';

const PROTECTION = 'deletion_protection.enabled';

/**
 * One step for every gateway of a profile that nobody uses: marked empty, and when it has been so for long and more are empty
 * than are kept ready, taken away with its load balancer. `render`: its objects as they should be.
 */
export async function retireGateways(
  profile: GatewayProfile,
  deps: ChainDeps,
  render: (gateway: PoolGateway) => RenderedGateway,
): Promise<void> {
  const pool = deps.pool
    .all()
    .filter(gateway => gateway.profile === profile.name)
    .sort(
      (left, right) =>
        left.name.length - right.name.length ||
        (left.name < right.name ? -1 : 1),
    );
  const kept = new Map<string, number>();
  for (const gateway of pool) {
    const object = deps.pool.object(gateway.name);
    if (!object || !isOurs(object, deps)) continue;
    const isEmpty = isUnused(gateway, deps);
    const before = kept.get(gateway.visibility) ?? 0;
    if (isEmpty && !gateway.ends) kept.set(gateway.visibility, before + 1);
    const configuration = configurationOf(gateway.name, deps);
    const action = decideRetire(
      {
        isEmpty,
        isSurplus: isEmpty && before >= profile.spare,
        emptySince: emptySince(object, configuration),
        retiringSince: timeIn(object, RETIRING_ANNOTATION),
        isProtected: isProtected(configuration),
        hasBase: baseRoutes(gateway.name, deps).length > 0,
        ends: gateway.ends,
      },
      deps.clock.now(),
      deps.config.reconciler.waits,
    );
    if (action) await act(action, object, deps, () => render(gateway));
  }
  await removeConfigurations(profile, deps);
}

async function act(
  action: RetireAction,
  gateway: Gateway,
  deps: ChainDeps,
  render: () => RenderedGateway,
): Promise<void> {
  const { name } = gateway.metadata;
  const now = new Date(deps.clock.now()).toISOString();
  deps.logger.debug(`Gateway ${deps.pool.namespace}/${name}: ${action}`);
  switch (action) {
    case 'markRetiring':
      deps.logger.info(
        `Gateway ${deps.pool.namespace}/${name} has been empty for long and is being removed`,
      );
      return annotate(
        gatewayKind,
        gateway,
        { [RETIRING_ANNOTATION]: now },
        deps,
      );
    case 'keep':
      await deps.pool.gateways.ensure(render());
      await unmark(
        loadBalancerConfigurationKind,
        configurationOf(name, deps),
        deps,
      );
      return unmark(gatewayKind, gateway, deps);
    case 'unprotect':
      return unprotect(name, deps);
    case 'deleteBase': {
      if (!(await isCertainlyUnused(gateway, deps))) return undefined;
      const configuration = configurationOf(name, deps);
      if (configuration) {
        // What is left when the gateway is gone is found again by this.
        await annotate(
          loadBalancerConfigurationKind,
          configuration,
          { [RETIRING_ANNOTATION]: now },
          deps,
        );
      }
      for (const { metadata } of baseRoutes(name, deps)) {
        const { namespace, uid } = metadata;
        await deps.cluster.client.delete(
          httpRouteKind,
          { namespace, name: metadata.name },
          { uid },
        );
      }
      return undefined;
    }
    case 'deleteGateway': {
      if (!(await isCertainlyUnused(gateway, deps))) return undefined;
      const { namespace, uid } = gateway.metadata;
      await deps.cluster.client.delete(
        gatewayKind,
        { namespace, name },
        { uid },
      );
      return undefined;
    }
    default:
      throw new Error(`unknown action ${action satisfies never}`);
  }
}

/** As the stores show it. Of one that is being deleted: hostnames that are given up wait for it to go, and do not keep it. */
function isUnused(gateway: PoolGateway, { cluster, pool }: ChainDeps): boolean {
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
async function isCertainlyUnused(
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

/** The configurations of gateways that are gone. */
async function removeConfigurations(
  profile: GatewayProfile,
  deps: ChainDeps,
): Promise<void> {
  const { client, stores } = deps.cluster;
  const left = stores.configurations
    .list({ namespace: deps.pool.namespace })
    .filter(
      configuration =>
        poolOf(configuration)?.profile === profile.name &&
        isOurs(configuration, deps) &&
        timeIn(configuration, RETIRING_ANNOTATION) !== undefined &&
        deps.pool.object(configuration.metadata.name) === undefined &&
        deps.pool.requestsOn(configuration.metadata.name).length === 0,
    );
  for (const { metadata } of left) {
    const { namespace, name, uid, resourceVersion } = metadata;
    const ref = { namespace, name };
    if (await client.get(gatewayKind, ref)) continue;
    await client.delete(loadBalancerConfigurationKind, ref, {
      uid,
      resourceVersion,
    });
  }
}

async function unprotect(name: string, deps: ChainDeps): Promise<void> {
  const { client, stores } = deps.cluster;
  const ref = { namespace: deps.pool.namespace, name };
  const current = await client.get(loadBalancerConfigurationKind, ref);
  if (!current || !isProtected(current)) return;
  const attributes = attributesOf(current).map(each =>
    each.key === PROTECTION ? { ...each, value: 'false' } : each,
  );
  const written = await client.replace(loadBalancerConfigurationKind, {
    ...current,
    spec: { ...current.spec, loadBalancerAttributes: attributes },
  });
  const { resourceVersion } = written.metadata;
  if (resourceVersion) stores.configurations.expect(ref, resourceVersion);
}

function isProtected(
  configuration: LoadBalancerConfiguration | undefined,
): boolean {
  return attributesOf(configuration).some(
    ({ key, value }) => key === PROTECTION && String(value) === 'true',
  );
}

function attributesOf(configuration: LoadBalancerConfiguration | undefined) {
  return (configuration?.spec.loadBalancerAttributes ?? []) as Array<{
    key: string;
    value: unknown;
  }>;
}

async function annotate<T extends KubernetesObject>(
  kind: ResourceKind<T>,
  { metadata }: T,
  annotations: Record<string, string | null>,
  { cluster }: ChainDeps,
): Promise<void> {
  const { namespace, name, resourceVersion, uid } = metadata;
  const already = Object.entries(annotations).every(
    ([key, value]) => (metadata.annotations?.[key] ?? null) === value,
  );
  if (already) return;
  await cluster.client.patch(
    kind,
    { namespace, name },
    {
      type: 'merge',
      body: { metadata: { uid, resourceVersion, annotations } },
    },
  );
}

async function unmark<T extends KubernetesObject>(
  kind: ResourceKind<T>,
  object: T | undefined,
  { cluster }: ChainDeps,
): Promise<void> {
  if (!object) return;
  const { namespace, name } = object.metadata;
  const current = await cluster.client.get(kind, { namespace, name });
  const isMarked =
    current?.metadata.annotations?.[RETIRING_ANNOTATION] !== undefined;
  if (!current || !isMarked) return;
  const { resourceVersion, uid } = current.metadata;
  const annotations = { [RETIRING_ANNOTATION]: null };
  await cluster.client.patch(
    kind,
    { namespace, name },
    {
      type: 'merge',
      body: { metadata: { uid, resourceVersion, annotations } },
    },
  );
}

/** Made by this installation; what another one made in the same namespace, or what does not say, is left alone. */
function isOurs(
  object: Gateway | LoadBalancerConfiguration,
  { config }: ChainDeps,
): boolean {
  return (
    poolOf(object) !== undefined &&
    object.metadata.labels?.[INSTALLATION_LABEL] === config.installation
  );
}

function baseRoutes(name: string, { cluster, pool }: ChainDeps): Route[] {
  return cluster.stores.httpRoutes
    .list({ namespace: pool.namespace })
    .filter(route => isBase(route, name));
}

function isBase({ metadata }: Route, gateway: string): boolean {
  return metadata.labels?.[BASE_LABEL] === gateway;
}

function configurationOf(
  name: string,
  { cluster, pool }: ChainDeps,
): LoadBalancerConfiguration | undefined {
  return cluster.stores.configurations.get({ namespace: pool.namespace, name });
}

/** By the mark; without one, by when its objects were made or last written, whoever did that. */
function emptySince(
  gateway: Gateway,
  configuration: LoadBalancerConfiguration | undefined,
): number {
  const marked = configuration && timeIn(configuration, EMPTY_SINCE_ANNOTATION);
  const made = [gateway, ...(configuration ? [configuration] : [])].flatMap(
    ({ metadata }) => metadata.creationTimestamp ?? [],
  );
  const { managedFields = [] } = (configuration?.metadata ?? {}) as {
    managedFields?: Array<{ time?: string }>;
  };
  const written = managedFields.flatMap(({ time }) => time ?? []);
  return (
    marked ??
    Math.max(
      0,
      ...[...made, ...written].map(time => Date.parse(time)).filter(Boolean),
    )
  );
}

function timeIn(object: KubernetesObject, mark: string): number | undefined {
  const time = Date.parse(object.metadata.annotations?.[mark] ?? '');
  return Number.isNaN(time) ? undefined : time;
}
