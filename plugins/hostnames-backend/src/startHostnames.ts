import {
  AuditorService,
  AuthService,
  DatabaseService,
  HttpAuthService,
  HttpRouterService,
  LifecycleService,
  LoggerService,
  PermissionsRegistryService,
  PermissionsService,
  RootConfigService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { SignalsService } from '@backstage/plugin-signals-node';
import { systemClock } from '@hostmaster/kubernetes-runtime';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { registerActions } from './actions/registerActions';
import { ActionNotices } from './changes/ActionNotices';
import { ChangeSignals } from './changes/ChangeSignals';
import { createHostnamesApi } from './createHostnamesApi';
import { ProviderRegistry } from './extensions/ProviderRegistry';
import { createOutsideProbe } from './probes/OutsideProbe';
import { readProbesConfig } from './probes/ProbesConfig';
import { safeLogger } from './logging/safeLogger';
import { MetricsConfig, readMetricsConfig } from './metrics/MetricsConfig';
import { openReadModel } from './readModel/openReadModel';
import { readPluginConfig } from './readPluginConfig';
import { readServiceSettings } from './readServiceSettings';
import { createMetricsRouter } from './router/createMetricsRouter';
import { runReconciler } from './runReconciler';
import { DefaultReconcilerPort } from './service/DefaultReconcilerPort';

export interface HostnamesServices {
  actionsRegistry: ActionsRegistryService;
  auditor: AuditorService;
  auth: AuthService;
  catalog: CatalogService;
  config: RootConfigService;
  database: DatabaseService;
  httpAuth: HttpAuthService;
  httpRouter: HttpRouterService;
  lifecycle: LifecycleService;
  logger: LoggerService;
  notifications: NotificationService;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  signals: SignalsService;
  userInfo: UserInfoService;
  registry: ProviderRegistry;
}

/**
 * Brings the plugin up: routes at once, reconciler and probes when the backend has started.
 *
 * @throws InputError for a configuration that is wrong; what is out of reach (a cluster, a provider) is shown on the status page.
 */
export async function startHostnames(
  services: HostnamesServices,
): Promise<void> {
  const { config: root, httpRouter, lifecycle, registry } = services;
  const logger = safeLogger(services.logger);
  const { config, missing } = readPluginConfig(root);
  const probing = readProbesConfig(root);
  const clock = systemClock;
  const random = Math.random;
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });

  const port = new DefaultReconcilerPort({
    enabled: config.reconciler.enabled,
    clusters: config.clusters.map(({ name }) => name),
    providers: () => registry.listed(),
    dns: () => registry.dns(),
    clock,
  });
  const api = await createHostnamesApi({
    ...services,
    logger,
    knex: await openReadModel(services.database),
    reconciler: port,
    settings: readServiceSettings(root, config),
    probes: [createOutsideProbe(probing, { clock }), ...registry.probes],
    probing,
    clock,
    random,
    metrics,
  });

  serveMetrics(metrics, readMetricsConfig(root), services);
  httpRouter.use(api.router);
  registerActions(services.actionsRegistry, api.service);
  new ChangeSignals({ signals: services.signals, clock, logger }).listenTo(
    api.model,
  );
  new ActionNotices({ notifications: services.notifications, logger }).listenTo(
    api.model,
  );
  if (missing) {
    logger.warn(`There is no reconciler: ${missing}`);
    port.failed(missing);
  }

  const stop = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  lifecycle.addStartupHook(() => {
    running = Promise.all([
      api.run(stop.signal),
      runReconciler({
        config,
        registry,
        port,
        reports: api.reports,
        clock,
        random,
        logger,
        metrics,
        signal: stop.signal,
      }),
    ]);
  });
  lifecycle.addShutdownHook(async () => {
    stop.abort();
    await running;
  });
}

/** Backstage lets nobody in without credentials unless a policy says so; what `service` allows is checked by the route. */
function serveMetrics(
  metrics: Registry,
  { access }: MetricsConfig,
  { httpRouter, httpAuth }: Pick<HostnamesServices, 'httpRouter' | 'httpAuth'>,
): void {
  if (access === 'off') return;
  const isOpen = access === 'unauthenticated';
  httpRouter.use(createMetricsRouter(metrics, isOpen ? undefined : httpAuth));
  if (isOpen)
    httpRouter.addAuthPolicy({ path: '/metrics', allow: 'unauthenticated' });
}
