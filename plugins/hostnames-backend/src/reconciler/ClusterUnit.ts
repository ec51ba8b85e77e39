import { LoggerService } from '@backstage/backend-plugin-api';
import {
  Clock,
  ClusterClient,
  Random,
  RuntimeMetrics,
} from '@hostmaster/kubernetes-runtime';
import { HostnamesConfig } from '../config';
import { GatewayPool } from '../gateways/GatewayPool';
import { ChainDeps } from '../hostnames/ChainDeps';
import { createRouteBreaker } from '../hostnames/createRouteBreaker';
import { GrantWriter } from '../hostnames/GrantWriter';
import { WatchedCluster, watchCluster } from './watchCluster';
import { ClusterWorld } from './ClusterWorld';

/** One cluster, with everything steps need to work on it. */
export interface ClusterUnit {
  world: WatchedCluster;
  deps: ChainDeps;
}

export function createClusterUnit(options: {
  name: string;
  client: ClusterClient;
  config: HostnamesConfig;
  clock: Clock;
  random: Random;
  logger: LoggerService;
  metrics?: RuntimeMetrics;
  shared: Pick<
    ChainDeps,
    'providers' | 'notes' | 'fights' | 'brake' | 'defaultCertificates'
  > & { clusters: () => ReadonlyArray<ClusterWorld> };
}): ClusterUnit {
  const { name, client, config, clock, random, logger, metrics } = options;
  const { clusters, ...shared } = options.shared;
  const { edgeNamespace, waits } = config.reconciler;
  const world = watchCluster({
    name,
    client,
    edgeNamespace,
    uses: {
      pools: config.profiles.some(({ placement }) => placement === 'pool'),
      listenerSets: config.profiles.some(
        ({ listeners }) => listeners === 'listenerSet',
      ),
    },
    clock,
    random,
    metrics,
    onError: (error, { resource }) =>
      logger.warn(`${resource} of cluster ${name}`, error as Error),
  });
  const pool = new GatewayPool(world, edgeNamespace, clock);
  return {
    world,
    deps: {
      ...shared,
      config,
      clock,
      logger,
      cluster: world,
      get clusters() {
        return clusters();
      },
      pool,
      grants: new GrantWriter(world),
      breaker: createRouteBreaker({
        cluster: world,
        pool,
        notes: shared.notes,
        clock,
        after: waits.routeBreaker,
      }),
    },
  };
}
