import { isDateTime } from '../schema/formats';
import { fieldSchema, JsonSchema } from '../schema/JsonSchema';
import { isJsonObject } from '../types';

/** Words of the language that a field cannot be named in an expression; they are written `__namespace__` there. */
const RESERVED = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
);

/**
 * A JSON value as rules see it: integers as CEL integers, times as timestamps, fields under their escaped names.
 *
 * @internal
 */
export function celValue(
  value: unknown,
  schema: JsonSchema | undefined,
): unknown {
  if (typeof value === 'number') {
    return schema?.type !== 'number' && Number.isInteger(value)
      ? BigInt(value)
      : value;
  }
  if (typeof value === 'string') return celString(value, schema?.format);
  if (Array.isArray(value))
    return value.map(item => celValue(item, schema?.items));
  if (!isJsonObject(value)) return value;
  const fields = Object.entries(value).filter(
    ([, entry]) => entry !== undefined,
  );
  return Object.fromEntries(
    fields.map(([field, entry]) => [
      schema?.properties?.[field] ? escapeField(field) : field,
      celValue(entry, fieldSchema(schema, field)),
    ]),
  );
}

function celString(value: string, format: string | undefined): unknown {
  if ((format === 'date-time' || format === 'datetime') && isDateTime(value))
    return new Date(value);
  if (format === 'date' && isDateTime(`${value}T00:00:00Z`))
    return new Date(`${value}T00:00:00Z`);
  if (format === 'byte') return new Uint8Array(Buffer.from(value, 'base64'));
  return value;
}

function escapeField(field: string): string {
  if (RESERVED.has(field)) return `__${field}__`;
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(field) && !field.includes('__'))
    return field;
  return field
    .replaceAll('__', '__underscores__')
    .replaceAll('.', '__dot__')
    .replaceAll('-', '__dash__')
    .replaceAll('/', '__slash__');
}
