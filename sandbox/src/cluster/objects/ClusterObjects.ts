import { badRequest, notFound, StatusError } from '../errors/StatusError';
import { ClusterContext, WriteOptions } from '../operations/ClusterContext';
import { createObject } from '../operations/createObject';
import { deleteObject } from '../operations/deleteObject';
import { listObjects, ListQuery } from '../operations/listObjects';
import { patchObject } from '../operations/patchObject';
import { findObject, replaceObject } from '../operations/updateObject';
import { watchObjects } from '../operations/watchObjects';
import { ServedResource } from '../resources/ServedResource';
import { ClusterObject, isJsonObject, JsonObject, User } from '../types';

/** Names a kind: `apiVersion` and `kind`. Without `apiVersion` the kind must be the only one of its name. @public */
export interface KindReference {
  apiVersion?: string;
  kind: string;
}

/** Names an object. @public */
export interface ObjectName {
  namespace?: string;
  name: string;
}

/** A change that was seen. @public */
export interface ObjectChange {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: ClusterObject;
}

const SANDBOX: User = { name: 'sandbox', groups: ['system:masters'] };

/**
 * The objects of a cluster for code in the same process: no HTTP and no waiting, but the same checks, defaults, versions
 * and events. What is answered is frozen.
 *
 * @public
 */
export class ClusterObjects {
  constructor(
    private readonly context: ClusterContext,
    private readonly user: User = SANDBOX,
  ) {}

  get(kind: KindReference, name: ObjectName): ClusterObject | undefined {
    return findObject(this.context, this.resource(kind), {
      namespace: name.namespace,
      name: name.name,
    });
  }

  list(kind: KindReference, query: ListQuery = {}): ClusterObject[] {
    return listObjects(this.context, this.resource(kind), query).items;
  }

  /** @throws StatusError AlreadyExists, Invalid, Forbidden, NotFound (namespace). */
  create(object: object): ClusterObject {
    const { resource, body, namespace } = this.read(object);
    return createObject(this.context, resource, namespace, body, this.options())
      .object;
  }

  /** Makes the object or merges it into the one that is there, whoever owns the fields (server-side apply with force). */
  apply(object: object, options: { manager?: string } = {}): ClusterObject {
    const { resource, body, namespace, name } = this.read(object);
    return patchObject(
      this.context,
      resource,
      { namespace, name },
      { type: 'apply', body },
      { ...this.options(options.manager), hasFieldManager: true, force: true },
    ).object;
  }

  /** Replaces the whole object, or its status. @throws StatusError Conflict when `resourceVersion` is not the current one. */
  replace(
    object: object,
    options: { subresource?: 'status' } = {},
  ): ClusterObject {
    const { resource, body, namespace, name } = this.read(object);
    const stored = findObject(this.context, resource, { namespace, name });
    const metadata = body.metadata as JsonObject;
    const current = {
      ...body,
      metadata: {
        resourceVersion: stored?.metadata.resourceVersion,
        ...metadata,
      },
    };
    return replaceObject(this.context, resource, { namespace, name }, current, {
      ...this.options(),
      subresource: options.subresource,
    }).object;
  }

  /** JSON merge patch of the object, or of its status. @throws StatusError NotFound, Invalid. */
  patch(
    kind: KindReference,
    name: ObjectName,
    patch: object,
    options: { subresource?: 'status'; manager?: string } = {},
  ): ClusterObject {
    return patchObject(
      this.context,
      this.resource(kind),
      { namespace: name.namespace, name: name.name },
      { type: 'merge', body: patch },
      {
        ...this.options(options.manager),
        subresource: options.subresource,
        hasFieldManager: true,
      },
    ).object;
  }

  /** Merges into the status: shorthand for actors. */
  patchStatus(
    kind: KindReference,
    name: ObjectName,
    status: object,
    options: { manager?: string } = {},
  ): ClusterObject {
    return this.patch(
      kind,
      name,
      { status },
      { ...options, subresource: 'status' },
    );
  }

  /** Deletes; `undefined` when it was not there. Finalizers keep the object. */
  delete(
    kind: KindReference,
    name: ObjectName,
    options: {
      uid?: string;
      resourceVersion?: string;
      propagationPolicy?: 'Foreground' | 'Background' | 'Orphan';
    } = {},
  ): ClusterObject | undefined {
    const resource = this.resource(kind);
    const target = { namespace: name.namespace, name: name.name };
    if (!findObject(this.context, resource, target)) return undefined;
    return deleteObject(this.context, resource, target, {
      user: this.user,
      ...options,
    }).object;
  }

  /**
   * Calls the listener for each change, in the turn in which it happens. With `initial` it is called for the objects that
   * are there first.
   */
  watch(
    kind: KindReference,
    listener: (change: ObjectChange) => void,
    options: {
      namespace?: string;
      labelSelector?: string;
      fieldSelector?: string;
      initial?: boolean;
    } = {},
  ): () => void {
    const { initial = true, ...query } = options;
    const resourceVersion = initial
      ? undefined
      : String(this.context.storage.version);
    const watch = watchObjects(
      this.context,
      this.resource(kind),
      { ...query, resourceVersion },
      {
        event: (type, object) => listener({ type, object }),
        bookmark: () => {},
        error: () => {},
      },
    );
    return watch.stop;
  }

  /** The kinds that are served at the moment. */
  kinds(): Array<{
    apiVersion: string;
    kind: string;
    plural: string;
    namespaced: boolean;
  }> {
    return this.context.registry
      .all()
      .map(({ group, version, kind, plural, namespaced }) => ({
        apiVersion: group ? `${group}/${version}` : version,
        kind,
        plural,
        namespaced,
      }));
  }

  /** The cluster's latest resourceVersion. */
  version(): string {
    return String(this.context.storage.version);
  }

  private read(object: object): {
    resource: ServedResource;
    body: JsonObject;
    namespace?: string;
    name: string;
  } {
    const body = object as JsonObject;
    const metadata = isJsonObject(body.metadata) ? body.metadata : {};
    const resource = this.resource({
      apiVersion: String(body.apiVersion),
      kind: String(body.kind),
    });
    const namespace = resource.namespaced
      ? String(metadata.namespace ?? 'default')
      : undefined;
    return { resource, body, namespace, name: String(metadata.name ?? '') };
  }

  private resource(reference: KindReference): ServedResource {
    const { registry } = this.context;
    if (reference.apiVersion) {
      const found = registry.findKind(reference.apiVersion, reference.kind);
      if (found) return found;
      throw new StatusError(
        404,
        'NotFound',
        `no matches for kind "${reference.kind}" in version "${reference.apiVersion}"`,
      );
    }
    const found = registry
      .all()
      .filter(resource => resource.kind === reference.kind);
    if (found.length === 0)
      throw notFound({ group: '', plural: reference.kind }, '');
    const tables = new Set(found.map(resource => resource.table));
    if (tables.size > 1)
      throw badRequest(
        `kind ${reference.kind} is served in several groups: name its apiVersion`,
      );
    return found[0];
  }

  private options(manager = 'sandbox'): WriteOptions {
    return { user: this.user, fieldManager: manager, fieldValidation: 'Warn' };
  }
}
