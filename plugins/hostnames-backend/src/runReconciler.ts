import { LoggerService } from '@backstage/backend-plugin-api';
import { Clock, createSwitchGate, Random } from '@hostmaster/kubernetes-runtime';
import { Registry } from 'prom-client';
import { HostnamesConfig } from './config';
import { ProviderRegistry } from './extensions/ProviderRegistry';
import { HostnameReports } from './hostnames/HostnameReport';
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
  const { config, registry, clock, random, logger, signal } = options;
  // Nothing is written from a process without reconciler: its gate never opens.
  const gate = createSwitchGate({ closedReason: 'this process has no reconciler' });
  registry.makeAll({ clock, random, gate, logger, signal, installation: config.installation });
}
