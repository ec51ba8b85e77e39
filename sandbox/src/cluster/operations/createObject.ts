import { randomUUID } from 'node:crypto';
import { recordUpdate } from '../apply/recordUpdate';
import {
  alreadyExists,
  badRequest,
  forbidden,
  notFound,
  StatusError,
} from '../errors/StatusError';
import {
  asServed,
  asStored,
  objectKey,
  ServedResource,
} from '../resources/ServedResource';
import { applyDefaults } from '../schema/applyDefaults';
import { metadataWarnings } from '../schema/validateMetadata';
import { ClusterObject, JsonObject } from '../types';
import { checkObject } from './checkObject';
import { ClusterContext, WriteOptions, WriteResult } from './ClusterContext';
import { decodeObject } from './decodeObject';
import { timestamp } from './timestamp';

const NAME_CHARACTERS = 'bcdfghjklmnpqrstvwxz2456789';
const LONGEST_GENERATED_BASE = 58;

/**
 * Stores a new object.
 *
 * @throws StatusError AlreadyExists, Invalid, Forbidden (terminating namespace, admission), NotFound (no such namespace).
 * @internal
 */
export function createObject(
  context: ClusterContext,
  resource: ServedResource,
  namespace: string | undefined,
  body: JsonObject,
  options: WriteOptions,
): WriteResult<ClusterObject> {
  const { object, warnings } = decodeObject(resource, body, options);
  matchNamespace(object, resource, namespace);
  return storeNew(context, resource, object, options, warnings);
}

/** The part of a creation after decoding; server-side apply begins here. @internal */
export function storeNew(
  context: ClusterContext,
  resource: ServedResource,
  object: ClusterObject,
  options: WriteOptions,
  warnings: string[] = [],
): WriteResult<ClusterObject> {
  const { metadata } = object;
  if (metadata.resourceVersion && options.subresource !== 'apply') {
    throw new StatusError(
      500,
      '',
      'resourceVersion should not be set on objects to be created',
    );
  }
  if (!metadata.name && metadata.generateName)
    metadata.name = generatedName(metadata.generateName, context.random);
  checkNamespace(context, resource, object);
  stampNew(context, resource, object, options);
  checkObject(resource, object, undefined);
  warnings.push(
    ...metadataWarnings(object),
    ...admit(context, resource, object, options),
  );

  const key = objectKey(resource, metadata.namespace, metadata.name);
  const existing = context.storage.table(resource.table).get(key);
  if (existing) throw taken(resource, existing);
  const stored = asStored(resource, object);
  if (options.dryRun)
    return { object: asServed(resource, stored), created: true, warnings };
  return {
    object: asServed(
      resource,
      context.storage.put(resource.table, key, stored),
    ),
    created: true,
    warnings,
  };
}

/** @throws StatusError 400 when body and path disagree about the namespace. */
function matchNamespace(
  object: ClusterObject,
  resource: ServedResource,
  namespace: string | undefined,
): void {
  const { metadata } = object;
  if (!resource.namespaced) {
    if (metadata.namespace)
      throw badRequest(
        'namespace must not be provided for cluster-scoped objects',
      );
    return;
  }
  if (!namespace)
    throw badRequest('an empty namespace may not be set during creation');
  if (metadata.namespace && metadata.namespace !== namespace) {
    throw badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
  metadata.namespace = namespace;
}

function checkNamespace(
  context: ClusterContext,
  resource: ServedResource,
  object: ClusterObject,
): void {
  const { name, namespace } = object.metadata;
  if (!resource.namespaced || !namespace) return;
  const home = context.storage.table('namespaces').get(namespace);
  if (!home) throw notFound({ group: '', plural: 'namespaces' }, namespace);
  if (!home.metadata.deletionTimestamp) return;
  throw forbidden(
    resource,
    name ?? '',
    `unable to create new content in namespace ${namespace} because it is being terminated`,
    [
      {
        reason: 'NamespaceTerminating',
        message: `namespace ${namespace} is being terminated`,
        field: 'metadata.namespace',
      },
    ],
  );
}

function stampNew(
  context: ClusterContext,
  resource: ServedResource,
  object: ClusterObject,
  options: WriteOptions,
): void {
  const { metadata } = object;
  metadata.uid = randomUUID();
  metadata.creationTimestamp = timestamp(context.clock);
  delete metadata.resourceVersion;
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata.generation;
  if (resource.strategy.countsGenerations) metadata.generation = 1;
  if (resource.hasStatus) delete object.status;
  if (options.subresource !== 'apply') {
    metadata.managedFields = recordUpdate(resource, undefined, object, {
      manager: options.fieldManager,
      time: metadata.creationTimestamp,
    });
  }
  if (metadata.managedFields?.length === 0) delete metadata.managedFields;
  applyDefaults(object, resource.schema);
  resource.strategy.prepare?.(object, undefined);
}

function admit(
  context: ClusterContext,
  resource: ServedResource,
  object: ClusterObject,
  options: WriteOptions,
): string[] {
  return context.admission.flatMap(
    check =>
      check({
        operation: 'CREATE',
        resource,
        namespace: object.metadata.namespace,
        name: object.metadata.name,
        object,
        user: options.user,
        dryRun: options.dryRun ?? false,
      }) ?? [],
  );
}

function taken(resource: ServedResource, existing: ClusterObject): StatusError {
  const error = alreadyExists(resource, existing.metadata.name);
  if (!existing.metadata.deletionTimestamp) return error;
  return new StatusError(
    error.code,
    error.reason,
    `object is being deleted: ${error.message}`,
    error.details,
  );
}

function generatedName(base: string, random: () => number): string {
  const suffix = Array.from(
    { length: 5 },
    () => NAME_CHARACTERS[Math.floor(random() * NAME_CHARACTERS.length)],
  );
  return base.slice(0, LONGEST_GENERATED_BASE) + suffix.join('');
}
