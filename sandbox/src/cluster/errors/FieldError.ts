import { KindName, StatusError } from './StatusError';

/** What is wrong with one field. @internal */
export interface FieldError {
  reason:
    | 'FieldValueRequired'
    | 'FieldValueInvalid'
    | 'FieldValueNotSupported'
    | 'FieldValueDuplicate'
    | 'FieldValueForbidden'
    | 'FieldValueTooLong'
    | 'FieldValueTooMany'
    | 'FieldValueTypeInvalid'
    | 'FieldValueNotFound';
  /** Path with dots and brackets, `spec.rules[0].name`. */
  field: string;
  message: string;
}

/** @internal */
export function requiredField(field: string, detail = ''): FieldError {
  return {
    reason: 'FieldValueRequired',
    field,
    message: detail ? `Required value: ${detail}` : 'Required value',
  };
}

/** @internal */
export function invalidField(
  field: string,
  value: unknown,
  detail: string,
): FieldError {
  return {
    reason: 'FieldValueInvalid',
    field,
    message: `Invalid value: ${show(value)}: ${detail}`,
  };
}

/** @internal */
export function wrongType(
  field: string,
  value: unknown,
  detail: string,
): FieldError {
  return {
    reason: 'FieldValueTypeInvalid',
    field,
    message: `Invalid value: ${show(value)}: ${detail}`,
  };
}

/** @internal */
export function unsupportedValue(
  field: string,
  value: unknown,
  supported: unknown[],
): FieldError {
  const list = supported.map(entry => JSON.stringify(entry)).join(', ');
  return {
    reason: 'FieldValueNotSupported',
    field,
    message: `Unsupported value: ${show(value)}: supported values: ${list}`,
  };
}

/** @internal */
export function duplicateField(field: string, value: unknown): FieldError {
  return {
    reason: 'FieldValueDuplicate',
    field,
    message: `Duplicate value: ${show(value)}`,
  };
}

/** @internal */
export function forbiddenField(field: string, detail: string): FieldError {
  return {
    reason: 'FieldValueForbidden',
    field,
    message: `Forbidden: ${detail}`,
  };
}

/** @internal */
export function tooLong(field: string, maximum: number): FieldError {
  return {
    reason: 'FieldValueTooLong',
    field,
    message: `Too long: may not be more than ${maximum} bytes`,
  };
}

/** @internal */
export function tooMany(
  field: string,
  actual: number,
  maximum: number,
): FieldError {
  return {
    reason: 'FieldValueTooMany',
    field,
    message: `Too many: ${actual}: must have at most ${maximum} ${
      maximum === 1 ? 'item' : 'items'
    }`,
  };
}

/** The 422 answer for an object with invalid fields. @internal */
export function invalidObject(
  kind: KindName,
  name: string,
  errors: FieldError[],
): StatusError {
  const subject = kind.group ? `${kind.kind}.${kind.group}` : kind.kind;
  const lines = [
    ...new Set(errors.map(error => `${error.field}: ${error.message}`)),
  ];
  const list = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`;
  return new StatusError(
    422,
    'Invalid',
    `${subject} "${name}" is invalid: ${list}`,
    {
      name: name || undefined,
      group: kind.group || undefined,
      kind: kind.kind || undefined,
      causes: errors.map(({ reason, message, field }) => ({
        reason,
        message,
        field,
      })),
    },
  );
}

/** Values as they are printed in messages: JSON for strings, numbers and objects, `null` as the server writes it. */
function show(value: unknown): string {
  if (value === null || value === undefined) {
    return 'null';
  }
  return JSON.stringify(value);
}
