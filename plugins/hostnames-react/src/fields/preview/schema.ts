import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';

/** @public */
export const manifestPreviewSchema = makeFieldSchema({
  output: z => z.null(),
  uiOptions: z =>
    z.object({
      kind: z
        .enum(['hostname-request', 'route', 'certificate'])
        .optional()
        .describe(
          'What the form asks for, as in the action hostnames:pull-request; hostname-request if unset',
        ),
      repository: z
        .string()
        .optional()
        .describe(
          'Name of the repository, where the action is given one; else the one of the environment',
        ),
      fields: z
        .record(z.string())
        .optional()
        .describe(
          "Names of the form properties by the action's names (entity, hostname, environment, …), where they differ",
        ),
    }),
});

/** @public */
export type ManifestPreviewProps = typeof manifestPreviewSchema.TProps;
