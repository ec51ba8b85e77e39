import { cloneJson } from '../json';
import { isJsonObject } from '../types';
import { JsonSchema, valueSchema } from './JsonSchema';

/**
 * Fills in the schema's defaults, from the outside in, so that the fields of a defaulted object get theirs too.
 * Changes `value`.
 *
 * @internal
 */
export function applyDefaults(value: unknown, schema: JsonSchema): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items) for (const item of value) applyDefaults(item, items);
    return;
  }
  if (!isJsonObject(value)) return;
  for (const [field, property] of Object.entries(schema.properties ?? {})) {
    const isMissing =
      value[field] === undefined ||
      (value[field] === null && !property.nullable);
    if (property.default !== undefined && isMissing)
      value[field] = cloneJson(property.default);
    if (value[field] !== undefined) applyDefaults(value[field], property);
  }
  const values = valueSchema(schema);
  if (!values) return;
  for (const [field, entry] of Object.entries(value)) {
    if (schema.properties?.[field]) continue;
    if (entry === null && !values.nullable && values.default !== undefined)
      value[field] = cloneJson(values.default);
    applyDefaults(value[field], values);
  }
}
