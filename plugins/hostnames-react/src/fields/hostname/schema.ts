import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';

/** @public */
export const hostnameFieldSchema = makeFieldSchema({
  output: z => z.string(),
  uiOptions: z =>
    z.object({
      fields: z
        .object({
          profile: z.string().optional(),
          environment: z.string().optional(),
          visibility: z.string().optional(),
          entity: z.string().optional(),
          zoneId: z.string().optional(),
        })
        .optional()
        .describe(
          'Names of the form properties that the check takes into account, where they differ from the usual ones',
        ),
    }),
});

/** @public */
export type HostnameFieldProps = typeof hostnameFieldSchema.TProps;
