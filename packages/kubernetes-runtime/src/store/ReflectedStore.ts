import { objectKey } from '../client/objectKey';
import { KubernetesObject, ObjectReference } from '../client/types';
import { Clock } from '../clock/Clock';
import { compareVersions } from './compareVersions';
import { keepable } from './keepable';
import { IndexFunctions, ObjectIndex } from './ObjectIndex';
import { ObjectStore, StoreChange } from './types';

/** For how long an expected version that never comes keeps an object from being current. */
const LONGEST_EXPECTATION = 5 * 60_000;

/** So many objects of a list are taken, or told of, before the event loop has its turn. */
const SLICE = 250;

/**
 * The store behind a reflector, with the functions that fill it. What is older than what it holds is refused.
 *
 * @internal
 */
export class ReflectedStore<T extends KubernetesObject>
  implements ObjectStore<T>
{
  private readonly objects = new Map<string, T>();
  private readonly index: ObjectIndex<T>;
  private readonly listeners = new Set<(change: StoreChange<T>) => void>();
  private readonly expected = new Map<
    string,
    { version: string; until: number }
  >();
  private synced = false;
  private heardAt: number | undefined;
  private version: string | undefined;

  constructor(
    private readonly options: {
      clock: Clock;
      indexes?: IndexFunctions<T>;
      /** A listener or an index function threw. */
      onHandlerError: (error: unknown) => void;
    },
  ) {
    this.index = new ObjectIndex(options.indexes ?? {}, options.onHandlerError);
  }

  get(ref: ObjectReference): T | undefined {
    return this.objects.get(objectKey(ref));
  }

  list(options: { namespace?: string } = {}): T[] {
    if (options.namespace === undefined) {
      return [...this.objects.values()];
    }
    return this.objectsOf(this.index.keysOfNamespace(options.namespace));
  }

  byIndex(index: string, value: string): T[] {
    return this.objectsOf(this.index.keysOf(index, value));
  }

  hasSynced(): boolean {
    return this.synced;
  }

  lastHeard(): number | undefined {
    return this.heardAt;
  }

  newestVersion(): string | undefined {
    return this.version;
  }

  expect(ref: ObjectReference, resourceVersion: string): void {
    const key = objectKey(ref);
    const before = this.expected.get(key);
    if (before && isOlder(resourceVersion, before.version)) return;
    this.expected.set(key, {
      version: resourceVersion,
      until: this.options.clock.monotonic() + LONGEST_EXPECTATION,
    });
  }

  isCurrent(ref: ObjectReference): boolean {
    const key = objectKey(ref);
    const expectation = this.expected.get(key);
    if (!expectation) return true;
    const met =
      this.options.clock.monotonic() >= expectation.until ||
      hasReached(this.version, expectation.version) ||
      hasReached(
        this.objects.get(key)?.metadata.resourceVersion,
        expectation.version,
      );
    if (met) {
      this.expected.delete(key);
    }
    return met;
  }

  subscribe(listener: (change: StoreChange<T>) => void): () => void {
    const entry = (change: StoreChange<T>) => listener(change);
    this.listeners.add(entry);
    return () => this.listeners.delete(entry);
  }

  size(): number {
    return this.objects.size;
  }

  /** The stream is alive now. */
  heard(): void {
    this.heardAt = this.options.clock.now();
  }

  /** Whether a list of that version would take the store back in time. */
  isBehind(version: string): boolean {
    return this.version !== undefined && isOlder(version, this.version);
  }

  /** How many known objects a list does not have. */
  countMissing(items: readonly T[]): number {
    const known = items.reduce(
      (count, item) => count + (this.objects.has(objectKey(item)) ? 1 : 0),
      0,
    );
    return this.objects.size - known;
  }

  /**
   * Makes a complete list the content of the store; what is missing in it is deleted. Listeners are told when all of it is
   * there. Long lists are taken in slices, between which the event loop has its turn; short ones at once. `isAlive` is asked
   * after each slice and before each listener is called: when it says no, the rest is left out.
   */
  async replaceAll(
    items: readonly T[],
    version: string,
    isAlive: () => boolean,
  ): Promise<void> {
    const goesBack = this.isBehind(version);
    const changes: Array<StoreChange<T>> = [];
    const missing = new Set(this.objects.keys());
    for (const item of items) {
      missing.delete(objectKey(item));
    }
    for (const key of missing) {
      changes.push(...this.remove(key));
    }
    for (const [index, item] of items.entries()) {
      if (index % SLICE === SLICE - 1) {
        await turnOfTheLoop();
        if (!isAlive()) return;
      }
      const known = this.objects.get(objectKey(item));
      if (
        known &&
        (goesBack ? isSameVersion(known, item) : isSameOrNewer(known, item))
      )
        continue;
      changes.push(...this.put(item));
    }
    this.version = version;
    this.synced = true;
    this.heard();
    for (let start = 0; start < changes.length; start += SLICE) {
      if (start > 0) await turnOfTheLoop();
      this.notify(changes.slice(start, start + SLICE), isAlive);
    }
  }

  /** Applies one event of a stream. False: it was a replay of something older than what is known, and was refused. */
  apply(
    type: 'ADDED' | 'MODIFIED' | 'DELETED',
    object: T,
    mayNotify: () => boolean,
  ): boolean {
    this.heard();
    const version = object.metadata.resourceVersion;
    if (version !== undefined && hasReached(this.version, version))
      return false;
    const known = this.objects.get(objectKey(object));
    if (known && isSameOrNewer(known, object)) return false;
    const changes =
      type === 'DELETED'
        ? this.remove(objectKey(object), object)
        : this.put(object);
    this.version = version ?? this.version;
    this.notify(changes, mayNotify);
    return true;
  }

  /** Everything up to that version was applied. */
  bookmark(version: string): void {
    this.heard();
    if (!this.isBehind(version)) {
      this.version = version;
    }
  }

  private objectsOf(keys: Iterable<string>): T[] {
    const found: T[] = [];
    for (const key of keys) found.push(this.objects.get(key) as T);
    return found;
  }

  private put(object: T): Array<StoreChange<T>> {
    const key = objectKey(object);
    const before = this.objects.get(key);
    const frozen = keepable(object);
    this.objects.set(key, frozen);
    this.index.put(key, frozen);
    if (!before) {
      return [{ kind: 'added', object: frozen }];
    }
    return before.metadata.uid === frozen.metadata.uid
      ? [{ kind: 'changed', object: frozen, before }]
      : [
          { kind: 'deleted', object: before },
          { kind: 'added', object: frozen },
        ];
  }

  /** `last`: the object as the event showed it; taken when it is the one that was known. */
  private remove(key: string, last?: T): Array<StoreChange<T>> {
    const before = this.objects.get(key);
    if (!before) return [];
    this.objects.delete(key);
    this.index.remove(key);
    const object =
      last && last.metadata.uid === before.metadata.uid
        ? keepable(last)
        : before;
    return [{ kind: 'deleted', object }];
  }

  private notify(
    changes: Array<StoreChange<T>>,
    mayNotify: () => boolean,
  ): void {
    for (const change of changes) {
      for (const listener of [...this.listeners]) {
        if (!mayNotify()) return;
        this.call(listener, change);
      }
    }
  }

  private call(
    listener: (change: StoreChange<T>) => unknown,
    change: StoreChange<T>,
  ): void {
    try {
      const answer = listener(change);
      if (answer instanceof Promise) {
        answer.catch(this.options.onHandlerError);
      }
    } catch (error) {
      this.options.onHandlerError(error);
    }
  }
}

function isOlder(left: string, right: string): boolean {
  return (compareVersions(left, right) ?? 0) < 0;
}

/** Versions that cannot be ordered have only reached what they equal. */
function hasReached(version: string | undefined, wanted: string): boolean {
  return version !== undefined && (compareVersions(version, wanted) ?? -1) >= 0;
}

function isSameOrNewer(
  known: KubernetesObject,
  incoming: KubernetesObject,
): boolean {
  const version = incoming.metadata.resourceVersion;
  return (
    version !== undefined && hasReached(known.metadata.resourceVersion, version)
  );
}

function isSameVersion(
  known: KubernetesObject,
  incoming: KubernetesObject,
): boolean {
  const { uid, resourceVersion } = incoming.metadata;
  return (
    known.metadata.uid === uid &&
    known.metadata.resourceVersion === resourceVersion
  );
}

function turnOfTheLoop(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}
