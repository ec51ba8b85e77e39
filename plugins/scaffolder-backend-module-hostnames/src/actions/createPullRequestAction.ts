import { createHash } from 'node:crypto';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { hostnameRequestPath, manifestPath, parseHostname } from '@hostmaster/backstage-plugin-hostnames-common';
import { Repository, repositoryFor, ScaffolderConfig } from '../config';
import { FileChange, PublishedPullRequest, PullRequestOrder, PullRequestPublisher } from '../publish/PullRequestPublisher';
import { descriptionOf, Purpose, titleOf } from '../requests/describe';
import { EntityFacts, readEntityFacts } from '../requests/EntityFacts';
import { readForm, renderFiles } from '../requests/renderFiles';
import { CheckOutput, requireFree } from '../requests/requireFree';
import { requireOwnFile } from '../requests/requireOwnFile';
import { whereOf } from '../publish/hostErrors';

/** What the action works with. */
export interface PullRequestActionOptions {
  config: ScaffolderConfig;
  catalog: CatalogService;
  publishers: PullRequestPublisher[];
  appBaseUrl: string;
}

/**
 * `hostnames:pull-request`: opens a pull request, or brings the one that is open up to date. Everything is checked before the first
 * write; what writes runs in one checkpoint, and may be run again after a crash at any point.
 */
export function createPullRequestAction(options: PullRequestActionOptions) {
  return createTemplateAction({
    id: 'hostnames:pull-request',
    description: 'Opens a pull request with manifests in a GitOps repository, or updates the one that is open',
    supportsDryRun: true,
    schema: {
      input: {
        repository: z => z.string({ description: 'Name of the repository in hostnames.scaffolder.repositories; default: the one of values.environment' }).max(253).optional(),
        kind: z => z.enum(['hostname-request', 'route', 'certificate', 'removal'], { description: 'What the manifests are rendered from; left out when files are given' }).optional(),
        values: z => z.record(z.any(), { description: 'The form: hostname, environment, profile, serviceName, …' }).optional(),
        files: z => z.array(z.object({ path: z.string().max(1024), content: z.string().max(1_000_000).optional() }), { description: 'Files as they shall be, in place of kind and values; without content a file is removed' }).max(100).optional(),
        entity: z => z.string({ description: 'Entity ref of the service' }).max(1024).optional(),
        availability: z =>
          z
            .object({ verdict: z.string(), sentence: z.string().optional(), problems: z.array(z.object({ field: z.string(), message: z.string() }).passthrough()).optional() })
            .passthrough()
            .describe('The output of hostnames:check; a hostname that is neither free nor yours is refused with its words')
            .optional(),
        title: z => z.string({ description: 'Title of the pull request' }).max(256).optional(),
        description: z => z.string({ description: 'Text of the pull request' }).max(60_000).optional(),
        token: z => z.string({ description: "The user's own token, from the template's secrets" }).optional(),
      },
      output: {
        url: z => z.string({ description: 'The pull request' }),
        number: z => z.number({ description: 'Its number' }).optional(),
        branch: z => z.string({ description: 'Its branch' }).optional(),
        changed: z => z.enum(['created', 'updated', 'nothing']),
        paths: z => z.array(z.string()),
      },
    },
    async handler(ctx) {
      const { input } = ctx;
      const credentials = await ctx.getInitiatorCredentials();
      const plan = await planOf(options, input, credentials);
      if (options.config.requireUserToken && !input.token && plan.repository.provider !== 'local') {
        throw new InputError('token: this installation opens pull requests only with your own credentials; add token: ${{ secrets.USER_OAUTH_TOKEN }} to the template');
      }
      for (const { path, content } of plan.files) ctx.logger.info(content === undefined ? `remove ${path}` : `write ${path}`);
      ctx.output('paths', plan.files.map(({ path }) => path));
      if (ctx.isDryRun) {
        for (const { path, content } of plan.files) ctx.logger.info(`--- ${path}\n${content ?? '(removed)'}`);
        ctx.output('url', plan.repository.folder ?? `https://${plan.repository.host}/${plan.repository.owner}/${plan.repository.repo}`);
        ctx.output('branch', plan.branch);
        ctx.output('changed', 'nothing');
        return;
      }
      const { purpose, repository, files, branch, accept } = plan;
      const order: PullRequestOrder = {
        repository,
        branch,
        files,
        title: input.title ?? titleOf(purpose),
        description: input.description ?? descriptionOf(purpose, files),
        token: input.token,
        accept,
      };
      const each = (ctx as { each?: { key?: string } }).each?.key;
      const published = (await ctx.checkpoint({
        key: ['hostnames.pull-request', each ?? '', repository.name, branch, contentHash(files)].join('/'),
        fn: async () => ({ ...(await publisherOf(options, repository).publish(order)) }),
      })) as PublishedPullRequest;
      for (const warning of published.warnings) ctx.logger.warn(warning);
      ctx.logger.info(`${published.changed === 'nothing' ? 'Nothing to change' : `Pull request ${published.changed}`}: ${published.url}`);
      ctx.output('url', published.url);
      if (published.number !== undefined) ctx.output('number', published.number);
      if (published.branch !== undefined) ctx.output('branch', published.branch);
      ctx.output('changed', published.changed);
    },
  });
}

interface Plan {
  repository: Repository;
  files: FileChange[];
  branch: string;
  purpose: Purpose;
  accept?: PullRequestOrder['accept'];
}

interface Input {
  repository?: string;
  kind?: 'hostname-request' | 'route' | 'certificate' | 'removal';
  values?: Record<string, unknown>;
  files?: FileChange[];
  entity?: string;
  availability?: CheckOutput;
}

/** Everything that can be known before the first call to the repository. */
async function planOf(options: PullRequestActionOptions, input: Input, credentials: BackstageCredentials): Promise<Plan> {
  const { config, appBaseUrl } = options;
  const { kind, values = {} } = input;
  if (input.availability) requireFree(input.availability);
  const repository = repositoryFor(config, { repository: input.repository, environment: values.environment });
  const facts = input.entity ? await readEntityFacts(options.catalog, input.entity, credentials) : undefined;
  if (input.files) {
    const paths = input.files.map(({ path }) => checkedPath(path));
    const twice = paths.find((path, index) => paths.indexOf(path) !== index);
    if (twice) throw new InputError(`files: "${twice}" is there twice`);
    if (paths.length === 0) throw new InputError('files: name at least one file');
    return { repository, files: input.files, branch: branchOf('files', [...paths].sort().join(), paths[0]), purpose: { kind: 'files', facts, appBaseUrl } };
  }
  if (!kind) throw new InputError('kind: is needed when no files are given');
  if (!facts) throw new InputError('entity: is needed; it says in which namespace the service runs and who owns it');
  const hostname = canonicalHostname(values.hostname);
  const files = kind === 'removal' ? [removalOf(hostname, facts, repository, values)] : renderFiles(readForm(kind, values), facts, repository, config.edgeNamespace);
  return {
    repository,
    files,
    branch: branchOf(kind, [facts.entity, hostname, repository.name, files[0].path].join('/'), hostname),
    purpose: { kind, hostname, facts, appBaseUrl },
    accept: (path, present) => requireOwnFile({ kind, hostname, facts, repository: whereOf(repository) }, path, present),
  };
}

function removalOf(hostname: string, facts: EntityFacts, repository: Repository, values: Record<string, unknown>): FileChange {
  const { environment } = readForm('hostname-request', values);
  return { path: hostnameRequestPath(hostname, { namespace: facts.namespace, cluster: repository.cluster, pathPattern: repository.path, component: facts.entity, environment }) };
}

function publisherOf({ publishers }: PullRequestActionOptions, repository: Repository): PullRequestPublisher {
  const found = publishers.find(({ provider }) => provider === repository.provider);
  if (!found) throw new InputError(`repository: no publisher for ${repository.provider} is installed`);
  return found;
}

/** The same request gives the same branch, whoever asks again; another service's request for the name gives another. */
function branchOf(kind: string, identity: string, label: string): string {
  const readable = label.replace(/^\*\./, 'any.').replace(/[^a-zA-Z0-9.-]+/g, '-').slice(0, 60).replace(/^[.-]+|[.-]+$/g, '');
  const hash = createHash('sha256').update(`${kind}/${identity}`).digest('hex').slice(0, 8);
  return `hostmaster/${kind === 'hostname-request' ? '' : `${kind}-`}${readable || 'request'}-${hash}`;
}

function contentHash(files: FileChange[]): string {
  return createHash('sha256').update(JSON.stringify(files.map(({ path, content }) => [path, content ?? null]))).digest('hex').slice(0, 16);
}

function canonicalHostname(value: unknown): string {
  const parsed = parseHostname(requiredText(value, 'values.hostname'));
  if (parsed.kind === 'invalid') throw new InputError(`hostname: ${parsed.message}`);
  return parsed.hostname;
}

function requiredText(value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '') throw new InputError(`${field}: is needed`);
  return value;
}

/** A path that a template gives is as narrow as one that is made of a pattern. */
function checkedPath(path: string): string {
  try {
    return manifestPath(path, {});
  } catch (error) {
    throw new InputError(`files: "${path.slice(0, 100)}" is not a path within the repository, or is one of Git's or GitHub's own (${(error as Error).message})`);
  }
}
