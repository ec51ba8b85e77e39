import { JsonSchema } from '../schema/JsonSchema';
import { isJsonObject } from '../types';
import { elementsOf } from './elements';
import { FieldSet, isEmptySet, withSelf } from './FieldSet';

/** The fields that a configuration sets: what a manager owns after it applied it. @internal */
export function fieldSetOf(
  value: unknown,
  schema: JsonSchema | undefined,
): FieldSet {
  const set: FieldSet = {};
  for (const part of elementsOf(value, schema) ?? []) {
    const node = fieldSetOf(part.value, part.schema);
    if (part.isEntry || isOwnedAsWhole(part.value, part.schema))
      set[part.element] = withSelf(node);
    else if (!isEmptySet(node)) set[part.element] = node;
  }
  return set;
}

function isOwnedAsWhole(
  value: unknown,
  schema: JsonSchema | undefined,
): boolean {
  const parts = elementsOf(value, schema);
  return parts === undefined || (isJsonObject(value) && parts.length === 0);
}
