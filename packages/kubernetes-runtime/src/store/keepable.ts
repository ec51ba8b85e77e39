import { KubernetesObject } from '../client/types';

/** Longer text is hardly ever the same twice. */
const LONGEST_SHARED = 64;
const MOST_SHARED = 20_000;

/** Thousands of objects say `True`, `AsRequested` or the same second: each such text is kept once. */
const shared = new Map<string, string>();

/**
 * An object as stores keep it: frozen with all that is in it, and without `metadata.managedFields`, which is often larger than
 * the rest and which no controller decides by. (An update without it leaves it as it is on the server.)
 *
 * @internal
 */
export function keepable<T extends KubernetesObject>(object: T): T {
  return deepFreeze(withoutManagedFields(object));
}

function withoutManagedFields<T extends KubernetesObject>(object: T): T {
  if (!('managedFields' in object.metadata)) return object;
  const { managedFields: _, ...metadata } =
    object.metadata as typeof object.metadata & { managedFields?: unknown };
  return { ...object, metadata };
}

/** A plain loop: this runs over all of every object that comes in. */
function deepFreeze<V extends object>(value: V): V {
  if (Object.isFrozen(value)) return value;
  const fields = value as Record<string, unknown>;
  for (const key of Object.keys(value)) {
    const child = fields[key];
    if (typeof child === 'object' && child !== null) deepFreeze(child);
    else if (typeof child === 'string') fields[key] = sharedText(child);
  }
  return Object.freeze(value);
}

function sharedText(text: string): string {
  if (text.length > LONGEST_SHARED) return text;
  const known = shared.get(text);
  if (known !== undefined) return known;
  if (shared.size >= MOST_SHARED) shared.clear();
  shared.set(text, text);
  return text;
}
