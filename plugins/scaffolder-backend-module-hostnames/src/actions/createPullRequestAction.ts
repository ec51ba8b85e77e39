import { createHash } from 'node:crypto';
import { InputError } from '@backstage/errors';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { Repository, ScaffolderConfig } from '../config';
import {
  FileChange,
  PublishedPullRequest,
  PullRequestOrder,
  PullRequestPublisher,
} from '../publish/PullRequestPublisher';
import { descriptionOf, titleOf } from '../requests/describe';
import { planPullRequest } from '../requests/planPullRequest';

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
    description:
      'Opens a pull request with manifests in a GitOps repository, or updates the one that is open',
    supportsDryRun: true,
    schema: {
      input: {
        repository: z =>
          z
            .string({
              description:
                'Name of the repository in hostnames.scaffolder.repositories; default: the one of values.environment',
            })
            .max(253)
            .optional(),
        kind: z =>
          z
            .enum(['hostname-request', 'route', 'certificate', 'removal'], {
              description:
                'What the manifests are rendered from; left out when files are given',
            })
            .optional(),
        values: z =>
          z
            .record(z.any(), {
              description:
                'The form: hostname, environment, profile, serviceName, …',
            })
            .optional(),
        files: z =>
          z
            .array(
              z.object({
                path: z.string().max(1024),
                content: z.string().max(1_000_000).optional(),
              }),
              {
                description:
                  'Files as they shall be, in place of kind and values; without content a file is removed',
              },
            )
            .max(100)
            .optional(),
        entity: z =>
          z
            .string({ description: 'Entity ref of the service' })
            .max(1024)
            .optional(),
        availability: z =>
          z
            .object({
              verdict: z.string(),
              sentence: z.string().optional(),
              problems: z
                .array(
                  z
                    .object({ field: z.string(), message: z.string() })
                    .passthrough(),
                )
                .optional(),
            })
            .passthrough()
            .describe(
              'The output of hostnames:check; a hostname that is neither free nor yours is refused with its words',
            )
            .optional(),
        title: z =>
          z
            .string({ description: 'Title of the pull request' })
            .max(256)
            .optional(),
        description: z =>
          z
            .string({ description: 'Text of the pull request' })
            .max(60_000)
            .optional(),
        token: z =>
          z
            .string({
              description: "The user's own token, from the template's secrets",
            })
            .optional(),
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
      const plan = await planPullRequest(options, input, credentials);
      if (
        options.config.requireUserToken &&
        !input.token &&
        plan.repository.provider !== 'local'
      ) {
        throw new InputError(
          'token: this installation opens pull requests only with your own credentials; add token: ${{ secrets.USER_OAUTH_TOKEN }} to the template',
        );
      }
      for (const { path, content } of plan.files)
        ctx.logger.info(
          content === undefined ? `remove ${path}` : `write ${path}`,
        );
      ctx.output(
        'paths',
        plan.files.map(({ path }) => path),
      );
      if (ctx.isDryRun) {
        for (const { path, content } of plan.files)
          ctx.logger.info(`--- ${path}\n${content ?? '(removed)'}`);
        ctx.output(
          'url',
          plan.repository.folder ??
            `https://${plan.repository.host}/${plan.repository.owner}/${plan.repository.repo}`,
        );
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
      const published = (await ctx.checkpoint({
        key: [
          'hostnames.pull-request',
          repository.name,
          branch,
          contentHash(files),
        ].join('/'),
        fn: async () => ({
          ...(await publisherOf(options, repository).publish(order)),
        }),
      })) as PublishedPullRequest;
      for (const warning of published.warnings) ctx.logger.warn(warning);
      ctx.logger.info(
        `${
          published.changed === 'nothing'
            ? 'Nothing to change'
            : `Pull request ${published.changed}`
        }: ${published.url}`,
      );
      ctx.output('url', published.url);
      if (published.number !== undefined)
        ctx.output('number', published.number);
      if (published.branch !== undefined)
        ctx.output('branch', published.branch);
      ctx.output('changed', published.changed);
    },
  });
}

function publisherOf(
  { publishers }: PullRequestActionOptions,
  repository: Repository,
): PullRequestPublisher {
  const found = publishers.find(
    ({ provider }) => provider === repository.provider,
  );
  if (!found)
    throw new InputError(
      `repository: no publisher for ${repository.provider} is installed`,
    );
  return found;
}

function contentHash(files: FileChange[]): string {
  return createHash('sha256')
    .update(
      JSON.stringify(files.map(({ path, content }) => [path, content ?? null])),
    )
    .digest('hex')
    .slice(0, 16);
}
