import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { repositoryFor, ScaffolderConfig } from '../config';
import { readEntityFacts } from '../requests/EntityFacts';
import { readForm, renderFiles } from '../requests/renderFiles';

/** `hostnames:render`: the manifests of a form as files in the workspace, for templates that go on with them. */
export function createRenderAction(options: {
  config: ScaffolderConfig;
  catalog: CatalogService;
}) {
  return createTemplateAction({
    id: 'hostnames:render',
    description:
      'Renders the manifests of a hostname request, a route or a certificate into the workspace',
    supportsDryRun: true,
    schema: {
      input: {
        kind: z => z.enum(['hostname-request', 'route', 'certificate']),
        values: z =>
          z.record(z.any(), {
            description:
              'The form: hostname, environment, profile, serviceName, …',
          }),
        entity: z =>
          z.string({ description: 'Entity ref of the service' }).max(1024),
        repository: z =>
          z
            .string({
              description:
                'Name of the repository whose path pattern is used; default: the one of values.environment',
            })
            .max(253)
            .optional(),
        targetPath: z =>
          z
            .string({ description: 'Folder within the workspace' })
            .max(1024)
            .optional(),
      },
      output: {
        paths: z =>
          z.array(z.string({ description: 'Paths within the repository' })),
        files: z =>
          z.array(z.object({ path: z.string(), content: z.string() })),
      },
    },
    async handler(ctx) {
      const { input } = ctx;
      const repository = repositoryFor(options.config, {
        repository: input.repository,
        environment: input.values.environment,
      });
      const facts = await readEntityFacts(
        options.catalog,
        input.entity,
        await ctx.getInitiatorCredentials(),
      );
      const files = renderFiles(
        readForm(input.kind, input.values),
        facts,
        repository,
        options.config.edgeNamespace,
      );
      const folder = resolveSafeChildPath(
        ctx.workspacePath,
        input.targetPath ?? '.',
      );
      for (const { path, content } of files) {
        const target = resolveSafeChildPath(folder, path);
        await mkdir(dirname(target), { recursive: true });
        await writeFile(target, content);
        ctx.logger.info(`rendered ${path}`);
      }
      ctx.output(
        'paths',
        files.map(({ path }) => path),
      );
      ctx.output('files', files);
    },
  });
}
