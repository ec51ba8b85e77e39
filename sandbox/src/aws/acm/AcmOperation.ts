import { z } from 'zod';
import { AcmState } from './AcmState';
import { CertificateLifecycle } from './CertificateLifecycle';
import { acmErrors } from './errors';

/** What an operation works on. @public */
export interface AcmContext {
  state: AcmState;
  lifecycle: CertificateLifecycle;
}

/** One operation of ACM: its input as parsed JSON, its output as JSON (undefined: none). @public */
export type AcmOperation = (
  input: unknown,
  context: AcmContext,
) => unknown | Promise<unknown>;

/** Parses an input; the first thing wrong with it becomes ACM's validation error. @public */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue.path
    .map((part, index) =>
      typeof part === 'number'
        ? `${part + 1}.member`
        : lowerFirst(String(part), index),
    )
    .join('.');
  throw acmErrors.constraint(valueAt(input, issue.path), field, ruleOf(issue));
}

function lowerFirst(text: string, _index: number): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

function valueAt(input: unknown, path: PropertyKey[]): unknown {
  let at = input;
  for (const part of path)
    at = (at as Record<PropertyKey, unknown> | undefined)?.[part];
  return typeof at === 'object' && at !== null ? JSON.stringify(at) : at;
}

function ruleOf(issue: z.core.$ZodIssue): string {
  if (
    issue.code === 'invalid_type' &&
    issue.input === undefined &&
    /undefined/.test(issue.message)
  ) {
    return 'Member must not be null';
  }
  if (issue.code === 'invalid_value')
    return `Member must satisfy enum value set: [${issue.values.join(', ')}]`;
  if (issue.code === 'invalid_format' && 'pattern' in issue) {
    return `Member must satisfy regular expression pattern: ${String(
      issue.pattern,
    ).replace(/^\/\^?|\$?\/[a-z]*$/g, '')}`;
  }
  if (issue.code === 'too_big') {
    return `Member must have ${
      issue.origin === 'number' ? 'value' : 'length'
    } less than or equal to ${issue.maximum}`;
  }
  if (issue.code === 'too_small') {
    return `Member must have ${
      issue.origin === 'number' ? 'value' : 'length'
    } greater than or equal to ${issue.minimum}`;
  }
  return issue.message;
}

/** @public */
export const arnInput = z.object({
  CertificateArn: z.string().min(20).max(2048),
});

/** @public */
export const tagSchema = z.object({
  Key: z.string().min(1).max(128),
  Value: z.string().max(256).optional(),
});
