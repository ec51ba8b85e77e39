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

/** Field by field: a repository's entry may hold more than users should see. */
function readRepositories(root: Config): RepositorySettings[] {
  const repositories = root.getOptionalConfig(
    'hostnames.scaffolder.repositories',
  );
  return (repositories?.keys() ?? []).map(name => {
    const repository = repositories!.getConfig(name);
    const environments = repository.getOptionalStringArray('environments');
    return {
      name,
      url: repository.getString('url'),
      branch: repository.getOptionalString('branch') ?? 'main',
      path: repository.getOptionalString('path') ?? '{namespace}/{name}.yaml',
      engine: repository.getOptionalString('engine') ?? 'flux',
      ...(environments ? { environments } : {}),
    };
  });
}
