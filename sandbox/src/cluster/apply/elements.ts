import { fieldSchema, JsonSchema } from '../schema/JsonSchema';
import { isJsonObject, JsonObject } from '../types';

/** One part of a value under its path element. @internal */
export interface Element {
  element: string;
  value: unknown;
  schema: JsonSchema | undefined;
  /** Whether the element is an entry of a map with free keys or of a list, and so a member by itself. */
  isEntry: boolean;
}

/**
 * The parts that different managers can own separately: the fields of a granular object, the items of lists of type map
 * and set. `undefined` for what is owned as a whole: scalars, atomic lists and objects.
 *
 * @internal
 */
export function elementsOf(
  value: unknown,
  schema: JsonSchema | undefined,
): Element[] | undefined {
  if (Array.isArray(value)) return listElements(value, schema);
  if (!isJsonObject(value) || schema?.['x-kubernetes-map-type'] === 'atomic')
    return undefined;
  return Object.keys(value)
    .filter(field => value[field] !== undefined)
    .map(field => ({
      element: `f:${field}`,
      value: value[field],
      schema: fieldSchema(schema, field),
      isEntry: schema?.properties?.[field] === undefined,
    }));
}

function listElements(
  list: unknown[],
  schema: JsonSchema | undefined,
): Element[] | undefined {
  const type = schema?.['x-kubernetes-list-type'];
  if (type === 'set') {
    return list.map(value => ({
      element: `v:${JSON.stringify(value)}`,
      value,
      schema: schema?.items,
      isEntry: true,
    }));
  }
  if (type !== 'map') return undefined;
  return list.map(value => ({
    element: `k:${JSON.stringify(keysOf(value, schema!))}`,
    value,
    schema: schema?.items,
    isEntry: true,
  }));
}

function keysOf(item: unknown, schema: JsonSchema): JsonObject {
  const keys = [...(schema['x-kubernetes-list-map-keys'] ?? [])].sort();
  return Object.fromEntries(
    keys.map(key => [
      key,
      (isJsonObject(item) ? item[key] : undefined) ??
        schema.items?.properties?.[key]?.default,
    ]),
  );
}
