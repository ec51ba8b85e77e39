import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';

/** @public */
export const optionFieldSchema = makeFieldSchema({
  output: z => z.string(),
  uiOptions: z =>
    z.object({
      fields: z
        .object({
          environment: z.string().optional(),
          visibility: z.string().optional(),
          profile: z.string().optional(),
          entity: z.string().optional(),
          namespace: z.string().optional(),
        })
        .optional()
        .describe(
          'Names of the form properties that narrow the choices, where they differ from the usual ones',
        ),
      placement: z
        .string()
        .optional()
        .describe('Offer profiles of this placement only: pool or static'),
      certificates: z
        .string()
        .optional()
        .describe(
          'Offer profiles with these certificates only: acm, cert-manager or existing',
        ),
    }),
});

/** @public */
export type OptionFieldProps = typeof optionFieldSchema.TProps;
