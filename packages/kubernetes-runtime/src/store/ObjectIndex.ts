import { KubernetesObject } from '../client/types';

/** Functions by index name: the values under which an object is to be found. @public */
export type IndexFunctions<T extends KubernetesObject> = Record<
  string,
  (object: T) => readonly string[]
>;

/**
 * Finds keys of objects by namespace and by the values of index functions. A function that throws finds nothing for that
 * object.
 *
 * @internal
 */
export class ObjectIndex<T extends KubernetesObject> {
  private readonly namespaces = new Map<string, Set<string>>();
  private readonly indexes: Map<string, Map<string, Set<string>>>;
  private readonly entries = new Map<
    string,
    { namespace: string; values: Array<[index: string, value: string]> }
  >();

  constructor(
    private readonly functions: IndexFunctions<T>,
    private readonly onError: (error: unknown) => void,
  ) {
    this.indexes = new Map(
      Object.keys(functions).map(name => [name, new Map()]),
    );
  }

  keysOfNamespace(namespace: string): Iterable<string> {
    return this.namespaces.get(namespace) ?? [];
  }

  /** @throws Error when there is no index of that name */
  keysOf(index: string, value: string): Iterable<string> {
    const values = this.indexes.get(index);
    if (!values) {
      throw new Error(
        `there is no index '${index}'; known: ${
          [...this.indexes.keys()].join(', ') || 'none'
        }`,
      );
    }
    return values.get(value) ?? [];
  }

  put(key: string, object: T): void {
    this.remove(key);
    const namespace = object.metadata.namespace ?? '';
    const values = [...this.indexes.keys()].flatMap(name =>
      this.valuesOf(name, object).map(
        value => [name, value] as [string, string],
      ),
    );
    this.entries.set(key, { namespace, values });
    add(this.namespaces, namespace, key);
    values.forEach(([name, value]) => add(this.indexes.get(name)!, value, key));
  }

  remove(key: string): void {
    const entry = this.entries.get(key);
    if (!entry) return;
    this.entries.delete(key);
    drop(this.namespaces, entry.namespace, key);
    entry.values.forEach(([name, value]) =>
      drop(this.indexes.get(name)!, value, key),
    );
  }

  private valuesOf(name: string, object: T): string[] {
    try {
      return [...new Set(this.functions[name](object))];
    } catch (error) {
      this.onError(error);
      return [];
    }
  }
}

function add(map: Map<string, Set<string>>, value: string, key: string): void {
  const keys = map.get(value);
  if (keys) keys.add(key);
  else map.set(value, new Set([key]));
}

function drop(map: Map<string, Set<string>>, value: string, key: string): void {
  const keys = map.get(value);
  keys?.delete(key);
  if (keys?.size === 0) map.delete(value);
}
