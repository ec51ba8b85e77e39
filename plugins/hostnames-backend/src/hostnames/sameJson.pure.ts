/**
 * Whether two values are the same JSON. The order of keys does not matter: an API server keeps custom resources with sorted
 * keys, whatever was sent. A key with the value undefined is not there.
 */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (!isObject(left) || !isObject(right)) return false;
  if (Array.isArray(left) || Array.isArray(right)) {
    return (
      Array.isArray(left) &&
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((each, index) => sameJson(each, right[index]))
    );
  }
  for (const key in left) {
    if (!sameJson(left[key], right[key])) return false;
  }
  for (const key in right) {
    if (left[key] === undefined && right[key] !== undefined) return false;
  }
  return true;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
