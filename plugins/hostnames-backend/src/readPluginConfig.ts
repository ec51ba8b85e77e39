import { Config, ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { HostnamesConfig, readHostnamesConfig } from './config';

/**
 * The configuration, and why there is no reconciler where there cannot be one: a portal without `hostnames:` or without clusters
 * starts all the same, and says on the status page what is missing.
 *
 * @throws InputError for what is there and wrong.
 */
export function readPluginConfig(root: Config): {
  config: HostnamesConfig;
  missing?: string;
} {
  const hostnames = root.getOptional<JsonObject>('hostnames');
  if (!hostnames) {
    return {
      config: readHostnamesConfig(
        withoutReconciler(root, { installation: 'unconfigured' }),
      ),
      missing:
        'hostnames: is missing from the app-config, so there is nothing to show.',
    };
  }
  const clusters = root.getOptionalConfigArray('hostnames.clusters') ?? [];
  if (
    clusters.length === 0 &&
    !root.getOptionalBoolean('hostnames.fromKubernetesConfig')
  ) {
    return {
      config: readHostnamesConfig(withoutReconciler(root, hostnames)),
      missing: 'hostnames.clusters is empty: write at least one cluster.',
    };
  }
  return { config: readHostnamesConfig(root) };
}

function withoutReconciler(root: Config, hostnames: JsonObject): Config {
  const reconciler = (hostnames.reconciler ?? {}) as JsonObject;
  const kubernetes = root.getOptional<JsonObject>('kubernetes');
  return new ConfigReader({
    ...(kubernetes ? { kubernetes } : {}),
    hostnames: { ...hostnames, reconciler: { ...reconciler, enabled: false } },
  });
}
