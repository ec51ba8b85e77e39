import { ClusterObject } from '../types';
import { Change, ObjectTable } from './ObjectTable';

/** A change together with the table it happened in. @internal */
export interface StorageChange extends Change {
  table: string;
}

/**
 * All objects of a cluster under one version counter.
 *
 * @internal
 */
export class Storage {
  private counter: number;
  private readonly tables = new Map<string, ObjectTable>();
  private readonly listeners = new Set<(change: StorageChange) => void>();

  constructor(
    private readonly options: { historyLimit: number; firstVersion?: number },
  ) {
    this.counter = options.firstVersion ?? 1;
  }

  /** The version of the last change. */
  get version(): number {
    return this.counter;
  }

  /** The table of a resource, by its qualified name; made when it is first asked for. */
  table(name: string): ObjectTable {
    let table = this.tables.get(name);
    if (!table) {
      table = new ObjectTable(this.counter, this.options.historyLimit);
      this.tables.set(name, table);
    }
    return table;
  }

  tableNames(): string[] {
    return [...this.tables.keys()];
  }

  /** Stores an object under the next version and answers it as stored: frozen, with that version. */
  put(table: string, key: string, object: ClusterObject): ClusterObject {
    const before = this.table(table).get(key);
    const version = ++this.counter;
    const stored = deepFreeze({
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(version) },
    });
    this.apply({
      type: before ? 'MODIFIED' : 'ADDED',
      version,
      key,
      object: stored,
      before,
      table,
    });
    return stored;
  }

  /** Removes an object; answers its last state under the version of the deletion. */
  remove(table: string, key: string): ClusterObject | undefined {
    const before = this.table(table).get(key);
    if (!before) return undefined;
    const version = ++this.counter;
    const object = deepFreeze({
      ...before,
      metadata: { ...before.metadata, resourceVersion: String(version) },
    });
    this.apply({ type: 'DELETED', version, key, object, before, table });
    return object;
  }

  /** Forgets the history of all tables: older versions can no longer be watched from or listed. */
  compact(): void {
    for (const table of this.tables.values()) table.compact();
  }

  subscribe(listener: (change: StorageChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private apply(change: StorageChange): void {
    this.table(change.table).apply(change);
    for (const listener of [...this.listeners]) listener(change);
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value))
    return value;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
  return value;
}
