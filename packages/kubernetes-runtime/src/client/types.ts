/** The part of ObjectMeta that the runtime and its users read. @public */
export interface ObjectMeta {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  finalizers?: string[];
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: Array<{
    apiVersion: string;
    kind: string;
    name: string;
    uid: string;
    controller?: boolean;
    blockOwnerDeletion?: boolean;
  }>;
}

/** Any Kubernetes object. @public */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
}

/**
 * A kind as the API server serves it. The type parameter says what its objects look like.
 *
 * @public
 */
export interface ResourceKind<T extends KubernetesObject = KubernetesObject> {
  /** API group; the empty string for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** Never set; carries the type of the objects. */
  readonly object?: T;
}

/** @public */
export interface ObjectReference {
  /** Left out for cluster-scoped kinds. */
  namespace?: string;
  name: string;
}

/** @public */
export interface ListOptions {
  /** Left out: all namespaces. */
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  limit?: number;
  continue?: string;
  resourceVersion?: string;
  signal?: AbortSignal;
}

/** @public */
export interface ListPage<T> {
  items: T[];
  resourceVersion: string;
  continue?: string;
}

/** @public */
export interface WatchOptions {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  resourceVersion?: string;
  /** Server-side limit of the stream in seconds. */
  timeoutSeconds?: number;
  /** Asks for the existing objects first, closed by a bookmark (streaming list). */
  sendInitialEvents?: boolean;
  /** Called once, when the server has accepted the watch. */
  onOpen?: () => void;
  signal?: AbortSignal;
}

/** One event of a watch stream, as the API server sends it. @public */
export type WatchEvent<T> =
  | { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: T }
  | { type: 'BOOKMARK'; object: KubernetesObject }
  | {
      type: 'ERROR';
      object: { code?: number; reason?: string; message?: string };
    };

/** @public */
export interface WriteOptions {
  /** Server-side dry run. */
  dryRun?: boolean;
  fieldManager?: string;
  signal?: AbortSignal;
}

/** @public */
export type Patch =
  | { type: 'merge'; body: unknown }
  | {
      type: 'json';
      body: Array<{ op: string; path: string; value?: unknown; from?: string }>;
    }
  | { type: 'apply'; body: unknown; force?: boolean };

/**
 * Typed calls to one cluster. "Not found" on a read is `undefined`; everything else that goes wrong is a `KubernetesError`.
 * No call retries; every call has a deadline. Every write passes the cluster's write gate where one was given.
 *
 * @public
 */
export interface ClusterClient {
  /** Name of the cluster, as configured. */
  readonly cluster: string;
  get<T extends KubernetesObject>(
    kind: ResourceKind<T>,
    ref: ObjectReference,
    options?: { signal?: AbortSignal },
  ): Promise<T | undefined>;
  list<T extends KubernetesObject>(
    kind: ResourceKind<T>,
    options?: ListOptions,
  ): Promise<ListPage<T>>;
  /** The events of one stream; ends when the server ends it, throws when it breaks. */
  watch<T extends KubernetesObject>(
    kind: ResourceKind<T>,
    options?: WatchOptions,
  ): AsyncIterable<WatchEvent<T>>;
  /** @throws KubernetesError with code `AlreadyExists` when the name is taken. */
  create<T extends KubernetesObject>(
    kind: ResourceKind<T>,
    object: T,
    options?: WriteOptions,
  ): Promise<T>;
  /** Replaces the object; refused as `Conflict` when `metadata.resourceVersion` is set and not the current one. */
  replace<T extends KubernetesObject>(
    kind: ResourceKind<T>,
    object: T,
    options?: WriteOptions & { subresource?: 'status' },
  ): Promise<T>;
  patch<T extends KubernetesObject>(
    kind: ResourceKind<T>,
    ref: ObjectReference,
    patch: Patch,
    options?: WriteOptions & { subresource?: 'status' },
  ): Promise<T>;
  /** `undefined`: it was gone already. With preconditions that no longer hold: `Conflict`. */
  delete<T extends KubernetesObject>(
    kind: ResourceKind<T>,
    ref: ObjectReference,
    options?: WriteOptions & {
      uid?: string;
      resourceVersion?: string;
      propagationPolicy?: 'Foreground' | 'Background' | 'Orphan';
    },
  ): Promise<T | undefined>;
}

/**
 * What carries a request to the API server: `fetch` over a pooled dispatcher, or a handler in the same process.
 *
 * @public
 */
export type Transport = (
  request: Request,
  options?: {
    /**
     * To be called when a connection is there and the bytes are about to leave; what it throws ends the request unsent. A
     * transport that sends at once may leave it out.
     */
    beforeSend?: () => void;
  },
) => Promise<Response>;
