import {
  coreEventKind,
  customResourceDefinitionKind,
  eventKind,
  leaseKind,
  namespaceKind,
  secretKind,
  serviceKind,
} from '../client/coreKinds';
import { objectKey } from '../client/objectKey';
import { apiVersionOf } from '../client/resourceKind';
import { KubernetesObject, ResourceKind, Transport } from '../client/types';
import { Clock } from '../clock/Clock';
import { FaultOf, FaultTarget, WatchFault } from './faults';
import { FaultWatch, LoggedEvent } from './FaultWatch';

/** One request as the server saw it. @public */
export interface SeenRequest {
  /** Monotonic time of the server's clock. */
  at: number;
  target: FaultTarget;
  method: string;
  path: string;
  query: Record<string, string>;
}

interface Collection {
  kind: ResourceKind<any>;
  objects: Map<string, KubernetesObject>;
  log: LoggedEvent[];
  watches: Set<FaultWatch>;
}

/**
 * A small API server in this process whose lists, watches and writes fail on command: for tests of what talks to one. It keeps
 * objects of the kinds it was given (and the core ones), with versions, uids, conflicts, paging, bookmarks and 410; it has no
 * schemas, selectors, finalizers or namespaces of its own.
 *
 * Faults are taken one per request with `next`, or hold for as long as wanted with `during`.
 *
 * @public
 */
export class FaultServer {
  /** Every request, oldest first. */
  readonly requests: SeenRequest[] = [];
  /** Changes that took place, oldest first. */
  readonly writes: Array<{
    type: LoggedEvent['type'];
    key: string;
    kind: string;
  }> = [];
  private readonly clock: Clock;
  private readonly collections = new Map<string, Collection>();
  private readonly once: { [target in FaultTarget]: Array<FaultOf[target]> } = {
    list: [],
    watch: [],
    get: [],
    write: [],
  };
  private readonly lasting: {
    [target in FaultTarget]: Array<FaultOf[target]>;
  } = { list: [], watch: [], get: [], write: [] };
  private version: number;
  private compacted = 0;
  private uids = 0;

  constructor(
    private readonly options: {
      clock: Clock;
      kinds?: ReadonlyArray<ResourceKind<any>>;
      /** Milliseconds between bookmarks; 0 for none. Default 30,000. */
      bookmarkInterval?: number;
      /** Whether `sendInitialEvents` is offered. Default false: refused as Invalid. */
      streamingList?: boolean;
      /** `verb plural` pairs that are forbidden, for instance `watch secrets`; may be changed at any time. */
      forbidden?: Set<string>;
      firstVersion?: number;
      /** Most objects in one page, whatever `limit` asks for. Default: as asked. */
      largestPage?: number;
    },
  ) {
    this.clock = options.clock;
    this.version = options.firstVersion ?? 100;
    const core = [
      namespaceKind,
      secretKind,
      serviceKind,
      eventKind,
      coreEventKind,
      leaseKind,
      customResourceDefinitionKind,
    ];
    for (const kind of [...core, ...(options.kinds ?? [])]) {
      this.collections.set(`${apiVersionOf(kind)}/${kind.plural}`, {
        kind,
        objects: new Map(),
        log: [],
        watches: new Set(),
      });
    }
  }

  /** Give this to `createClusterClient`. */
  readonly transport: Transport = request => this.handle(request);

  /** The next request of that target fails like this; several are taken in order. */
  next<K extends FaultTarget>(target: K, ...faults: Array<FaultOf[K]>): void {
    (this.once[target] as Array<FaultOf[K]>).push(...faults);
  }

  /** Every request of that target fails like this until the returned function is called. */
  during<K extends FaultTarget>(target: K, fault: FaultOf[K]): () => void {
    const list = this.lasting[target] as Array<FaultOf[K]>;
    list.unshift(fault);
    return () => {
      list.splice(list.indexOf(fault), 1);
    };
  }

  /** The watches of a kind that are open fail like this from now on; `after` counts from now. */
  strike(kind: ResourceKind<any>, fault: WatchFault): void {
    [...this.collectionOf(kind).watches].forEach(watch => watch.fail(fault));
  }

  /** Faults given to `next` that no request has met yet. */
  pendingFaults(): number {
    return Object.values(this.once).reduce(
      (count, faults) => count + faults.length,
      0,
    );
  }

  /** Creates or changes an object, as another client would. */
  put<T extends KubernetesObject>(kind: ResourceKind<T>, object: T): T {
    const collection = this.collectionOf(kind);
    const before = collection.objects.get(objectKey(object));
    return this.store(
      collection,
      before ? 'MODIFIED' : 'ADDED',
      object,
      before,
    ) as T;
  }

  remove(
    kind: ResourceKind<any>,
    ref: { namespace?: string; name: string },
  ): void {
    const collection = this.collectionOf(kind);
    const before = collection.objects.get(objectKey(ref));
    if (before) this.store(collection, 'DELETED', before, before);
  }

  /** What the server holds of a kind. */
  objects<T extends KubernetesObject>(kind: ResourceKind<T>): T[] {
    return [...this.collectionOf(kind).objects.values()] as T[];
  }

  currentVersion(): number {
    return this.version;
  }

  /** Everything before now is forgotten: older versions are answered with 410. */
  compact(): void {
    this.compacted = this.version;
  }

  openWatches(kind: ResourceKind<any>): number {
    return this.collectionOf(kind).watches.size;
  }

  /** Ends the open watches of a kind in good order. */
  endWatches(kind: ResourceKind<any>): void {
    [...this.collectionOf(kind).watches].forEach(watch => watch.end());
  }

  private collectionOf(kind: ResourceKind<any>): Collection {
    const collection = this.collections.get(
      `${apiVersionOf(kind)}/${kind.plural}`,
    );
    if (!collection)
      throw new Error(`the fault server was not given the kind ${kind.kind}`);
    return collection;
  }

  private async handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname.endsWith('/selfsubjectaccessreviews'))
      return this.review(request);
    const match =
      /^\/(?:api\/([^/]+)|apis\/([^/]+\/[^/]+))(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?(\/status)?$/.exec(
        url.pathname,
      );
    const [, core, group, namespace, plural, name] = match ?? [];
    const collection = this.collections.get(`${core ?? group}/${plural}`);
    const query = Object.fromEntries(url.searchParams);
    const target = targetOf(request.method, name, query.watch);
    this.requests.push({
      at: this.clock.monotonic(),
      target,
      method: request.method,
      path: url.pathname,
      query,
    });
    if (!collection)
      return new Response('404 page not found\n', { status: 404 });
    const verb = target === 'write' ? request.method.toLowerCase() : target;
    if (this.options.forbidden?.has(`${verb} ${collection.kind.plural}`)) {
      return status(
        403,
        'Forbidden',
        `${collection.kind.plural} is forbidden: cannot ${verb}`,
      );
    }
    const fault = this.once[target].shift() ?? this.lasting[target][0];
    const early = await this.requestFault(fault, request.signal);
    if (early) return early;
    switch (target) {
      case 'list':
        return this.list(
          collection,
          namespace,
          query,
          fault as FaultOf['list'],
        );
      case 'watch':
        return this.watch(
          collection,
          namespace,
          query,
          fault as FaultOf['watch'],
          request.signal,
        );
      case 'get':
        return this.one(collection, namespace, name);
      default:
        return this.write(
          collection,
          namespace,
          name,
          request,
          fault as FaultOf['write'],
        );
    }
  }

  private async requestFault(
    fault: FaultOf[FaultTarget] | undefined,
    signal: AbortSignal,
  ): Promise<Response | undefined> {
    switch (fault?.kind) {
      case 'status':
        return status(
          fault.status,
          fault.reason ?? '',
          fault.message ?? `fault ${fault.status}`,
          fault.retryAfter,
        );
      case 'network':
        throw Object.assign(new TypeError('fetch failed'), {
          cause: Object.assign(new Error('connect ECONNREFUSED'), {
            code: 'ECONNREFUSED',
          }),
        });
      case 'hang':
        return new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason)),
        );
      case 'html':
        return new Response('<html><body>Sign in</body></html>', {
          headers: { 'content-type': 'text/html' },
        });
      default:
        return undefined;
    }
  }

  private list(
    collection: Collection,
    namespace: string | undefined,
    query: Record<string, string>,
    fault: FaultOf['list'] | undefined,
  ): Response {
    const [token, offset] = query.continue
      ? query.continue.split(':').map(Number)
      : [this.version, 0];
    if (
      query.continue &&
      (fault?.kind === 'expiredPage' || token < this.compacted)
    ) {
      return status(
        410,
        'Expired',
        'The provided continue parameter is too old',
      );
    }
    const version =
      fault?.kind === 'lagging' ? this.version - fault.versions : token;
    const all = [...this.stateAt(collection, version).values()].filter(object =>
      inNamespace(object, namespace),
    );
    const limit = Math.min(
      Number(query.limit || all.length),
      this.options.largestPage ?? Infinity,
    );
    const items =
      fault?.kind === 'empty' ? [] : all.slice(offset, offset + limit);
    const more = offset + limit < all.length && fault?.kind !== 'empty';
    const body = JSON.stringify({
      apiVersion: apiVersionOf(collection.kind),
      kind: `${collection.kind.kind}List`,
      metadata: {
        resourceVersion: `${version}`,
        ...(more ? { continue: `${version}:${offset + limit}` } : {}),
      },
      ...(fault?.kind === 'withoutItems' ? {} : { items }),
    });
    return json(
      200,
      fault?.kind === 'truncated' ? body.slice(0, body.length - 10) : body,
    );
  }

  private watch(
    collection: Collection,
    namespace: string | undefined,
    query: Record<string, string>,
    fault: FaultOf['watch'] | undefined,
    signal: AbortSignal,
  ): Response {
    const initial = query.sendInitialEvents === 'true';
    if (initial && !this.options.streamingList) {
      return status(
        422,
        'Invalid',
        'sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch',
      );
    }
    const asked = initial ? this.version : Number(query.resourceVersion);
    if (
      asked < this.compacted ||
      (fault?.kind === 'expired' && fault.how === 'onConnect')
    ) {
      return status(
        410,
        'Expired',
        `too old resource version: ${asked} (${this.version})`,
      );
    }
    const version = fault?.kind === 'lagging' ? asked - fault.versions : asked;
    const interval = this.options.bookmarkInterval ?? 30_000;
    const watch: FaultWatch = new FaultWatch({
      clock: this.clock,
      fault,
      version,
      apiVersion: apiVersionOf(collection.kind),
      kind: collection.kind.kind,
      bookmarks:
        query.allowWatchBookmarks === 'true' && interval > 0
          ? { interval }
          : undefined,
      timeoutSeconds: query.timeoutSeconds
        ? Number(query.timeoutSeconds)
        : undefined,
      signal,
      onClosed: () => collection.watches.delete(watch),
    });
    watch.begin();
    const send = watch.send.bind(watch);
    watch.send = event => {
      if (inNamespace(event.object, namespace)) send(event);
    };
    if (initial) {
      collection.objects.forEach(object =>
        watch.send({
          version: Number(object.metadata.resourceVersion),
          type: 'ADDED',
          object,
        }),
      );
      watch.bookmark(true, this.version);
    } else {
      collection.log
        .filter(event => event.version > version)
        .forEach(event => watch.send(event));
    }
    if (watch.isOpen) collection.watches.add(watch);
    return watch.response;
  }

  private one(
    collection: Collection,
    namespace: string | undefined,
    name: string,
  ): Response {
    const object = collection.objects.get(objectKey({ namespace, name }));
    return object
      ? json(200, JSON.stringify(object))
      : notFound(collection.kind, name);
  }

  private async write(
    collection: Collection,
    namespace: string | undefined,
    name: string | undefined,
    request: Request,
    fault: FaultOf['write'] | undefined,
  ): Promise<Response> {
    const response = this.change(
      collection,
      namespace,
      name,
      request.method,
      (await request.json()) as any,
    );
    if (fault?.kind === 'lostAnswer') {
      throw Object.assign(new TypeError('fetch failed'), {
        cause: Object.assign(new Error('read ECONNRESET'), {
          code: 'ECONNRESET',
        }),
      });
    }
    if (fault?.kind === 'slow')
      await this.clock.sleep(fault.milliseconds, request.signal);
    return response;
  }

  private change(
    collection: Collection,
    namespace: string | undefined,
    name: string | undefined,
    method: string,
    body: any,
  ): Response {
    const key = objectKey({ namespace, name: name ?? body.metadata.name });
    const before = collection.objects.get(key);
    if (method === 'POST') {
      if (before)
        return status(
          409,
          'AlreadyExists',
          `${collection.kind.plural} "${body.metadata.name}" already exists`,
        );
      return json(
        201,
        JSON.stringify(this.store(collection, 'ADDED', body, undefined)),
      );
    }
    if (!before) return notFound(collection.kind, name as string);
    const expected =
      (method === 'DELETE' ? body.preconditions : body.metadata) ?? {};
    if (
      (expected.resourceVersion &&
        expected.resourceVersion !== before.metadata.resourceVersion) ||
      (expected.uid && expected.uid !== before.metadata.uid)
    ) {
      return status(
        409,
        'Conflict',
        `Operation cannot be fulfilled on ${collection.kind.plural} "${name}"`,
      );
    }
    if (method === 'DELETE') {
      this.store(collection, 'DELETED', before, before);
      const details = {
        name,
        kind: collection.kind.plural,
        uid: before.metadata.uid,
      };
      return json(
        200,
        JSON.stringify({
          apiVersion: 'v1',
          kind: 'Status',
          metadata: {},
          status: 'Success',
          details,
        }),
      );
    }
    const after = method === 'PATCH' ? merged(before, body) : body;
    return json(
      200,
      JSON.stringify(this.store(collection, 'MODIFIED', after, before)),
    );
  }

  private store(
    collection: Collection,
    type: LoggedEvent['type'],
    object: KubernetesObject,
    before: KubernetesObject | undefined,
  ): KubernetesObject {
    this.version++;
    const stored: KubernetesObject = structuredClone({
      ...object,
      apiVersion: apiVersionOf(collection.kind),
      kind: collection.kind.kind,
      metadata: {
        ...object.metadata,
        uid: before?.metadata.uid ?? `uid-${++this.uids}`,
        creationTimestamp:
          before?.metadata.creationTimestamp ??
          new Date(this.clock.now()).toISOString(),
        resourceVersion: `${this.version}`,
      },
    });
    if (type === 'DELETED') collection.objects.delete(objectKey(object));
    else collection.objects.set(objectKey(object), stored);
    const event = { version: this.version, type, object: stored };
    collection.log.push(event);
    this.writes.push({
      type,
      key: objectKey(object),
      kind: collection.kind.kind,
    });
    [...collection.watches].forEach(watch => watch.send(event));
    return stored;
  }

  private stateAt(
    collection: Collection,
    version: number,
  ): Map<string, KubernetesObject> {
    const state = new Map<string, KubernetesObject>();
    for (const event of collection.log) {
      if (event.version > version) break;
      if (event.type === 'DELETED') state.delete(objectKey(event.object));
      else state.set(objectKey(event.object), event.object);
    }
    return state;
  }

  private async review(request: Request): Promise<Response> {
    const review = (await request.json()) as any;
    const { verb, resource } = review.spec.resourceAttributes;
    if (this.options.forbidden?.has('create selfsubjectaccessreviews'))
      return status(403, 'Forbidden', 'no reviews');
    const allowed = !this.options.forbidden?.has(`${verb} ${resource}`);
    return json(
      201,
      JSON.stringify({ ...review, metadata: {}, status: { allowed } }),
    );
  }
}

function targetOf(
  method: string,
  name: string | undefined,
  watch: string | undefined,
): FaultTarget {
  if (method !== 'GET') return 'write';
  if (name) return 'get';
  return watch === 'true' ? 'watch' : 'list';
}

function inNamespace(
  object: KubernetesObject,
  namespace: string | undefined,
): boolean {
  return namespace === undefined || object.metadata.namespace === namespace;
}

function json(code: number, body: string): Response {
  return new Response(body, {
    status: code,
    headers: { 'content-type': 'application/json' },
  });
}

function status(
  code: number,
  reason: string,
  message: string,
  retryAfter?: string,
): Response {
  const body = {
    apiVersion: 'v1',
    kind: 'Status',
    metadata: {},
    status: 'Failure',
    code,
    reason,
    message,
  };
  return new Response(JSON.stringify(body), {
    status: code,
    headers: {
      'content-type': 'application/json',
      ...(retryAfter ? { 'retry-after': retryAfter } : {}),
    },
  });
}

function notFound(kind: ResourceKind<any>, name: string): Response {
  return status(404, 'NotFound', `${kind.plural} "${name}" not found`);
}

/** JSON merge patch (RFC 7386). */
function merged(target: any, patch: any): any {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch))
    return patch;
  const result = {
    ...(typeof target === 'object' && target !== null && !Array.isArray(target)
      ? target
      : {}),
  };
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) delete result[field];
    else result[field] = merged(result[field], value);
  }
  return result;
}
