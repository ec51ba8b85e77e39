import { copied } from '@hostmaster/backstage-plugin-hostnames-node/testUtils';
import {
  Clock,
  ClusterClient,
  KubernetesError,
  KubernetesObject,
  ObjectReference,
  Patch,
  ResourceKind,
  WatchEvent,
  WriteGate,
  objectKey,
} from '@hostmaster/kubernetes-runtime';
import { sameJson } from '../sameJson.pure';

interface Change {
  version: number;
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: KubernetesObject;
}

interface Kept {
  objects: Map<string, KubernetesObject>;
  log: Change[];
  watchers: Set<() => void>;
}

/** A write as the API saw it. */
export interface MemoryWrite {
  verb: 'create' | 'replace' | 'patch' | 'delete';
  kind: string;
  key: string;
  subresource?: string;
  at: number;
}

/** A call of a client. */
export interface MemoryApiCall {
  verb: 'get' | 'list' | 'watch' | MemoryWrite['verb'];
  kind: string;
  plural: string;
  /** `namespace/name`, as far as given. */
  key: string;
  subresource?: string;
}

/** What an API holds; can be loaded by another one. */
export interface MemoryApiState {
  version: number;
  uids: number;
  kinds: Map<string, Map<string, KubernetesObject>>;
}

/** What may happen to a call on the way; for a watch, to its opening. */
export type CallAround = <T>(
  call: MemoryApiCall,
  run: () => Promise<T>,
) => Promise<T>;

/**
 * The part of an API server that the chain needs, in memory: versions, conflicts, generations, the status subresource,
 * finalizers, lists and watches. For tests only.
 */
export class MemoryApi {
  readonly writes: MemoryWrite[] = [];
  /** Set while the cluster cannot be reached. */
  down = false;
  /** Events that watches leave out. */
  isHidden?: (event: { type: string; object: KubernetesObject }) => boolean;
  /** Told of every object that comes, changes or goes. */
  onChange?: (type: Change['type'], object: KubernetesObject) => void;
  private expiredAt = -1;
  private frozen?: {
    version: number;
    objects: Map<string, Map<string, KubernetesObject>>;
  };
  private readonly kinds = new Map<string, Kept>();
  private version = 100;
  private uids = 0;

  constructor(readonly name: string, private readonly clock: Clock) {}

  save(): MemoryApiState {
    const kinds = [...this.kinds].map(
      ([key, { objects }]) => [key, new Map(objects)] as const,
    );
    return { version: this.version, uids: this.uids, kinds: new Map(kinds) };
  }

  /** In place of everything there is; nobody is told. */
  load({ version, uids, kinds }: MemoryApiState): void {
    this.version = version;
    this.uids = uids;
    this.kinds.clear();
    for (const [key, objects] of kinds)
      this.kinds.set(key, {
        objects: new Map(objects),
        log: [],
        watchers: new Set(),
      });
  }

  connect(
    gate?: WriteGate,
    around: CallAround = (_call, run) => run(),
  ): ClusterClient {
    const pass = <T>(call: MemoryApiCall, write: () => T): Promise<T> =>
      gate
        ? gate.pass(() => around(call, async () => write()))
        : around(call, async () => write());
    const about = (
      verb: MemoryApiCall['verb'],
      kind: ResourceKind<any>,
      ref: Partial<ObjectReference> = {},
      subresource?: string,
    ): MemoryApiCall => ({
      verb,
      kind: kind.kind,
      plural: kind.plural,
      key: [ref.namespace, ref.name].filter(Boolean).join('/'),
      subresource,
    });
    return {
      cluster: this.name,
      get: (kind, ref) =>
        around(about('get', kind, ref), async () => {
          this.reach();
          return this.seen(kind).get(objectKey(ref)) as any;
        }),
      list: (kind, { namespace } = {}) =>
        around(about('list', kind, { namespace }), async () => {
          this.reach();
          const items = [...this.seen(kind).values()].filter(
            object => !namespace || object.metadata.namespace === namespace,
          ) as any[];
          return {
            items,
            resourceVersion: `${this.frozen?.version ?? this.version}`,
          };
        }),
      watch: (kind, options = {}) =>
        this.openWatch(about('watch', kind, options), around, kind, options),
      create: (kind, object) =>
        pass(about('create', kind, object.metadata), () =>
          this.create(kind, object),
        ),
      replace: (kind, object, options) =>
        pass(
          about('replace', kind, object.metadata, options?.subresource),
          () => this.replace(kind, object, options?.subresource),
        ),
      patch: (kind, ref, patch, options) =>
        pass(about('patch', kind, ref, options?.subresource), () =>
          this.patch(kind, ref, patch, options?.subresource),
        ),
      delete: (kind, ref, options) =>
        pass(about('delete', kind, ref), () => this.delete(kind, ref, options)),
    };
  }

  /** From now on clients read the cluster as it is now, until it may catch up: a server that lags behind. */
  freezeReads(): () => void {
    this.frozen = { version: this.version, objects: new Map() };
    for (const [key, { objects }] of this.kinds)
      this.frozen.objects.set(key, new Map(objects));
    const mine = this.frozen;
    return () => {
      if (this.frozen !== mine) return;
      this.frozen = undefined;
      for (const { watchers } of this.kinds.values())
        [...watchers].forEach(wake => wake());
    };
  }

  /** Ends open watches as a server does that has forgotten where they stand. */
  expireWatches(): void {
    this.expiredAt = this.version;
    for (const { watchers } of this.kinds.values())
      [...watchers].forEach(wake => wake());
  }

  private async *openWatch<T extends KubernetesObject>(
    call: MemoryApiCall,
    around: CallAround,
    kind: ResourceKind<T>,
    options: Parameters<ClusterClient['watch']>[1] & object,
  ): AsyncIterable<WatchEvent<T>> {
    await around(call, async () => this.reach());
    yield* this.watch(kind, options);
  }

  private seen(kind: ResourceKind<any>): Map<string, KubernetesObject> {
    if (!this.frozen) return this.of(kind).objects;
    return this.frozen.objects.get(`${kind.plural}.${kind.group}`) ?? new Map();
  }

  list<T extends KubernetesObject>(
    kind: ResourceKind<T>,
    namespace?: string,
  ): T[] {
    return [...this.of(kind).objects.values()].filter(
      object => !namespace || object.metadata.namespace === namespace,
    ) as T[];
  }

  read<T extends KubernetesObject>(
    kind: ResourceKind<T>,
    ref: ObjectReference,
  ): T | undefined {
    return this.of(kind).objects.get(objectKey(ref)) as T | undefined;
  }

  /** How often objects of the kind have come, changed or gone. */
  changes(kind: ResourceKind<any>): number {
    return this.of(kind).log.length;
  }

  create<T extends KubernetesObject>(kind: ResourceKind<T>, object: T): T {
    const { objects } = this.of(kind);
    const key = objectKey(object);
    this.written({ verb: 'create', kind: kind.kind, key });
    if (objects.has(key)) {
      throw new KubernetesError(
        'AlreadyExists',
        `${kind.plural} "${key}" already exists`,
      );
    }
    const { status: _, ...rest } = object as T & { status?: unknown };
    return this.store(kind, 'ADDED', {
      ...(rest as T),
      metadata: {
        ...object.metadata,
        uid: `uid-${this.name}-${++this.uids}`,
        generation: 1,
        creationTimestamp: new Date(this.clock.now()).toISOString(),
      },
    });
  }

  replace<T extends KubernetesObject>(
    kind: ResourceKind<T>,
    object: T,
    subresource?: string,
  ): T {
    const key = objectKey(object);
    this.written({ verb: 'replace', kind: kind.kind, key, subresource });
    return this.update(kind, key, object, object.metadata, subresource);
  }

  patch<T extends KubernetesObject>(
    kind: ResourceKind<T>,
    ref: ObjectReference,
    patch: Patch,
    subresource?: string,
  ): T {
    const key = objectKey(ref);
    this.written({ verb: 'patch', kind: kind.kind, key, subresource });
    if (patch.type !== 'merge')
      throw new Error('the memory API knows merge patches only');
    const before = this.of(kind).objects.get(key);
    if (!before)
      throw new KubernetesError(
        'NotFound',
        `${kind.plural} "${key}" not found`,
      );
    const body = patch.body as Partial<KubernetesObject>;
    return this.update(
      kind,
      key,
      merged(before, body) as T,
      body.metadata ?? {},
      subresource,
    );
  }

  delete<T extends KubernetesObject>(
    kind: ResourceKind<T>,
    ref: ObjectReference,
    preconditions: { uid?: string; resourceVersion?: string } = {},
  ): T | undefined {
    const key = objectKey(ref);
    this.written({ verb: 'delete', kind: kind.kind, key });
    const before = this.of(kind).objects.get(key) as T | undefined;
    if (!before) return undefined;
    this.check(kind, before, preconditions);
    if (before.metadata.finalizers?.length) {
      return before.metadata.deletionTimestamp
        ? before
        : this.store(kind, 'MODIFIED', {
            ...before,
            metadata: {
              ...before.metadata,
              deletionTimestamp: new Date(this.clock.now()).toISOString(),
            },
          });
    }
    return this.store(kind, 'DELETED', before);
  }

  private update<T extends KubernetesObject>(
    kind: ResourceKind<T>,
    key: string,
    object: T,
    preconditions: { uid?: string; resourceVersion?: string },
    subresource: string | undefined,
  ): T {
    const before = this.of(kind).objects.get(key) as
      | (T & { spec?: unknown; status?: unknown })
      | undefined;
    if (!before)
      throw new KubernetesError(
        'NotFound',
        `${kind.plural} "${key}" not found`,
      );
    this.check(kind, before, preconditions);
    const given = object as T & { spec?: unknown; status?: unknown };
    const next =
      subresource === 'status'
        ? { ...before, status: given.status }
        : {
            ...given,
            status: before.status,
            metadata: {
              ...given.metadata,
              uid: before.metadata.uid,
              creationTimestamp: before.metadata.creationTimestamp,
              deletionTimestamp: before.metadata.deletionTimestamp,
              generation:
                (before.metadata.generation ?? 1) +
                (sameJson(before.spec, given.spec) ? 0 : 1),
            },
          };
    const comparable = (each: KubernetesObject) => ({
      ...each,
      metadata: { ...each.metadata, resourceVersion: '' },
    });
    if (sameJson(comparable(next), comparable(before))) return before;
    const ends =
      next.metadata.deletionTimestamp && !next.metadata.finalizers?.length;
    return this.store(kind, ends ? 'DELETED' : 'MODIFIED', next);
  }

  private check(
    kind: ResourceKind<any>,
    before: KubernetesObject,
    { uid, resourceVersion }: { uid?: string; resourceVersion?: string },
  ): void {
    if (
      (uid && uid !== before.metadata.uid) ||
      (resourceVersion && resourceVersion !== before.metadata.resourceVersion)
    ) {
      throw new KubernetesError(
        'Conflict',
        `${kind.plural} "${before.metadata.name}" has been modified`,
      );
    }
  }

  private store<T extends KubernetesObject>(
    kind: ResourceKind<T>,
    type: Change['type'],
    object: T,
  ): T {
    const kept = this.of(kind);
    const stored = copied({
      ...object,
      metadata: { ...object.metadata, resourceVersion: `${++this.version}` },
    });
    const key = objectKey(object);
    if (type === 'DELETED') kept.objects.delete(key);
    else kept.objects.set(key, stored);
    kept.log.push({ version: this.version, type, object: stored });
    this.onChange?.(type, stored);
    [...kept.watchers].forEach(wake => wake());
    return stored;
  }

  private async *watch<T extends KubernetesObject>(
    kind: ResourceKind<T>,
    options: {
      namespace?: string;
      resourceVersion?: string;
      sendInitialEvents?: boolean;
      timeoutSeconds?: number;
      signal?: AbortSignal;
    },
  ): AsyncIterable<WatchEvent<T>> {
    this.reach();
    if (options.sendInitialEvents) {
      throw new KubernetesError(
        'Invalid',
        'sendInitialEvents is forbidden for watch',
      );
    }
    const { log, watchers } = this.of(kind);
    const ends =
      this.clock.monotonic() + (options.timeoutSeconds ?? 300) * 1000;
    const openedAt = this.expiredAt;
    let version = Number(options.resourceVersion ?? 0);
    let position = log.findIndex(change => change.version > version);
    if (position < 0) position = log.length;
    while (!options.signal?.aborted && this.clock.monotonic() < ends) {
      for (; position < log.length; position++) {
        const { type, object, version: changed } = log[position];
        if (this.frozen && changed > this.frozen.version) break;
        version = changed;
        if (this.isHidden?.({ type, object })) continue;
        const { namespace } = object.metadata;
        if (options.namespace && namespace !== options.namespace) continue;
        yield { type, object: object as T };
      }
      if (this.down)
        throw new KubernetesError('Network', `${this.name} is down`);
      if (this.expiredAt > openedAt)
        throw new KubernetesError('Expired', 'too old resource version');
      await this.change(watchers, options.signal);
      if (options.signal?.aborted || this.frozen) continue;
      if (position < log.length) continue;
      yield {
        type: 'BOOKMARK',
        object: {
          apiVersion: 'v1',
          kind: kind.kind,
          metadata: { name: '', resourceVersion: `${this.version}` },
        },
      };
    }
  }

  /** The next change, or half a minute. */
  private change(
    watchers: Set<() => void>,
    signal?: AbortSignal,
  ): Promise<void> {
    return new Promise(resolve => {
      let cancel = () => {};
      const done = () => {
        cancel();
        watchers.delete(done);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      cancel = this.clock.schedule(30_000, done);
      watchers.add(done);
      signal?.addEventListener('abort', done);
    });
  }

  private written(write: Omit<MemoryWrite, 'at'>): void {
    this.reach();
    this.writes.push({ ...write, at: this.clock.now() });
  }

  private reach(): void {
    if (this.down) throw new KubernetesError('Network', `${this.name} is down`);
  }

  private of(kind: ResourceKind<any>): Kept {
    const key = `${kind.plural}.${kind.group}`;
    const known = this.kinds.get(key);
    if (known) return known;
    const fresh = {
      objects: new Map(),
      log: [],
      watchers: new Set<() => void>(),
    };
    this.kinds.set(key, fresh);
    return fresh;
  }
}

/** JSON merge patch (RFC 7386). */
function merged(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
    return patch;
  }
  const base =
    typeof target === 'object' && target !== null && !Array.isArray(target)
      ? target
      : {};
  const result: Record<string, unknown> = { ...base };
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) delete result[field];
    else result[field] = merged(result[field], value);
  }
  return result;
}
