import { cloneJson } from '../json';
import { applyConfiguration } from '../apply/applyConfiguration';
import { elementsOf } from '../apply/elements';
import { showElement } from '../apply/FieldSet';
import { invalidField, invalidObject, requiredField } from '../errors/FieldError';
import { badRequest, notFound, StatusError, unsupportedMediaType } from '../errors/StatusError';
import { applyJsonPatch } from '../patch/applyJsonPatch';
import { mergePatch } from '../patch/mergePatch';
import { strategicMergePatch } from '../patch/strategicMergePatch';
import { groupVersion, ServedResource } from '../resources/ServedResource';
import { applyDefaults } from '../schema/applyDefaults';
import { pruneObject } from '../schema/pruneObject';
import { ClusterObject, isJsonObject, JsonObject } from '../types';
import { ClusterContext, WriteOptions, WriteResult } from './ClusterContext';
import { storeNew } from './createObject';
import { decodeObject } from './decodeObject';
import { timestamp } from './timestamp';
import { findObject, nameMismatch, storeUpdate, Target } from './updateObject';

/** The media types of patches, by what they are called here. @internal */
export const PATCH_TYPES = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
} as const;

/** @internal */
export type PatchType = (typeof PATCH_TYPES)[keyof typeof PATCH_TYPES];

/** @internal */
export interface PatchOptions extends WriteOptions {
  force?: boolean;
  /** Apply needs the client to name itself. */
  hasFieldManager: boolean;
}

/**
 * Changes an object by a patch of any of the four types; apply makes it when it is not there.
 *
 * @throws StatusError as a replacement does, and 415 for a type the resource does not take.
 * @internal
 */
export function patchObject(
  context: ClusterContext,
  resource: ServedResource,
  target: Target,
  patch: { type: PatchType; body: unknown },
  options: PatchOptions,
): WriteResult<ClusterObject> {
  if (patch.type === 'strategic' && !resource.strategy.strategicMerge) throw unsupportedPatch(resource);
  if (patch.type === 'apply') return applyObject(context, resource, target, patch.body, options);
  const old = findObject(context, resource, target);
  if (!old) throw notFound(resource, target.name);
  const { object, warnings } = decodePatched(resource, patched(resource, old, patch), options);
  if (object.metadata.name !== target.name) throw nameMismatch(object.metadata.name, target.name);
  return storeUpdate(context, resource, old, object, options, warnings);
}

/** The 415 answer that lists what the resource takes. @internal */
export function unsupportedPatch(resource: ServedResource): StatusError {
  const types = Object.entries(PATCH_TYPES)
    .filter(([, type]) => type !== 'strategic' || resource.strategy.strategicMerge)
    .map(([mediaType]) => mediaType);
  return unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: ${types.join(', ')}`,
  );
}

function patched(
  resource: ServedResource,
  old: ClusterObject,
  patch: { type: PatchType; body: unknown },
): JsonObject {
  if (patch.type === 'json') return applyJsonPatch(cloneJson(old), patch.body);
  if (!isJsonObject(patch.body)) {
    throw badRequest('error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}');
  }
  return (
    patch.type === 'merge' ? mergePatch(old, patch.body) : strategicMergePatch(old, patch.body, resource.schema)
  ) as JsonObject;
}

/** A patched object with unknown fields is invalid as a whole under `fieldValidation=Strict`. */
function decodePatched(resource: ServedResource, object: JsonObject, options: WriteOptions) {
  const decoded = decodeObject(resource, object, { fieldValidation: options.fieldValidation === 'Ignore' ? 'Ignore' : 'Warn' });
  if (options.fieldValidation !== 'Strict' || decoded.warnings.length === 0) return decoded;
  throw invalidObject({ group: '', kind: '' }, '', [
    invalidField('patch', JSON.stringify(object), `strict decoding error: ${decoded.warnings.join(', ')}`),
  ]);
}

function applyObject(
  context: ClusterContext,
  resource: ServedResource,
  target: Target,
  body: unknown,
  options: PatchOptions,
): WriteResult<ClusterObject> {
  if (!options.hasFieldManager) {
    throw invalidObject({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [
      requiredField('fieldManager', 'is required for apply patch'),
    ]);
  }
  const configuration = configurationOf(resource, target, body, options.subresource);
  const old = findObject(context, resource, target);
  if (old && configuration.metadata.uid && configuration.metadata.uid !== old.metadata.uid) {
    throw invalidObject(resource, target.name, [invalidField('metadata.uid', configuration.metadata.uid, 'field is immutable')]);
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
  const subresource = options.subresource ? `apply/${options.subresource}` : 'apply';
  if (!old) return storeNew(context, resource, result, { ...options, subresource });
  const version = configuration.metadata.resourceVersion;
  if (version) result.metadata.resourceVersion = version;
  else delete result.metadata.resourceVersion;
  return storeUpdate(context, resource, old, result, { ...options, subresource });
}

/** The configuration of an apply, checked, with only the fields that this path can set. */
function configurationOf(
  resource: ServedResource,
  target: Target,
  body: unknown,
  subresource: string | undefined,
): ClusterObject {
  if (!isJsonObject(body)) throw badRequest('error decoding YAML: the body of an apply patch must be an object');
  const expected = groupVersion(resource);
  if (body.apiVersion !== expected || body.kind !== resource.kind) {
    throw badRequest(
      `invalid object type: ${body.apiVersion}, Kind=${body.kind}: expected ${expected}, Kind=${resource.kind}`,
    );
  }
  const configuration = cloneJson(body) as ClusterObject;
  configuration.metadata ??= { name: target.name };
  const { metadata } = configuration;
  if (metadata.managedFields) throw badRequest('metadata.managedFields must be nil');
  if (metadata.name && metadata.name !== target.name) throw nameMismatch(metadata.name, target.name);
  if (resource.namespaced && metadata.namespace && metadata.namespace !== target.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  checkTyped(resource, configuration);
  if (subresource === 'status') return onlyStatus(configuration);
  if (resource.hasStatus) delete configuration.status;
  return configuration;
}

/** Unknown fields and repeated list items cannot be owned by anybody: the server refuses them with a 500. */
function checkTyped(resource: ServedResource, configuration: ClusterObject): void {
  const name = [configuration.metadata.namespace ?? '', configuration.metadata.name].join('/');
  const fail = (problem: string) =>
    new StatusError(
      500,
      '',
      `failed to create typed patch object (${name}; ${groupVersion(resource)}, Kind=${resource.kind}): ${problem}`,
    );
  const unknown = pruneObject(cloneJson(configuration) as JsonObject, resource.schema);
  if (unknown.length === 1) throw fail(`.${unknown[0]}: field not declared in schema`);
  if (unknown.length > 1) {
    throw fail(`errors:\n${unknown.map(field => `  .${field}: field not declared in schema`).join('\n')}`);
  }
  const wrong = wrongType(configuration, resource.schema, '');
  if (wrong) throw fail(wrong);
  const repeated = repeatedElement(configuration, resource.schema, '');
  if (repeated) throw fail(repeated);
}

const TYPES: Record<string, { shown: string; matches: (value: unknown) => boolean }> = {
  integer: { shown: 'numeric (int or float)', matches: value => typeof value === 'number' },
  number: { shown: 'numeric (int or float)', matches: value => typeof value === 'number' },
  string: { shown: 'string', matches: value => typeof value === 'string' },
  boolean: { shown: 'boolean', matches: value => typeof value === 'boolean' },
  array: { shown: 'list', matches: Array.isArray },
  object: { shown: 'map', matches: isJsonObject },
};

/** The first value that is not of its schema's kind. */
function wrongType(value: unknown, schema: ServedResource['schema'] | undefined, path: string): string | undefined {
  const type = schema?.type && !schema['x-kubernetes-int-or-string'] ? TYPES[schema.type] : undefined;
  if (value === null || value === undefined) return undefined;
  if (type && !type.matches(value)) {
    return `${path}: expected ${type.shown}, got ${kindOf(value)}`;
  }
  for (const part of elementsOf(value, schema) ?? []) {
    const inner = wrongType(part.value, part.schema, path + showElement(part.element));
    if (inner) return inner;
  }
  return undefined;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  return isJsonObject(value) ? 'map' : typeof value;
}

function repeatedElement(value: unknown, schema: ServedResource['schema'] | undefined, path: string): string | undefined {
  const seen = new Set<string>();
  for (const part of elementsOf(value, schema) ?? []) {
    if (seen.has(part.element)) return `${path}: duplicate entries for key ${showElement(part.element)}`;
    seen.add(part.element);
    const inner = repeatedElement(part.value, part.schema, path + showElement(part.element));
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
    metadata: { name: target.name, ...(resource.namespaced ? { namespace: target.namespace } : {}) },
  };
}
