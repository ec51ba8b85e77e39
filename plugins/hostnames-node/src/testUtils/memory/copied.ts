/** A copy of plain data, many times as fast as `structuredClone`. @public */
export function copied<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copied) as T;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    copy[key] = copied((value as Record<string, unknown>)[key]);
  }
  return copy as T;
}
