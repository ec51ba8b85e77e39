import { Config } from '@backstage/config';
import { HostnamesConfig } from './config';
import { RepositorySettings, ServiceSettings } from './service/ServiceSettings';

/** What the API shows of the configuration. */
export function readServiceSettings(
  root: Config,
  config: HostnamesConfig,
): ServiceSettings {
  return {
    policy: config.policy,
    profiles: config.profiles,
    environments: config.environments,
    repositories: readRepositories(root),
    issuers: (
      root.getOptionalConfigArray('hostnames.scaffolder.issuers') ?? []
    ).map(issuer => ({
      name: issuer.getString('name'),
      kind: issuer.getOptionalString('kind') ?? 'ClusterIssuer',
      acme: issuer.getOptionalString('acme') ?? 'production',
    })),
    clusters: config.clusters.map(({ name }) => name),
    edgeNamespace: config.reconciler.edgeNamespace,
  };
}

/**
 * Field by field: a repository's entry may hold more than users should see. The same defaults as in the scaffolder module, so that the
 * form's preview is what the action writes.
 */
function readRepositories(root: Config): RepositorySettings[] {
  const repositories = root.getOptionalConfig(
    'hostnames.scaffolder.repositories',
  );
  const onlyCluster = namedCluster(root);
  return (repositories?.keys() ?? []).map(name => {
    const repository = repositories!.getConfig(name);
    const environments = repository.getOptionalStringArray('environments');
    const cluster = repository.getOptionalString('cluster') ?? onlyCluster;
    return {
      name,
      url: repository.getOptionalString('url') ?? 'local',
      branch: repository.getOptionalString('branch') ?? 'main',
      path:
        repository.getOptionalString('path') ??
        'clusters/{cluster}/{namespace}/{name}.yaml',
      engine: repository.getOptionalString('engine') ?? 'flux',
      ...(environments ? { environments } : {}),
      ...(cluster ? { cluster } : {}),
    };
  });
}

/** With one cluster configured nothing has to say which one a repository is for. */
function namedCluster(root: Config): string | undefined {
  const clusters = root.getOptional('hostnames.clusters');
  const names = Array.isArray(clusters)
    ? clusters.map(each => (each as { name?: unknown } | undefined)?.name)
    : [];
  return names.length === 1 && typeof names[0] === 'string'
    ? names[0]
    : undefined;
}
