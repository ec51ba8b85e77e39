import { sameJson } from '../json';
import { recordUpdate } from '../apply/recordUpdate';
import { invalidField, invalidObject } from '../errors/FieldError';
import {
  badRequest,
  conflict,
  MODIFIED,
  notFound,
  StatusError,
} from '../errors/StatusError';
import {
  asServed,
  asStored,
  objectKey,
  ServedResource,
} from '../resources/ServedResource';
import { metadataWarnings } from '../schema/validateMetadata';
import { ClusterObject, JsonObject } from '../types';
import { checkObject } from './checkObject';
import { ClusterContext, WriteOptions, WriteResult } from './ClusterContext';
import { createObject } from './createObject';
import { decodeObject } from './decodeObject';
import { isReadyToGo } from './deleteObject';
import { timestamp } from './timestamp';

/** Metadata that only the server writes. */
const FIXED = [
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'generation',
  'generateName',
] as const;

/** Which object a request is about. @internal */
export interface Target {
  namespace: string | undefined;
  name: string;
}

/**
 * Replaces an object (PUT), or its status.
 *
 * @throws StatusError NotFound, Conflict (version or uid), Invalid, BadRequest (names differ).
 * @internal
 */
export function replaceObject(
  context: ClusterContext,
  resource: ServedResource,
  target: Target,
  body: JsonObject,
  options: WriteOptions,
): WriteResult<ClusterObject> {
  const { object, warnings } = decodeObject(resource, body, options);
  const { metadata } = object;
  if (!metadata.name)
    throw badRequest(
      'the name of the object (based on URL) was undeterminable: name must be provided',
    );
  if (metadata.name !== target.name)
    throw nameMismatch(metadata.name, target.name);
  if (
    resource.namespaced &&
    metadata.namespace &&
    metadata.namespace !== target.namespace
  ) {
    throw badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
  if (resource.namespaced) metadata.namespace = target.namespace;
  const old = findObject(context, resource, target);
  if (!old) {
    if (!resource.strategy.createOnUpdate || options.subresource)
      throw notFound(resource, target.name);
    return createObject(context, resource, target.namespace, body, options);
  }
  if (!metadata.resourceVersion && !resource.strategy.unconditionalUpdate) {
    throw invalidObject(
      { group: resource.group, kind: resource.plural },
      target.name,
      [
        invalidField(
          'metadata.resourceVersion',
          0,
          'must be specified for an update',
        ),
      ],
    );
  }
  return storeUpdate(context, resource, old, object, options, warnings);
}

/** The object in the form of this version. @internal */
export function findObject(
  context: ClusterContext,
  resource: ServedResource,
  target: Target,
): ClusterObject | undefined {
  const stored = context.storage
    .table(resource.table)
    .get(objectKey(resource, target.namespace, target.name));
  return stored && asServed(resource, stored);
}

/**
 * Stores `object` in the place of `old`: keeps what the server keeps, counts generations, records managers, checks, and
 * writes only when something differs. The last finalizer of a deleted object takes the object with it.
 *
 * @internal
 */
export function storeUpdate(
  context: ClusterContext,
  resource: ServedResource,
  old: ClusterObject,
  object: ClusterObject,
  options: WriteOptions,
  warnings: string[] = [],
): WriteResult<ClusterObject> {
  checkPreconditions(resource, old, object);
  const next = keepFixed(resource, old, object, options.subresource);
  const wasApplied =
    options.subresource === 'apply' || options.subresource === 'apply/status';
  if (!wasApplied) {
    next.metadata.managedFields = recordUpdate(resource, old, next, {
      manager: options.fieldManager,
      time: timestamp(context.clock),
      subresource: options.subresource,
    });
  }
  if (next.metadata.managedFields?.length === 0)
    delete next.metadata.managedFields;
  resource.strategy.prepare?.(next, old, options.subresource);
  if (resource.strategy.countsGenerations) {
    const changed =
      !wasStatus(options) && desiredStateChanged(resource, old, next);
    next.metadata.generation =
      (old.metadata.generation ?? 1) + (changed ? 1 : 0);
  }
  checkObject(
    resource,
    next,
    old,
    wasStatus(options) ? 'status' : options.subresource,
  );
  warnings.push(
    ...metadataWarnings(next, old),
    ...admit(context, resource, old, next, options),
  );

  const unchanged: WriteResult<ClusterObject> = {
    object: next,
    created: false,
    warnings,
  };
  const result = {
    ...next,
    metadata: {
      ...next.metadata,
      resourceVersion: old.metadata.resourceVersion,
    },
  };
  if (sameJson(result, old)) return { ...unchanged, object: old };
  if (options.dryRun) return { ...unchanged, object: result };
  const key = objectKey(resource, old.metadata.namespace, old.metadata.name);
  if (isReadyToGo(resource, result)) {
    context.storage.remove(resource.table, key);
    return { ...unchanged, object: result };
  }
  const stored = context.storage.put(
    resource.table,
    key,
    asStored(resource, next),
  );
  return { ...unchanged, object: asServed(resource, stored) };
}

/** @internal */
export function nameMismatch(name: string, onUrl: string): StatusError {
  return badRequest(
    `the name of the object (${name}) does not match the name on the URL (${onUrl})`,
  );
}

function checkPreconditions(
  resource: ServedResource,
  old: ClusterObject,
  object: ClusterObject,
): void {
  const { uid, resourceVersion } = object.metadata;
  const { name, namespace } = old.metadata;
  if (uid && uid !== old.metadata.uid) {
    const key = `/registry/${resource.group ? `${resource.group}/` : ''}${
      resource.plural
    }/${namespace ? `${namespace}/` : ''}${name}`;
    throw conflict(
      resource,
      name,
      `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`,
    );
  }
  if (!resourceVersion) return;
  if (!/^\d+$/.test(resourceVersion)) {
    throw new StatusError(
      500,
      '',
      `strconv.ParseUint: parsing ${JSON.stringify(
        resourceVersion,
      )}: invalid syntax`,
    );
  }
  if (
    resourceVersion !== '0' &&
    resourceVersion !== old.metadata.resourceVersion
  ) {
    throw conflict(resource, name, MODIFIED);
  }
}

/** The new object with everything that this request cannot change taken from the old one. */
function keepFixed(
  resource: ServedResource,
  old: ClusterObject,
  object: ClusterObject,
  subresource: string | undefined,
): ClusterObject {
  if (subresource === 'status' || subresource === 'apply/status') {
    const next: ClusterObject = {
      ...old,
      metadata: {
        ...old.metadata,
        ...(object.metadata.managedFields
          ? { managedFields: object.metadata.managedFields }
          : {}),
      },
    };
    if (object.status === undefined) delete next.status;
    else next.status = object.status;
    return next;
  }
  const next: ClusterObject = {
    ...object,
    metadata: { ...object.metadata, name: old.metadata.name },
  };
  const { metadata } = next;
  for (const field of FIXED) {
    if (old.metadata[field] === undefined) delete metadata[field];
    else (metadata as unknown as JsonObject)[field] = old.metadata[field];
  }
  delete metadata.resourceVersion;
  if (resource.hasStatus) {
    if (old.status === undefined) delete next.status;
    else next.status = old.status;
  }
  return next;
}

function wasStatus(options: WriteOptions): boolean {
  return (
    options.subresource === 'status' || options.subresource === 'apply/status'
  );
}

function desiredStateChanged(
  resource: ServedResource,
  old: ClusterObject,
  next: ClusterObject,
): boolean {
  if (!resource.custom) return !sameJson(old.spec, next.spec);
  const desired = ({ metadata: _metadata, status, ...rest }: ClusterObject) =>
    resource.hasStatus ? rest : { ...rest, status };
  return !sameJson(desired(old), desired(next));
}

function admit(
  context: ClusterContext,
  resource: ServedResource,
  old: ClusterObject,
  object: ClusterObject,
  options: WriteOptions,
): string[] {
  return context.admission.flatMap(
    check =>
      check({
        operation: 'UPDATE',
        resource,
        subresource: wasStatus(options) ? 'status' : undefined,
        namespace: old.metadata.namespace,
        name: old.metadata.name,
        object,
        old,
        user: options.user,
        dryRun: options.dryRun ?? false,
      }) ?? [],
  );
}
