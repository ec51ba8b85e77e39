import { z } from 'zod';
import { AcmContext, parseInput } from '../AcmOperation';

const schema = z.object({
  ExpiryEvents: z
    .object({ DaysBeforeExpiry: z.int().min(1).optional() })
    .optional(),
  IdempotencyToken: z.string().min(1).max(32).regex(/^\w+$/),
});

/** @public */
export function getAccountConfiguration(
  _input: unknown,
  { state }: AcmContext,
): unknown {
  return { ExpiryEvents: { DaysBeforeExpiry: state.expiryEventDays } };
}

/** @public */
export function putAccountConfiguration(
  input: unknown,
  { state }: AcmContext,
): unknown {
  const { ExpiryEvents } = parseInput(schema, input);
  state.expiryEventDays =
    ExpiryEvents?.DaysBeforeExpiry ?? state.expiryEventDays;
  return undefined;
}
