import { isJsonObject } from '../types';
import { JsonSchema } from './JsonSchema';

/**
 * Finds for an item of a list of type `map` the item that it was before, by its keys. Items of other lists have no
 * identity, so nothing is found for them.
 *
 * @internal
 */
export function oldItems(
  old: unknown,
  schema: JsonSchema,
): (item: unknown) => unknown {
  if (!Array.isArray(old) || schema['x-kubernetes-list-type'] !== 'map')
    return () => undefined;
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const identity = (item: unknown) =>
    JSON.stringify(
      keys.map(key => (isJsonObject(item) ? item[key] : undefined)),
    );
  const byKey = new Map(old.map(item => [identity(item), item]));
  return item => byKey.get(identity(item));
}
