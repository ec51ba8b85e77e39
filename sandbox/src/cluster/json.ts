import { isJsonObject } from './types';

/**
 * Whether two JSON values are the same, whatever the order of their fields; a field that is `undefined` is not there.
 *
 * @internal
 */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left) || Array.isArray(right)) {
    return (
      Array.isArray(left) &&
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, index) => sameJson(item, right[index]))
    );
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false;
  for (const field in left) {
    if (left[field] !== undefined && !sameJson(left[field], right[field]))
      return false;
  }
  for (const field in right) {
    if (right[field] !== undefined && left[field] === undefined) return false;
  }
  return true;
}

/** A deep copy of a JSON value, without fields that are `undefined`. @internal */
export function cloneJson<T>(value: T): T {
  if (Array.isArray(value)) return value.map(cloneJson) as T;
  if (!isJsonObject(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const field of Object.keys(value)) {
    if (value[field] !== undefined) copy[field] = cloneJson(value[field]);
  }
  return copy as T;
}
