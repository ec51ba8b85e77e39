import { KubernetesObject } from '../client/types';

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
  Object.freeze(value);
  for (const key of Object.keys(value)) {
    const child = value[key as keyof V];
    if (typeof child === 'object' && child !== null) deepFreeze(child);
  }
  return value;
}
