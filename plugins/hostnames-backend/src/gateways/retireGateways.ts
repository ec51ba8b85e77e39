import { GatewayProfile } from '@hostmaster/backstage-plugin-hostnames-node';
import { ChainDeps } from '../hostnames/ChainDeps';
import { PoolGateway } from '../placement';
import { isProtected, unprotect } from './deletionProtection';
import {
  Gateway,
  LoadBalancerConfiguration,
  gatewayKind,
  httpRouteKind,
  loadBalancerConfigurationKind,
} from './kinds';
import {
  EMPTY_SINCE_ANNOTATION,
  RETIRING_ANNOTATION,
  poolOf,
} from './poolLabels';
import { RenderedGateway } from './renderGateway';
import { RetireAction, decideRetire } from './retire.decide';
import { annotate, emptySince, timeIn, unmark } from './retirementMarks';
import {
  baseRoutes,
  isCertainlyUnused,
  isOurs,
  isUnused,
} from './unusedGateways';

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
      if (await isEmptyForShorter(gateway, deps)) return undefined;
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

/**
 * Stores do not keep when an object was last written (`managedFields`): where no mark says since when a gateway is empty, its
 * configuration is read anew and gets one. Whether that was too short a time ago.
 */
async function isEmptyForShorter(
  gateway: Gateway,
  deps: ChainDeps,
): Promise<boolean> {
  const { namespace, name } = gateway.metadata;
  const configuration = await deps.cluster.client.get(
    loadBalancerConfigurationKind,
    { namespace, name },
  );
  const since = emptySince(gateway, configuration);
  const { emptyGateway } = deps.config.reconciler.waits;
  if (deps.clock.now() - since >= emptyGateway) return false;
  if (configuration)
    await annotate(
      loadBalancerConfigurationKind,
      configuration,
      { [EMPTY_SINCE_ANNOTATION]: new Date(since).toISOString() },
      deps,
    );
  return true;
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

function configurationOf(
  name: string,
  { cluster, pool }: ChainDeps,
): LoadBalancerConfiguration | undefined {
  return cluster.stores.configurations.get({ namespace: pool.namespace, name });
}
