import { ClusterObject } from '../types';
import { SortedKeys } from './SortedKeys';

/** One change of one object, in the order of the cluster's versions. @internal */
export interface Change {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  version: number;
  key: string;
  /** The object after the change; for DELETED its last state, under the version of the deletion. */
  object: ClusterObject;
  before?: ClusterObject;
}

/** An entry of a snapshot. @internal */
export interface Entry {
  key: string;
  object: ClusterObject;
}

/**
 * The objects of one resource (all versions of a kind together) with the changes that led to them, so that lists can be
 * continued at the version they began with and watches can start in the past.
 *
 * @internal
 */
export class ObjectTable {
  private readonly objects = new Map<string, ClusterObject>();
  private readonly keys = new SortedKeys();
  private history: Change[] = [];
  private readonly listeners = new Set<(change: Change) => void>();
  /** Changes up to this version are forgotten. */
  private forgottenUpTo: number;

  constructor(createdAt: number, private readonly historyLimit: number) {
    this.forgottenUpTo = createdAt;
  }

  get size(): number {
    return this.objects.size;
  }

  get(key: string): ClusterObject | undefined {
    return this.objects.get(key);
  }

  values(): IterableIterator<ClusterObject> {
    return this.objects.values();
  }

  /** The oldest version a watch or an exact list can ask for. */
  get oldestVersion(): number {
    return this.forgottenUpTo;
  }

  apply(change: Change): void {
    if (change.type === 'DELETED') {
      this.objects.delete(change.key);
      this.keys.remove(change.key);
    } else {
      if (change.type === 'ADDED') this.keys.add(change.key);
      this.objects.set(change.key, change.object);
    }
    this.history.push(change);
    if (this.history.length > this.historyLimit * 2)
      this.forget(this.history.length - this.historyLimit);
    for (const listener of [...this.listeners]) listener(change);
  }

  /** Changes after `version`, oldest first. */
  changesAfter(version: number): Change[] {
    let low = 0;
    let high = this.history.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.history[middle].version <= version) low = middle + 1;
      else high = middle;
    }
    return this.history.slice(low);
  }

  /** Forgets all changes so far, as etcd does every five minutes. */
  compact(): void {
    this.forget(this.history.length);
  }

  subscribe(listener: (change: Change) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Entries in key order from `start` on whose key begins with `prefix`, as of now or as of `version`. */
  *entries(options: {
    prefix: string;
    start?: string;
    version?: number;
  }): Generator<Entry> {
    const from =
      options.start !== undefined && options.start > options.prefix
        ? options.start
        : options.prefix;
    if (
      options.version === undefined ||
      this.lastVersion() <= options.version
    ) {
      yield* this.currentEntries(options.prefix, from);
      return;
    }
    yield* this.entriesAt(options.version, options.prefix, from);
  }

  /** How many entries there are now under the prefix from `start` on. */
  countFrom(prefix: string, start: string): number {
    return this.keys.indexOf(`${prefix}\uffff`) - this.keys.indexOf(start);
  }

  private lastVersion(): number {
    return this.history.at(-1)?.version ?? 0;
  }

  private *currentEntries(prefix: string, from: string): Generator<Entry> {
    for (let index = this.keys.indexOf(from); index < this.keys.size; index++) {
      const key = this.keys.at(index)!;
      if (!key.startsWith(prefix)) return;
      yield { key, object: this.objects.get(key)! };
    }
  }

  private *entriesAt(
    version: number,
    prefix: string,
    from: string,
  ): Generator<Entry> {
    const then = new Map<string, ClusterObject | undefined>();
    for (const change of this.changesAfter(version)) {
      if (!then.has(change.key))
        then.set(
          change.key,
          change.type === 'ADDED' ? undefined : change.before,
        );
    }
    const wasThere = [...then]
      .filter(
        ([key, object]) => object && key >= from && key.startsWith(prefix),
      )
      .map(([key, object]) => ({ key, object: object! }));
    const unchanged = [...this.currentEntries(prefix, from)].filter(
      entry => !then.has(entry.key),
    );
    yield* [...unchanged, ...wasThere].sort((left, right) =>
      left.key < right.key ? -1 : 1,
    );
  }

  private forget(count: number): void {
    const last = this.history[count - 1];
    if (!last) return;
    this.forgottenUpTo = last.version;
    this.history = this.history.slice(count);
  }
}
