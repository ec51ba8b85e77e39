import {
  AuditorService,
  AuthService,
  HttpAuthService,
  LoggerService,
  PermissionsRegistryService,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { createConditionTransformer } from '@backstage/plugin-permission-node';
import { HostnameProbe } from '@hostmaster/backstage-plugin-hostnames-node';
import { Clock, Random } from '@hostmaster/kubernetes-runtime';
import { Router } from 'express';
import { Knex } from 'knex';
import { Registry } from 'prom-client';
import { Availabilities } from './availability/Availabilities';
import { ZonesView } from './availability/ZonesView';
import { createPortalMetrics } from './metrics/portalMetrics';
import { registerPermissions } from './permissions/registerPermissions';
import { hostnamePermissionRules } from './permissions/rules';
import { ProbeRunner } from './probes/ProbeRunner';
import { ProbeScheduler } from './probes/ProbeScheduler';
import { ProbesConfig } from './probes/ProbesConfig';
import { HostnameStore } from './readModel/HostnameStore';
import { World } from './readModel/projectHostname';
import { ReadModel } from './readModel/ReadModel';
import { Refresher } from './readModel/Refresher';
import { ReportQueue } from './readModel/ReportQueue';
import { SharedStatus } from './readModel/SharedStatus';
import { StoredHostname } from './readModel/StoredHostname';
import { createRouter } from './router/createRouter';
import { AuthorizedHostnamesService } from './service/AuthorizedHostnamesService';
import { CatalogNames } from './service/CatalogNames';
import { DefaultHostnamesService } from './service/DefaultHostnamesService';
import { HostnamesService } from './service/HostnamesService';
import { ReconcilerPort } from './service/ReconcilerPort';
import { ServiceSettings } from './service/ServiceSettings';

/** "Check again" answers within this time, with what was found until then. */
const CHECK_MS = 8_000;
/** A hostname that has just been reported is looked at after a moment: more reports are likely to follow. */
const FIRST_PROBE_MS = 3_000;

export interface HostnamesApi {
  router: Router;
  service: HostnamesService<BackstageCredentials>;
  model: ReadModel;
  /** Where the reconciler's reports go. */
  reports: ReportQueue;
  refresher: Refresher;
  /** Probes and upkeep of the read model; resolves after `signal` has aborted and everything has been written. */
  run(signal: AbortSignal): Promise<void>;
}

/** Puts read model, probes, service and routes together around a reconciler's port. */
export async function createHostnamesApi(options: {
  knex: Knex;
  reconciler: ReconcilerPort;
  settings: ServiceSettings;
  probes: HostnameProbe[];
  probing: Pick<
    ProbesConfig,
    'enabled' | 'interval' | 'settlingInterval' | 'concurrency'
  >;
  catalog: CatalogService;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  auth: AuthService;
  userInfo: UserInfoService;
  httpAuth: HttpAuthService;
  auditor: AuditorService;
  logger: LoggerService;
  clock: Clock;
  random: Random;
  metrics: Registry;
}): Promise<HostnamesApi> {
  const { reconciler, settings, probing, clock, random, logger } = options;
  const store = new HostnameStore(options.knex);
  const world = () => worldOf(reconciler, clock.now());
  const model = new ReadModel(store, world, {
    logger,
    firstProbeAt: () => clock.now() + FIRST_PROBE_MS,
  });
  const reports = new ReportQueue(model, clock, logger);
  const refresher = new Refresher({
    model,
    store,
    shared: new SharedStatus(options.knex),
    reconciler,
    world,
    clusters: settings.clusters,
    clock,
    logger,
  });
  const metrics = createPortalMetrics(options.metrics, {
    store,
    knex: options.knex,
    now: () => clock.now(),
  });
  const runner = new ProbeRunner({
    probes: options.probes,
    model,
    clock,
    random,
    logger,
    times: probing,
    onResult: result => metrics.probed(result),
  });
  const scheduler = new ProbeScheduler({
    store,
    runner,
    clock,
    logger,
    concurrency: probing.concurrency,
  });
  registerPermissions(options.permissionsRegistry, store);

  const catalog = new CatalogNames(options.catalog, logger);
  const zones = new ZonesView(() => reconciler.dnsProviders());
  const service = new AuthorizedHostnamesService(
    new DefaultHostnamesService({
      model,
      store,
      reconciler,
      availabilities: new Availabilities({
        store,
        reconciler,
        zones,
        settings,
        clock,
        ownerOf: (entity, scope) => catalog.ownerOf(entity, scope.credentials),
      }),
      zones,
      catalog,
      settings,
      clock,
      lookAgain: stored => lookAgain(stored),
      refreshDue: () => refresher.refreshDue(),
    }),
    {
      permissions: options.permissions,
      auth: options.auth,
      userInfo: options.userInfo,
      toCriteria: createConditionTransformer(
        Object.values(hostnamePermissionRules),
      ),
    },
  );

  return {
    service,
    model,
    reports,
    refresher,
    router: await createRouter({
      service,
      httpAuth: options.httpAuth,
      auditor: options.auditor,
    }),
    async run(signal) {
      await Promise.all([
        refresher.run(signal),
        ...(probing.enabled ? [scheduler.run(signal)] : []),
      ]);
      await reports.stop();
    },
  };

  async function lookAgain(stored: StoredHostname): Promise<void> {
    const limit = new AbortController();
    const late = clock.sleep(CHECK_MS, limit.signal).catch(() => {});
    const looks = Promise.all([
      reconciler
        .lookAgain(stored.ref)
        .catch(error =>
          logger.warn('The reconciler could not look again', error),
        ),
      probing.enabled
        ? runner.run(stored, new AbortController().signal)
        : undefined,
    ]);
    await Promise.race([looks, late]);
    limit.abort();
    await reports.flush();
  }
}

function worldOf(reconciler: ReconcilerPort, now: number): World {
  const clusters = new Map(
    reconciler.clusters().map(cluster => [cluster.name, cluster]),
  );
  return {
    now,
    cluster(name) {
      const cluster = clusters.get(name);
      if (cluster?.reachable) return { reachable: true };
      return { reachable: false, since: cluster?.lastHeard ?? cluster?.since };
    },
    providers: reconciler.providerHealth(),
  };
}
