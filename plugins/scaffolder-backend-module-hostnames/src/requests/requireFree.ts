import { InputError } from '@backstage/errors';

/** The output of `hostnames:check`, as a template hands it on. */
export interface CheckOutput {
  verdict: string;
  sentence?: string;
  problems?: Array<{ field: string; message: string }>;
}

/**
 * Lets a hostname pass that the check found free, or the asker's own.
 *
 * @throws InputError with the field and the words of the check.
 */
export function requireFree({
  verdict,
  sentence,
  problems = [],
}: CheckOutput): void {
  if (verdict === 'free' || verdict === 'yours') return;
  const found = problems.length
    ? problems
    : [
        {
          field: 'hostname',
          message: sentence || `cannot be requested (${verdict})`,
        },
      ];
  throw new InputError(
    found.map(({ field, message }) => `${field}: ${message}`).join('; '),
  );
}
