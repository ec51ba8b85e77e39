import { isJsonObject, JsonObject } from '../types';
import { JsonSchema, valueSchema } from './JsonSchema';

/**
 * Removes what the schema does not know, and nulls where null is not a value, as the API server does before it applies
 * defaults. Changes `object`; answers the paths of unknown fields, sorted.
 *
 * @internal
 */
export function pruneObject(object: JsonObject, schema: JsonSchema): string[] {
  const unknown: string[] = [];
  pruneFields(object, schema, '', unknown, true);
  return unknown.sort();
}

function pruneValue(
  value: unknown,
  schema: JsonSchema,
  path: string,
  unknown: string[],
): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items)
      value.forEach((item, index) =>
        pruneValue(item, items, `${path}[${index}]`, unknown),
      );
    return;
  }
  if (isJsonObject(value)) {
    pruneFields(
      value,
      schema,
      path,
      unknown,
      schema['x-kubernetes-embedded-resource'] === true,
    );
  }
}

function pruneFields(
  object: JsonObject,
  schema: JsonSchema,
  path: string,
  unknown: string[],
  isResource: boolean,
): void {
  const values = valueSchema(schema);
  const keepsUnknown =
    schema['x-kubernetes-preserve-unknown-fields'] === true ||
    schema.additionalProperties === true;
  for (const field of Object.keys(object)) {
    const fieldPath = path ? `${path}.${field}` : field;
    const known = ownProperty(schema, field) ?? values;
    if (known) {
      if (
        object[field] === null &&
        !known.nullable &&
        known.default === undefined &&
        known.type
      ) {
        delete object[field];
      } else {
        pruneValue(object[field], known, fieldPath, unknown);
      }
    } else if (
      !keepsUnknown &&
      !(isResource && ['apiVersion', 'kind', 'metadata'].includes(field))
    ) {
      unknown.push(fieldPath);
      delete object[field];
    }
  }
}

/** A declared property; names such as `constructor` are not found by accident. */
function ownProperty(
  schema: JsonSchema,
  field: string,
): JsonSchema | undefined {
  return schema.properties && Object.hasOwn(schema.properties, field)
    ? schema.properties[field]
    : undefined;
}
