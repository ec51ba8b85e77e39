import { hostname } from 'node:os';
import { LoggerService } from '@backstage/backend-plugin-api';
import {
  Clock,
  createSwitchGate,
  Random,
} from '@hostmaster/kubernetes-runtime';
import { Registry } from 'prom-client';
import { HostnamesConfig } from './config';
import { ProviderRegistry } from './extensions/ProviderRegistry';
import { HostnameReports } from './hostnames/HostnameReport';
import { metricsSourceOf } from './metrics/MetricsSource';
import { createReconcilerMetrics } from './metrics/reconcilerMetrics';
import { connectClusters } from './reconciler/ClusterConnection';
import { createReconciler } from './reconciler/createReconciler';
import { Reconciler } from './reconciler/Reconciler';
import { DefaultReconcilerPort } from './service/DefaultReconcilerPort';

/**
 * Runs the reconciler until `signal` aborts. Never throws: what keeps it from running is logged and shown as status, and the API
 * goes on with what it knows.
 */
export async function runReconciler(options: {
  config: HostnamesConfig;
  registry: ProviderRegistry;
  port: DefaultReconcilerPort;
  reports: HostnameReports;
  clock: Clock;
  random: Random;
  logger: LoggerService;
  metrics: Registry;
  signal: AbortSignal;
}): Promise<void> {
  const { config, registry, port, clock, random, logger, signal } = options;
  if (!config.reconciler.enabled) {
    // The API looks into the providers' views; nothing is written from here, as the gate never opens.
    const gate = createSwitchGate({
      closedReason: 'this process has no reconciler',
    });
    registry.makeAll({
      clock,
      random,
      gate,
      logger,
      signal,
      installation: config.installation,
    });
    return;
  }
  try {
    const made: { reconciler?: Reconciler } = {};
    const metrics = createReconcilerMetrics(
      options.metrics,
      () =>
        made.reconciler &&
        metricsSourceOf(made.reconciler, config, () => clock.now()),
    );
    const reconciler = createReconciler({
      config,
      clock,
      random,
      logger,
      clusters: connectClusters(config.clusters, {
        clock,
        metrics: metrics.runtime,
      }),
      providers: registry.factories,
      reports: options.reports,
      metrics,
      identity: `${hostname()}-${process.pid}`,
    });
    made.reconciler = reconciler;
    port.attach(reconciler);
    await reconciler.start(signal);
  } catch (error) {
    logger.error('The reconciler does not run', error as Error);
    port.failed(`The reconciler does not run: ${(error as Error).message}`);
  }
}
