import { InputError } from '@backstage/errors';
import { z } from 'zod';

/**
 * Values that passed their schema.
 *
 * @throws InputError naming each field and what it must be.
 * @internal
 */
export function parsedValues<T extends z.ZodType>(
  schema: T,
  values: z.input<T>,
): z.output<T> {
  const result = schema.safeParse(values);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) =>
    path.length ? `${path.join('.')}: ${message}` : message,
  );
  throw new InputError(problems.join('; '));
}
