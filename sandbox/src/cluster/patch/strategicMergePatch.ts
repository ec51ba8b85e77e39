import { badRequest } from '../errors/StatusError';
import { fieldSchema, JsonSchema } from '../schema/JsonSchema';
import { isJsonObject, JsonObject } from '../types';

/**
 * A strategic merge patch: as a merge patch, but lists whose schema names a merge key are merged item by item. Directives:
 * `$patch: replace | delete | merge`, `$deleteFromPrimitiveList/<field>`, `$setElementOrder/<field>`, `$retainKeys`.
 *
 * @throws StatusError 400 for a directive or a list item that cannot be understood.
 * @internal
 */
export function strategicMergePatch(
  target: unknown,
  patch: unknown,
  schema: JsonSchema | undefined,
): unknown {
  if (!isJsonObject(patch)) return patch;
  const { $patch: directive, $retainKeys: retained, ...fields } = patch;
  if (directive === 'replace') return fields;
  if (directive === 'delete') return {};
  const result: JsonObject = isJsonObject(target) ? { ...target } : {};
  if (Array.isArray(retained)) {
    for (const field of Object.keys(result))
      if (!retained.includes(field)) delete result[field];
  }
  for (const [field, value] of Object.entries(fields)) {
    if (field.startsWith('$')) continue;
    const inner = fieldSchema(schema, field);
    if (value === null) delete result[field];
    else if (Array.isArray(value))
      result[field] = mergeList(result[field], value, inner);
    else result[field] = strategicMergePatch(result[field], value, inner);
  }
  for (const [field, value] of Object.entries(fields)) {
    const [directiveName, listField] = field.split('/');
    if (!listField || !Array.isArray(value)) continue;
    const inner = fieldSchema(schema, listField);
    if (directiveName === '$deleteFromPrimitiveList')
      result[listField] = without(result[listField], value);
    else if (directiveName === '$setElementOrder')
      result[listField] = ordered(result[listField], value, inner);
  }
  return result;
}

function mergeList(
  target: unknown,
  patch: unknown[],
  schema: JsonSchema | undefined,
): unknown[] {
  const strategy = schema?.['x-kubernetes-patch-strategy'];
  const key = schema?.['x-kubernetes-patch-merge-key'];
  const current = Array.isArray(target) ? [...target] : [];
  if (!strategy?.includes('merge')) return patch;
  if (!key)
    return [...current, ...patch.filter(item => !current.includes(item))];
  let result = current;
  for (const item of patch) {
    if (!isJsonObject(item))
      throw badRequest(
        `a list item of a strategic merge patch must be an object with ${key}`,
      );
    if (item.$patch === 'replace') {
      return patch.filter(
        other => isJsonObject(other) && other.$patch === undefined,
      );
    }
    if (item[key] === undefined)
      throw badRequest(
        `map: map[] does not contain declared merge key: ${key}`,
      );
    const index = result.findIndex(
      other => isJsonObject(other) && other[key] === item[key],
    );
    if (item.$patch === 'delete')
      result = result.filter((_other, at) => at !== index);
    else if (index >= 0)
      result[index] = strategicMergePatch(result[index], item, schema?.items);
    else result.push(strategicMergePatch({}, item, schema?.items));
  }
  return result;
}

function without(target: unknown, removed: unknown[]): unknown {
  return Array.isArray(target)
    ? target.filter(item => !removed.includes(item))
    : target;
}

/** Items named by the order come in that order; others keep their place after them. */
function ordered(
  target: unknown,
  order: unknown[],
  schema: JsonSchema | undefined,
): unknown {
  if (!Array.isArray(target)) return target;
  const key = schema?.['x-kubernetes-patch-merge-key'];
  const identity = (item: unknown) =>
    key && isJsonObject(item) ? item[key] : item;
  const places = new Map(order.map((item, index) => [identity(item), index]));
  return target
    .map((item, index) => ({
      item,
      place: places.get(identity(item)) ?? order.length + index,
    }))
    .sort((left, right) => left.place - right.place)
    .map(({ item }) => item);
}
