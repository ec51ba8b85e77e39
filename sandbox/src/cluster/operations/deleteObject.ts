import { invalidObject } from '../errors/FieldError';
import { conflict, forbidden, notFound } from '../errors/StatusError';
import {
  asServed,
  objectKey,
  ServedResource,
} from '../resources/ServedResource';
import {
  arrayOrEmpty,
  ClusterObject,
  JsonObject,
  objectOrEmpty,
  User,
} from '../types';
import { ClusterContext } from './ClusterContext';
import { timestamp } from './timestamp';
import type { Target } from './updateObject';

/** What a DELETE may ask for. @internal */
export interface DeleteOptions {
  user: User;
  dryRun?: boolean;
  uid?: string;
  resourceVersion?: string;
  propagationPolicy?: string;
  gracePeriodSeconds?: number;
}

/** @internal */
export interface DeleteResult {
  object: ClusterObject;
  /** False: finalizers keep the object for now. */
  gone: boolean;
}

const POLICY_FINALIZERS: Record<string, string> = {
  Foreground: 'foregroundDeletion',
  Orphan: 'orphan',
};

const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io';

/** Keeps a CustomResourceDefinition until its objects are gone. @internal */
export const CLEANUP_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io';

/** Namespaces that everything depends on. */
const IMMORTAL = ['default', 'kube-system', 'kube-public'];

/**
 * Deletes an object, or marks it as deleted while it has finalizers.
 *
 * @throws StatusError NotFound, Conflict (preconditions), Invalid (options), Forbidden (a system namespace, admission).
 * @internal
 */
export function deleteObject(
  context: ClusterContext,
  resource: ServedResource,
  target: Target,
  options: DeleteOptions,
): DeleteResult {
  checkOptions(options);
  const key = objectKey(resource, target.namespace, target.name);
  const stored = context.storage.table(resource.table).get(key);
  if (!stored) throw notFound(resource, target.name);
  const old = asServed(resource, stored);
  checkPreconditions(resource, old, options);
  if (resource.table === 'namespaces' && IMMORTAL.includes(target.name)) {
    throw forbidden(resource, target.name, 'this namespace may not be deleted');
  }
  admit(context, resource, old, options);

  const marked = markDeleted(context, resource, stored, options);
  if (options.dryRun)
    return {
      object: asServed(resource, marked),
      gone: isReadyToGo(resource, marked),
    };
  if (isReadyToGo(resource, marked)) {
    context.storage.remove(resource.table, key);
    return { object: old, gone: true };
  }
  if (marked === stored) return { object: old, gone: false };
  return {
    object: asServed(
      resource,
      context.storage.put(resource.table, key, marked),
    ),
    gone: false,
  };
}

/** Whether an object that is marked as deleted has nothing that keeps it. @internal */
export function isReadyToGo(
  resource: ServedResource,
  object: ClusterObject,
): boolean {
  if (!object.metadata.deletionTimestamp) return false;
  if (object.metadata.finalizers?.length) return false;
  return (
    resource.table !== 'namespaces' ||
    arrayOrEmpty(objectOrEmpty(object.spec).finalizers).length === 0
  );
}

function markDeleted(
  context: ClusterContext,
  resource: ServedResource,
  stored: ClusterObject,
  options: DeleteOptions,
): ClusterObject {
  const { table } = resource;
  const finalizers = wantedFinalizers(
    stored,
    table === DEFINITIONS ? undefined : options.propagationPolicy,
  );
  if (table === DEFINITIONS && !finalizers.includes(CLEANUP_FINALIZER))
    finalizers.push(CLEANUP_FINALIZER);
  const sameFinalizers =
    JSON.stringify(finalizers) ===
    JSON.stringify(stored.metadata.finalizers ?? []);
  if (stored.metadata.deletionTimestamp && sameFinalizers) return stored;
  const isOwnKeeper = table === 'namespaces' || table === DEFINITIONS;
  const marked: ClusterObject = {
    ...stored,
    metadata: {
      ...stored.metadata,
      ...(finalizers.length > 0 ? { finalizers } : {}),
      ...(stored.metadata.deletionTimestamp
        ? {}
        : {
            deletionTimestamp: timestamp(context.clock),
            ...(isOwnKeeper ? {} : { deletionGracePeriodSeconds: 0 }),
            ...(stored.metadata.generation && !isOwnKeeper
              ? { generation: stored.metadata.generation + 1 }
              : {}),
          }),
    },
  };
  if (finalizers.length === 0) delete marked.metadata.finalizers;
  if (table === 'namespaces') {
    marked.status = { ...objectOrEmpty(stored.status), phase: 'Terminating' };
  }
  return marked;
}

/** The finalizers that the propagation policy asks for; without a policy those that are there. */
function wantedFinalizers(
  stored: ClusterObject,
  policy: string | undefined,
): string[] {
  const current = [...(stored.metadata.finalizers ?? [])];
  if (policy === undefined) return current;
  const others = current.filter(
    finalizer => !Object.values(POLICY_FINALIZERS).includes(finalizer),
  );
  const wanted = POLICY_FINALIZERS[policy];
  if (!wanted) return others;
  return current.includes(wanted) ? current : [...others, wanted];
}

function checkOptions(options: DeleteOptions): void {
  const { propagationPolicy } = options;
  if (
    propagationPolicy === undefined ||
    ['Foreground', 'Background', 'Orphan'].includes(propagationPolicy)
  )
    return;
  throw invalidObject({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', [
    {
      reason: 'FieldValueNotSupported',
      field: 'propagationPolicy',
      message: `Unsupported value: ${JSON.stringify(
        propagationPolicy,
      )}: supported values: "Foreground", "Background", "Orphan", "nil"`,
    },
  ]);
}

function checkPreconditions(
  resource: ServedResource,
  old: ClusterObject,
  options: DeleteOptions,
): void {
  const { uid, resourceVersion, name } = old.metadata;
  const subject = { group: resource.group, plural: resource.kind };
  if (options.uid !== undefined && options.uid !== uid) {
    throw conflict(
      subject,
      name,
      `the UID in the precondition (${options.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    );
  }
  if (
    options.resourceVersion !== undefined &&
    options.resourceVersion !== resourceVersion
  ) {
    throw conflict(
      subject,
      name,
      `the ResourceVersion in the precondition (${options.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
    );
  }
}

function admit(
  context: ClusterContext,
  resource: ServedResource,
  old: ClusterObject,
  options: DeleteOptions,
): void {
  for (const check of context.admission) {
    check({
      operation: 'DELETE',
      resource,
      namespace: old.metadata.namespace,
      name: old.metadata.name,
      old,
      user: options.user,
      dryRun: options.dryRun ?? false,
    });
  }
}

/** The Status that answers the deletion of an object that is gone. @internal */
export function deletedStatus(
  resource: ServedResource,
  object: ClusterObject,
): JsonObject {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name: object.metadata.name,
      ...(resource.group ? { group: resource.group } : {}),
      kind: resource.plural,
      uid: object.metadata.uid,
    },
  };
}
