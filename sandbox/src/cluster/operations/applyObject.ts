import { applyConfiguration } from '../apply/applyConfiguration';
import { elementsOf } from '../apply/elements';
import { showElement } from '../apply/FieldSet';
import {
  invalidField,
  invalidObject,
  requiredField,
} from '../errors/FieldError';
import { badRequest, notFound, StatusError } from '../errors/StatusError';
import { cloneJson } from '../json';
import { groupVersion, ServedResource } from '../resources/ServedResource';
import { applyDefaults } from '../schema/applyDefaults';
import { pruneObject } from '../schema/pruneObject';
import { ClusterObject, isJsonObject, JsonObject } from '../types';
import { ClusterContext, WriteOptions, WriteResult } from './ClusterContext';
import { storeNew } from './createObject';
import { timestamp } from './timestamp';
import { findObject, nameMismatch, storeUpdate, Target } from './updateObject';

/** @internal */
export interface ApplyPatchOptions extends WriteOptions {
  force?: boolean;
  /** Apply needs the client to name itself. */
  hasFieldManager: boolean;
}

/**
 * Server-side apply: makes the object, or merges the configuration into it.
 *
 * @throws StatusError 422 without a manager, 409 for conflicts, 500 for a configuration that is not of the kind's shape.
 * @internal
 */
export function applyObject(
  context: ClusterContext,
  resource: ServedResource,
  target: Target,
  body: unknown,
  options: ApplyPatchOptions,
): WriteResult<ClusterObject> {
  if (!options.hasFieldManager) {
    throw invalidObject({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [
      requiredField('fieldManager', 'is required for apply patch'),
    ]);
  }
  const configuration = configurationOf(
    resource,
    target,
    body,
    options.subresource,
  );
  const old = findObject(context, resource, target);
  if (
    old &&
    configuration.metadata.uid &&
    configuration.metadata.uid !== old.metadata.uid
  ) {
    throw invalidObject(resource, target.name, [
      invalidField(
        'metadata.uid',
        configuration.metadata.uid,
        'field is immutable',
      ),
    ]);
  }
  if (!old && options.subresource) throw notFound(resource, target.name);
  const live = old ?? emptyObject(resource, target);
  const object = applyConfiguration(resource, live, configuration, {
    manager: options.fieldManager,
    force: options.force ?? false,
    time: timestamp(context.clock),
    subresource: options.subresource,
  });
  const result = cloneJson(object);
  pruneObject(result, resource.schema);
  applyDefaults(result, resource.schema);
  resource.strategy.defaults?.(result);
  const subresource = options.subresource
    ? `apply/${options.subresource}`
    : 'apply';
  if (!old)
    return storeNew(context, resource, result, { ...options, subresource });
  const version = configuration.metadata.resourceVersion;
  if (version) result.metadata.resourceVersion = version;
  else delete result.metadata.resourceVersion;
  return storeUpdate(context, resource, old, result, {
    ...options,
    subresource,
  });
}

/** The configuration of an apply, checked, with only the fields that this path can set. */
function configurationOf(
  resource: ServedResource,
  target: Target,
  body: unknown,
  subresource: string | undefined,
): ClusterObject {
  if (!isJsonObject(body))
    throw badRequest(
      'error decoding YAML: the body of an apply patch must be an object',
    );
  const expected = groupVersion(resource);
  if (body.apiVersion !== expected || body.kind !== resource.kind) {
    throw badRequest(
      `invalid object type: ${body.apiVersion}, Kind=${body.kind}: expected ${expected}, Kind=${resource.kind}`,
    );
  }
  const configuration = cloneJson(body) as ClusterObject;
  configuration.metadata ??= { name: target.name };
  const { metadata } = configuration;
  if (metadata.managedFields)
    throw badRequest('metadata.managedFields must be nil');
  if (metadata.name && metadata.name !== target.name)
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
  checkTyped(resource, configuration);
  if (subresource === 'status') return onlyStatus(configuration);
  if (resource.hasStatus) delete configuration.status;
  return configuration;
}

/** Unknown fields and repeated list items cannot be owned by anybody: the server refuses them with a 500. */
function checkTyped(
  resource: ServedResource,
  configuration: ClusterObject,
): void {
  const name = [
    configuration.metadata.namespace ?? '',
    configuration.metadata.name,
  ].join('/');
  const fail = (problem: string) =>
    new StatusError(
      500,
      '',
      `failed to create typed patch object (${name}; ${groupVersion(
        resource,
      )}, Kind=${resource.kind}): ${problem}`,
    );
  const unknown = pruneObject(
    cloneJson(configuration) as JsonObject,
    resource.schema,
  );
  if (unknown.length === 1)
    throw fail(`.${unknown[0]}: field not declared in schema`);
  if (unknown.length > 1) {
    throw fail(
      `errors:\n${unknown
        .map(field => `  .${field}: field not declared in schema`)
        .join('\n')}`,
    );
  }
  const wrong = wrongType(configuration, resource.schema, '');
  if (wrong) throw fail(wrong);
  const repeated = repeatedElement(configuration, resource.schema, '');
  if (repeated) throw fail(repeated);
}

const TYPES: Record<
  string,
  { shown: string; matches: (value: unknown) => boolean }
> = {
  integer: {
    shown: 'numeric (int or float)',
    matches: value => typeof value === 'number',
  },
  number: {
    shown: 'numeric (int or float)',
    matches: value => typeof value === 'number',
  },
  string: { shown: 'string', matches: value => typeof value === 'string' },
  boolean: { shown: 'boolean', matches: value => typeof value === 'boolean' },
  array: { shown: 'list', matches: Array.isArray },
  object: { shown: 'map', matches: isJsonObject },
};

/** The first value that is not of its schema's kind. */
function wrongType(
  value: unknown,
  schema: ServedResource['schema'] | undefined,
  path: string,
): string | undefined {
  const type =
    schema?.type && !schema['x-kubernetes-int-or-string']
      ? TYPES[schema.type]
      : undefined;
  if (value === null || value === undefined) return undefined;
  if (type && !type.matches(value)) {
    return `${path}: expected ${type.shown}, got ${kindOf(value)}`;
  }
  for (const part of elementsOf(value, schema) ?? []) {
    const inner = wrongType(
      part.value,
      part.schema,
      path + showElement(part.element),
    );
    if (inner) return inner;
  }
  return undefined;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  return isJsonObject(value) ? 'map' : typeof value;
}

function repeatedElement(
  value: unknown,
  schema: ServedResource['schema'] | undefined,
  path: string,
): string | undefined {
  const seen = new Set<string>();
  for (const part of elementsOf(value, schema) ?? []) {
    if (seen.has(part.element))
      return `${path}: duplicate entries for key ${showElement(part.element)}`;
    seen.add(part.element);
    const inner = repeatedElement(
      part.value,
      part.schema,
      path + showElement(part.element),
    );
    if (inner) return inner;
  }
  return undefined;
}

function onlyStatus(configuration: ClusterObject): ClusterObject {
  const { apiVersion, kind, metadata, status } = configuration;
  const { name, namespace, uid, resourceVersion } = metadata;
  return {
    apiVersion,
    kind,
    metadata: { name, namespace, uid, resourceVersion },
    ...(status === undefined ? {} : { status }),
  };
}

function emptyObject(resource: ServedResource, target: Target): ClusterObject {
  return {
    apiVersion: groupVersion(resource),
    kind: resource.kind,
    metadata: {
      name: target.name,
      ...(resource.namespaced ? { namespace: target.namespace } : {}),
    },
  };
}
