import { LoggerService } from '@backstage/backend-plugin-api';
import {
  Clock,
  LeaseElector,
  Random,
  createSwitchGate,
  createLeaseElector,
  createWatchdog,
  createWorkQueue,
  sleepOn,
} from '@hostmaster/kubernetes-runtime';
import { HostnamesConfig } from '../config';
import { DefaultCertificateKeeper } from '../gateways/DefaultCertificateKeeper';
import { RequestObject } from '../gateways/kinds';
import { Brake } from '../hostnames/Brake';
import { EventRecorder } from '../hostnames/EventRecorder';
import { HostnameReports } from '../hostnames/HostnameReport';
import { Fights } from '../hostnames/fights/Fights';
import { Notes } from '../hostnames/Notes';
import { ProviderFactories, createProviders } from '../hostnames/Providers';
import { subjectKey } from '../hostnames/Subject';
import { safeLogger } from '../logging/safeLogger';
import {
  ReconcilerMetrics,
  noReconcilerMetrics,
} from '../metrics/reconcilerMetrics';
import { ClusterConnection } from './ClusterConnection';
import { ClusterUnit, createClusterUnit } from './ClusterUnit';
import { HostnameWorker } from './HostnameWorker';
import { Housekeeping } from './Housekeeping';
import { Reconciler } from './Reconciler';
import { capacityOf } from './capacityOf';
import { claimLookup } from './claimLookup';
import { clusterStatus } from './clusterStatus';
import {
  touchOnCertificateChanges,
  touchOnClusterChanges,
  touchOnZoneChanges,
} from './touches';

export interface ReconcilerOptions {
  config: HostnamesConfig;
  clock: Clock;
  random: Random;
  logger: LoggerService;
  clusters: ClusterConnection[];
  providers: ProviderFactories;
  reports: HostnameReports;
  metrics?: ReconcilerMetrics;
  /** Who this replica is, for people: the name of the pod or host. */
  identity?: string;
}

/** Milliseconds within which several undone writes are a fight; longer where requests are looked at more rarely. */
const FIGHT_WINDOW = 6 * 60 * 60_000;

/** How often a cluster that cannot be connected to is tried again. */
const CONNECT_AGAIN = 30_000;

/**
 * Makes the reconciler: one queue over all clusters, one writer among all replicas. Store changes, providers and sweeps only
 * touch keys; what has to be done is found out by looking.
 */
export function createReconciler(options: ReconcilerOptions): Reconciler {
  const { config, clock, random, reports } = options;
  const logger = safeLogger(options.logger);
  const { metrics = noReconcilerMetrics } = options;
  const { reconciler } = config;
  const shutdown = new AbortController();
  const notes = new Notes(clock);
  const fights = new Fights(clock, {
    window: Math.max(FIGHT_WINDOW, 12 * reconciler.waits.resync),
  });
  const units = new Map<string, ClusterUnit>();
  const unreachable = new Map<string, { since: number; message: string }>();
  const worlds = () => [...units.values()].map(({ world }) => world);
  const brake = new Brake(config, worlds, clock);

  // Providers and clients exist before the lease, which is written by a client of the home cluster: the gate passes it on.
  let elector: LeaseElector | undefined;
  const closed = createSwitchGate({
    closedReason: 'this process does not lead',
  });
  const leaderGate = () => elector?.gate ?? closed;
  const gate: LeaseElector['gate'] = {
    isOpen: () => leaderGate().isOpen(),
    pass: write => leaderGate().pass(write),
    drained: () => leaderGate().drained(),
  };
  const providers = createProviders(options.providers, {
    clock,
    random,
    gate,
    logger,
    signal: shutdown.signal,
    installation: config.installation,
  });
  const identity = options.identity ?? 'hostmaster';
  const events = new EventRecorder(identity, clock, logger, metrics.event);
  const queue = createWorkQueue({
    name: 'hostnames',
    clock,
    metrics: metrics.runtime,
    baseDelay: 250,
    // Views are shared, so that looking again costs no call by itself; whoever waits is not kept waiting after an outage.
    maxDelay: 120_000,
    onError: (key, error, failures) => {
      const [cluster, namespace, name] = key.split('/');
      safeLogger(logger, { cluster, namespace, name, failures }).warn(
        `${key} failed ${failures} times in a row`,
        error as Error,
      );
    },
  });
  const defaultCertificates = new DefaultCertificateKeeper(
    () => homeUnit().deps,
    () => touchAll('the default certificate is issued', lacksGateway),
  );
  const worker = new HostnameWorker({
    units,
    gate,
    clock,
    reports,
    metrics,
    events,
    notes,
    fights,
    resync: reconciler.waits.resync,
    random,
    queue,
  });
  const housekeeping = new Housekeeping({
    units,
    gate,
    clock,
    logger,
    defaultCertificates,
  });
  const watchdog = createWatchdog({
    clock,
    metrics: metrics.runtime,
    onChange: ({ problems }) =>
      problems.forEach(problem => logger.warn(problem)),
  });

  function touch(
    key: string,
    why: string,
    priority?: 'high' | 'normal' | 'low',
  ) {
    logger.debug(`${key} is looked at: ${why}`);
    queue.add(key, { priority });
  }

  function touchAll(
    why: string,
    isMeant: (request: RequestObject) => boolean = () => true,
  ) {
    for (const { name, stores } of worlds()) {
      for (const { metadata } of stores.requests.list().filter(isMeant)) {
        const { namespace = '', name: request } = metadata;
        touch(
          subjectKey({ cluster: name, namespace, name: request }),
          why,
          'low',
        );
      }
    }
  }

  function homeUnit(): ClusterUnit {
    const unit = units.get(reconciler.homeCluster) ?? [...units.values()][0];
    if (!unit) throw new Error('no cluster is connected yet');
    return unit;
  }

  /** Until it works: one cluster that cannot be reached leaves the others alone. */
  async function follow(
    connection: ClusterConnection,
    signal: AbortSignal,
  ): Promise<void> {
    while (!signal.aborted && !units.has(connection.name)) {
      try {
        const client = await connection.connect(gate);
        const unit = createClusterUnit({
          name: connection.name,
          client,
          config,
          clock,
          random,
          logger,
          metrics: metrics.runtime,
          shared: {
            providers,
            notes,
            fights,
            brake,
            defaultCertificates,
            clusters: worlds,
          },
        });
        units.set(connection.name, unit);
        unreachable.delete(connection.name);
        begin(unit);
        await Promise.all(
          unit.world.reflectors.map(each => each.start(signal)),
        );
        await client.close?.();
      } catch (error) {
        const { message } = error as Error;
        const known = unreachable.get(connection.name);
        unreachable.set(connection.name, {
          since: known?.since ?? clock.now(),
          message,
        });
        logger.error(
          `Cluster ${connection.name} cannot be followed: ${message}`,
        );
        await rest(CONNECT_AGAIN, signal);
      }
    }
  }

  function begin({ world }: ClusterUnit) {
    touchOnClusterChanges(world, touch, (key, version) =>
      worker.statusChanged(key, version),
    );
    world.stores.requests.subscribe(change => {
      brake.noticed(change);
      if (change.kind !== 'deleted') return;
      const { namespace = '', name, uid = '' } = change.object.metadata;
      reports.gone({ cluster: world.name, namespace, name }, uid);
    });
    for (const reflector of world.needed) watchdog.watchReflector(reflector);
  }

  async function lead(signal: AbortSignal): Promise<void> {
    const home = options.clusters.find(
      ({ name }) => name === reconciler.homeCluster,
    );
    if (!home) throw new Error(`There is no cluster ${reconciler.homeCluster}`);
    while (!signal.aborted && !elector) {
      try {
        const client = await home.connect();
        elector = createLeaseElector({
          client,
          namespace: reconciler.edgeNamespace,
          name: `hostmaster-${config.installation}`,
          identity,
          clock,
          random,
          metrics: metrics.runtime,
          leaseDuration: reconciler.lease.duration,
          renewDeadline: reconciler.lease.renewDeadline,
          retryPeriod: reconciler.lease.retryPeriod,
          onStartedLeading: () => {
            logger.info('This replica leads now');
            notes.startedLeading();
            fights.clear();
            touchAll('leadership begins');
            housekeeping.wake();
          },
          onStoppedLeading: () =>
            logger.info('This replica does not lead any more'),
          onError: error => logger.warn('Lease', error as Error),
          // The lease is asked for every two seconds, whoever holds it; lists wait for up to 30 s after an outage.
          onRecovered: () =>
            units
              .get(home.name)
              ?.world.reflectors.forEach(each => each.retryNow()),
        });
        watchdog.watchQueue(queue, elector);
        await elector.run(signal);
        await client.close?.();
      } catch (error) {
        logger.error('The lease cannot be stood for', error as Error);
        await rest(CONNECT_AGAIN, signal);
      }
    }
  }

  async function rest(milliseconds: number, signal: AbortSignal) {
    await sleepOn(clock, milliseconds, signal).catch(() => {});
  }

  return {
    async start(signal) {
      signal.addEventListener('abort', () => shutdown.abort(), { once: true });
      if (signal.aborted) shutdown.abort();
      const stops = [
        ...providers
          .allDns()
          .map(provider => touchOnZoneChanges(provider, worlds, touch)),
        ...providers
          .allCertificates()
          .map(provider =>
            touchOnCertificateChanges(provider, config.installation, owner =>
              defaultCertificates.isIdentity(owner)
                ? housekeeping.wake()
                : touch(subjectKey(owner), 'certificate changed'),
            ),
          ),
      ];
      watchdog.start(signal);
      await Promise.all([
        ...options.clusters.map(cluster => follow(cluster, signal)),
        lead(signal),
        queue.run((key, workSignal) => worker.work(key, workSignal), {
          concurrency: reconciler.concurrency,
          signal,
        }),
        housekeeping.run(signal),
      ]);
      stops.forEach(stop => stop());
    },
    touch(ref, why, priority) {
      if (ref === 'all') touchAll(why);
      else touch(subjectKey(ref), why, priority);
    },
    lookAgain: ref => worker.lookAgain(subjectKey(ref)),
    status: () => ({
      enabled: true,
      leading: elector?.isLeading() ?? false,
      leader: elector?.holder(),
      queue: queue.size(),
      providers: providers.status(),
    }),
    clusters: () =>
      options.clusters.map(({ name }) =>
        clusterStatus(name, units.get(name), unreachable.get(name), watchdog),
      ),
    capacity: () =>
      [...units.values()].flatMap(unit => capacityOf(unit, config)),
    claims: () => claimLookup(worlds()),
    stores(cluster) {
      const stores = units.get(cluster)?.world.stores;
      return (
        stores && {
          ...stores,
          loadBalancerConfigurations: stores.configurations,
        }
      );
    },
  };
}

/** Gateways are made with the default certificate; who has one does not wait for it. */
function lacksGateway({ status }: RequestObject): boolean {
  const placed = status?.conditions?.find(
    ({ type }) => type === 'GatewayAssigned',
  );
  return placed?.status !== 'True';
}
