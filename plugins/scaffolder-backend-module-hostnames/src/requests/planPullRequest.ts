import { createHash } from 'node:crypto';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import {
  hostnameRequestPath,
  manifestPath,
  parseHostname,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { Repository, repositoryFor, ScaffolderConfig } from '../config';
import { whereOf } from '../publish/hostErrors';
import { FileChange, PullRequestOrder } from '../publish/PullRequestPublisher';
import { Purpose } from './describe';
import { EntityFacts, readEntityFacts } from './EntityFacts';
import { readForm, renderFiles } from './renderFiles';
import { CheckOutput, requireFree } from './requireFree';
import { requireOwnFile } from './requireOwnFile';

/** What an order to a publisher is made of, before anything is written. */
export interface PullRequestPlan {
  repository: Repository;
  files: FileChange[];
  branch: string;
  purpose: Purpose;
  accept?: PullRequestOrder['accept'];
}

/** What the action is asked for. */
export interface PullRequestInput {
  repository?: string;
  kind?: 'hostname-request' | 'route' | 'certificate' | 'removal';
  values?: Record<string, unknown>;
  files?: FileChange[];
  entity?: string;
  availability?: CheckOutput;
}

/**
 * Everything that can be known before the first call to the repository.
 *
 * @throws InputError naming the field that cannot be used.
 */
export async function planPullRequest(
  options: {
    config: ScaffolderConfig;
    catalog: CatalogService;
    appBaseUrl: string;
  },
  input: PullRequestInput,
  credentials: BackstageCredentials,
): Promise<PullRequestPlan> {
  const { config, appBaseUrl } = options;
  const { kind, values = {} } = input;
  if (input.availability) requireFree(input.availability);
  const repository = repositoryFor(config, {
    repository: input.repository,
    environment: values.environment,
  });
  const facts = input.entity
    ? await readEntityFacts(options.catalog, input.entity, credentials)
    : undefined;
  if (input.files) {
    const paths = input.files.map(({ path }) => checkedPath(path));
    const twice = paths.find((path, index) => paths.indexOf(path) !== index);
    if (twice) throw new InputError(`files: "${twice}" is there twice`);
    if (paths.length === 0)
      throw new InputError('files: name at least one file');
    return {
      repository,
      files: input.files,
      branch: branchOf('files', [...paths].sort().join(), paths[0]),
      purpose: { kind: 'files', facts, appBaseUrl },
    };
  }
  if (!kind) throw new InputError('kind: is needed when no files are given');
  if (!facts)
    throw new InputError(
      'entity: is needed; it says in which namespace the service runs and who owns it',
    );
  const hostname = canonicalHostname(values.hostname);
  const files =
    kind === 'removal'
      ? [removalOf(hostname, facts, repository, values)]
      : renderFiles(
          readForm(kind, values),
          facts,
          repository,
          config.edgeNamespace,
        );
  return {
    repository,
    files,
    branch: branchOf(
      kind,
      [facts.entity, hostname, repository.name, files[0].path].join('/'),
      hostname,
    ),
    purpose: { kind, hostname, facts, appBaseUrl },
    accept: (path, present) =>
      requireOwnFile(
        { kind, hostname, facts, repository: whereOf(repository) },
        path,
        present,
      ),
  };
}

function removalOf(
  hostname: string,
  facts: EntityFacts,
  repository: Repository,
  values: Record<string, unknown>,
): FileChange {
  const { environment } = readForm('hostname-request', values);
  return {
    path: hostnameRequestPath(hostname, {
      namespace: facts.namespace,
      cluster: repository.cluster,
      pathPattern: repository.path,
      component: facts.entity,
      environment,
    }),
  };
}

/** The same request gives the same branch, whoever asks again; another service's request for the name gives another. */
function branchOf(kind: string, identity: string, label: string): string {
  const readable = label
    .replace(/^\*\./, 'any.')
    .replace(/[^a-zA-Z0-9.-]+/g, '-')
    .slice(0, 60)
    .replace(/^[.-]+|[.-]+$/g, '');
  const hash = createHash('sha256')
    .update(`${kind}/${identity}`)
    .digest('hex')
    .slice(0, 8);
  return `hostmaster/${kind === 'hostname-request' ? '' : `${kind}-`}${
    readable || 'request'
  }-${hash}`;
}

function canonicalHostname(value: unknown): string {
  const parsed = parseHostname(requiredText(value, 'values.hostname'));
  if (parsed.kind === 'invalid')
    throw new InputError(`hostname: ${parsed.message}`);
  return parsed.hostname;
}

function requiredText(value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '')
    throw new InputError(`${field}: is needed`);
  return value;
}

/** A path that a template gives is as narrow as one that is made of a pattern. */
function checkedPath(path: string): string {
  try {
    return manifestPath(path, {});
  } catch (error) {
    throw new InputError(
      `files: "${path.slice(
        0,
        100,
      )}" is not a path within the repository, or is one of Git's or GitHub's own (${
        (error as Error).message
      })`,
    );
  }
}
