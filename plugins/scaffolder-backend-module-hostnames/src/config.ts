import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** A repository that pull requests go to, from `hostnames.scaffolder.repositories`. */
export interface Repository {
  /** The key in the configuration; what templates and users name. */
  name: string;
  provider: 'github' | 'gitlab' | 'gitea' | 'local';
  /** Host as in `integrations`, for instance `github.com`. */
  host: string;
  owner: string;
  repo: string;
  branch: string;
  /** Pattern of a manifest's path, for instance `clusters/{cluster}/{namespace}/{name}.yaml`. */
  path: string;
  engine: 'flux' | 'argocd';
  /** What `{cluster}` in the path stands for; unset when several clusters are configured and the repository names none. */
  cluster?: string;
  /** Environments whose requests go here; none: those that name it. */
  environments: string[];
  reviewers: string[];
  labels: string[];
  /** `provider: local`: the folder written to. */
  folder?: string;
}

/** What the actions are configured with. */
export interface ScaffolderConfig {
  edgeNamespace: string;
  repositories: Map<string, Repository>;
  /** Pull requests only with the user's own token. */
  requireUserToken: boolean;
}

/** @throws InputError naming the key that is missing or cannot be used. */
export function readScaffolderConfig(config: Config): ScaffolderConfig {
  const repositories = new Map<string, Repository>();
  const section = config.getOptionalConfig('hostnames.scaffolder.repositories');
  const cluster = onlyCluster(config);
  for (const name of section?.keys() ?? []) {
    const repository = readRepository(name, section!.getConfig(name));
    repositories.set(name, {
      ...repository,
      cluster: repository.cluster ?? cluster,
    });
  }
  return {
    edgeNamespace:
      config.getOptionalString('hostnames.reconciler.edgeNamespace') ?? 'edge',
    repositories,
    requireUserToken:
      config.getOptionalBoolean('scaffolder.requireScmUserCredentials') ??
      false,
  };
}

/**
 * The repository that a pull request goes to: the one named, else that of the environment.
 *
 * @throws InputError when there is none, or when the one named is for other environments.
 */
export function repositoryFor(
  config: ScaffolderConfig,
  choice: { repository?: string; environment?: unknown },
): Repository {
  const { repository, environment } = choice;
  const named = repository ? repositoryNamed(config, repository) : undefined;
  if (typeof environment !== 'string' || environment === '') {
    if (named) return named;
    throw new InputError(
      'values.environment: is needed, or name the repository',
    );
  }
  if (!named) return repositoryOfEnvironment(config, environment);
  if (
    named.environments.length === 0 ||
    named.environments.includes(environment)
  )
    return named;
  throw new InputError(
    `repository: "${named.name}" is for ${named.environments.join(
      ', ',
    )}, not for "${environment}"; leave the repository out, or choose another environment`,
  );
}

/** @throws InputError that lists the repositories there are. */
function repositoryNamed(config: ScaffolderConfig, name: string): Repository {
  const found = config.repositories.get(name);
  if (found) return found;
  const known = [...config.repositories.keys()].join(', ') || 'none';
  throw new InputError(
    `repository: "${name}" is not configured; there are: ${known}. The platform team adds repositories under hostnames.scaffolder.repositories.`,
  );
}

/** The repository of an environment: the one configured for it, else the one of that name. */
function repositoryOfEnvironment(
  config: ScaffolderConfig,
  environment: string,
): Repository {
  const all = [...config.repositories.values()];
  const found =
    all.find(({ environments }) => environments.includes(environment)) ??
    config.repositories.get(environment);
  if (found) return found;
  throw new InputError(
    `environment: no repository is configured for "${environment}"; the platform team adds it to hostnames.scaffolder.repositories.<name>.environments`,
  );
}

function readRepository(name: string, config: Config): Repository {
  const key = `hostnames.scaffolder.repositories.${name}`;
  const provider = (config.getOptionalString('provider') ??
    guessProvider(
      config.getOptionalString('url') ?? '',
    )) as Repository['provider'];
  if (!['github', 'gitlab', 'gitea', 'local'].includes(provider))
    throw new InputError(
      `${key}.provider: "${provider}" is not github, gitlab, gitea or local`,
    );
  const engine = (config.getOptionalString('engine') ??
    'flux') as Repository['engine'];
  if (!['flux', 'argocd'].includes(engine))
    throw new InputError(`${key}.engine: "${engine}" is not flux or argocd`);
  const shared = {
    name,
    provider,
    branch: config.getOptionalString('branch') ?? 'main',
    path:
      config.getOptionalString('path') ??
      'clusters/{cluster}/{namespace}/{name}.yaml',
    engine,
    cluster: config.getOptionalString('cluster'),
    environments: config.getOptionalStringArray('environments') ?? [],
    reviewers: config.getOptionalStringArray('reviewers') ?? [],
    labels: config.getOptionalStringArray('labels') ?? [],
  };
  if (provider === 'local') {
    const folder = config.getOptionalString('folder');
    if (!folder)
      throw new InputError(
        `${key}.folder: is needed with provider local; write the folder that manifests go to`,
      );
    return { ...shared, host: 'local', owner: '', repo: name, folder };
  }
  const url = config.getString('url');
  const parsed = /^([^?/]+)\?owner=([^&]+)&repo=([^&]+)$/.exec(url);
  if (!parsed)
    throw new InputError(
      `${key}.url: "${url}" is not of the form github.com?owner=acme&repo=gitops`,
    );
  return {
    ...shared,
    host: parsed[1],
    owner: decodeURIComponent(parsed[2]),
    repo: decodeURIComponent(parsed[3]),
  };
}

/** With one cluster configured nothing has to say which one a repository is for. */
function onlyCluster(config: Config): string | undefined {
  const clusters = config.getOptional('hostnames.clusters');
  const names = Array.isArray(clusters)
    ? clusters.map(each => (each as { name?: unknown } | undefined)?.name)
    : [];
  return names.length === 1 && typeof names[0] === 'string'
    ? names[0]
    : undefined;
}

function guessProvider(url: string): string {
  if (/gitlab/.test(url)) return 'gitlab';
  return /gitea|codeberg/.test(url) ? 'gitea' : 'github';
}
