import { duplicateField, FieldError, invalidField } from '../errors/FieldError';
import { isJsonObject } from '../types';
import { fieldSchema, JsonSchema } from './JsonSchema';

/** Checks that lists of type `set` and `map` hold nothing twice. @internal */
export function validateListTypes(
  value: unknown,
  schema: JsonSchema,
  path = '',
): FieldError[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    return [
      ...duplicates(value, schema, path),
      ...(items
        ? value.flatMap((item, index) =>
            validateListTypes(item, items, `${path}[${index}]`),
          )
        : []),
    ];
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([field, entry]) => {
    const inner = fieldSchema(schema, field);
    return inner
      ? validateListTypes(entry, inner, path ? `${path}.${field}` : field)
      : [];
  });
}

function duplicates(
  list: unknown[],
  schema: JsonSchema,
  path: string,
): FieldError[] {
  const type = schema['x-kubernetes-list-type'];
  if (type === 'set')
    return repeated(
      list,
      item => JSON.stringify(item),
      item => item,
      path,
    );
  if (type !== 'map') return [];
  const stray = list.findIndex(item => !isJsonObject(item));
  if (stray >= 0) {
    return [
      invalidField(
        `${path}[${stray}]`,
        list[stray],
        'must be an object for an array of list-type map',
      ),
    ];
  }
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const keyOf = (item: unknown) =>
    Object.fromEntries(
      keys.map(key => [key, isJsonObject(item) ? item[key] : undefined]),
    );
  return repeated(list, item => JSON.stringify(keyOf(item)), keyOf, path);
}

/** The second appearance of each repeated item. */
function repeated(
  list: unknown[],
  identity: (item: unknown) => string,
  show: (item: unknown) => unknown,
  path: string,
): FieldError[] {
  const seen = new Map<string, number>();
  return list.flatMap((item, index) => {
    const times = (seen.get(identity(item)) ?? 0) + 1;
    seen.set(identity(item), times);
    return times === 2 ? [duplicateField(`${path}[${index}]`, show(item))] : [];
  });
}
