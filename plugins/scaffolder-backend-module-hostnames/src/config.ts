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
  cluster?: string;
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
  for (const name of section?.keys() ?? []) repositories.set(name, readRepository(name, section!.getConfig(name)));
  return {
    edgeNamespace: config.getOptionalString('hostnames.reconciler.edgeNamespace') ?? 'edge',
    repositories,
    requireUserToken: config.getOptionalBoolean('scaffolder.requireScmUserCredentials') ?? false,
  };
}

/** @throws InputError that lists the repositories there are. */
export function repositoryNamed(config: ScaffolderConfig, name: string): Repository {
  const found = config.repositories.get(name);
  if (found) return found;
  const known = [...config.repositories.keys()].join(', ') || 'none';
  throw new InputError(`repository: "${name}" is not configured; there are: ${known}. The platform team adds repositories under hostnames.scaffolder.repositories.`);
}

/** The repository of an environment: the one configured for it, else the one of that name. */
export function repositoryOfEnvironment(config: ScaffolderConfig, environment: string): Repository {
  const all = [...config.repositories.values()];
  const found = all.find(({ environments }) => environments.includes(environment)) ?? config.repositories.get(environment);
  if (found) return found;
  throw new InputError(`environment: no repository is configured for "${environment}"; the platform team adds it to hostnames.scaffolder.repositories.<name>.environments`);
}

function readRepository(name: string, config: Config): Repository {
  const key = `hostnames.scaffolder.repositories.${name}`;
  const provider = (config.getOptionalString('provider') ?? guessProvider(config.getOptionalString('url') ?? '')) as Repository['provider'];
  if (!['github', 'gitlab', 'gitea', 'local'].includes(provider)) throw new InputError(`${key}.provider: "${provider}" is not github, gitlab, gitea or local`);
  const engine = (config.getOptionalString('engine') ?? 'flux') as Repository['engine'];
  if (!['flux', 'argocd'].includes(engine)) throw new InputError(`${key}.engine: "${engine}" is not flux or argocd`);
  const shared = {
    name,
    provider,
    branch: config.getOptionalString('branch') ?? 'main',
    path: config.getOptionalString('path') ?? 'clusters/{cluster}/{namespace}/{name}.yaml',
    engine,
    cluster: config.getOptionalString('cluster'),
    environments: config.getOptionalStringArray('environments') ?? [],
    reviewers: config.getOptionalStringArray('reviewers') ?? [],
    labels: config.getOptionalStringArray('labels') ?? [],
  };
  if (provider === 'local') {
    const folder = config.getOptionalString('folder');
    if (!folder) throw new InputError(`${key}.folder: is needed with provider local; write the folder that manifests go to`);
    return { ...shared, host: 'local', owner: '', repo: name, folder };
  }
  const url = config.getString('url');
  const parsed = /^([^?/]+)\?owner=([^&]+)&repo=([^&]+)$/.exec(url);
  if (!parsed) throw new InputError(`${key}.url: "${url}" is not of the form github.com?owner=acme&repo=gitops`);
  return { ...shared, host: parsed[1], owner: decodeURIComponent(parsed[2]), repo: decodeURIComponent(parsed[3]) };
}

function guessProvider(url: string): string {
  if (/gitlab/.test(url)) return 'gitlab';
  return /gitea|codeberg/.test(url) ? 'gitea' : 'github';
}
