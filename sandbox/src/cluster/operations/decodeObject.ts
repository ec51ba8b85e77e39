import { cloneJson } from '../json';
import { badRequest, KindName, StatusError } from '../errors/StatusError';
import { invalidField, invalidObject } from '../errors/FieldError';
import { groupVersion, ServedResource } from '../resources/ServedResource';
import { applyDefaults } from '../schema/applyDefaults';
import { pruneObject } from '../schema/pruneObject';
import { ClusterObject, isJsonObject, JsonObject } from '../types';
import { WriteOptions } from './ClusterContext';

/**
 * Turns a request's body into an object of a resource: kind and version checked, unknown fields removed (or refused),
 * defaults applied. The body is not changed.
 *
 * @internal
 */
export function decodeObject(
  resource: ServedResource,
  body: JsonObject,
  options: Pick<WriteOptions, 'fieldValidation'>,
): { object: ClusterObject; warnings: string[] } {
  const object = cloneJson(body) as JsonObject;
  checkKind(resource, object);
  checkMetadataTypes(resource, object);
  const unknown = pruneObject(object, resource.schema);
  const warnings = unknown.map(
    field => `unknown field ${JSON.stringify(field)}`,
  );
  if (options.fieldValidation === 'Strict' && warnings.length > 0)
    throw strictError(resource, warnings);
  applyDefaults(object, resource.schema);
  resource.strategy.defaults?.(object as ClusterObject);
  return {
    object: object as ClusterObject,
    warnings: options.fieldValidation === 'Ignore' ? [] : warnings,
  };
}

/** The 400 answer for a body with unknown or repeated fields under `fieldValidation=Strict`. @internal */
export function strictError(
  resource: ServedResource,
  problems: string[],
): StatusError {
  return badRequest(
    `${resource.kind} in version "${resource.version}" cannot be handled as a ${
      resource.kind
    }: strict decoding error: ${problems.join(', ')}`,
  );
}

function checkKind(resource: ServedResource, object: JsonObject): void {
  const expected = groupVersion(resource);
  object.apiVersion ??= expected;
  object.kind ??= resource.kind;
  if (object.apiVersion !== expected) {
    throw badRequest(
      `the API version in the data (${object.apiVersion}) does not match the expected API version (${expected})`,
    );
  }
  if (object.kind === resource.kind) return;
  if (!resource.custom) {
    throw badRequest(
      `${object.kind} in version "${resource.version}" cannot be handled as a ${
        resource.kind
      }: converting (${expected}.${object.kind}) to (${
        resource.group || 'core'
      }.${resource.kind}): unknown conversion`,
    );
  }
  const found: KindName = { group: resource.group, kind: String(object.kind) };
  const name = isJsonObject(object.metadata)
    ? String(object.metadata.name ?? '')
    : '';
  throw invalidObject(found, name, [
    invalidField('kind', object.kind, `must be ${resource.kind}`),
  ]);
}

/** Metadata of a wrong type cannot be decoded at all, whatever the schema says. */
function checkMetadataTypes(
  resource: ServedResource,
  object: JsonObject,
): void {
  object.metadata ??= {};
  const { metadata } = object;
  const refuse = (field: string, found: unknown, wanted: string) =>
    badRequest(
      `${resource.kind} in version "${
        resource.version
      }" cannot be handled as a ${
        resource.kind
      }: json: cannot unmarshal ${goKind(
        found,
      )} into Go struct field ObjectMeta.${field} of type ${wanted}`,
    );
  if (!isJsonObject(metadata))
    throw refuse('metadata', metadata, 'v1.ObjectMeta');
  for (const field of [
    'name',
    'generateName',
    'namespace',
    'uid',
    'resourceVersion',
  ]) {
    const value = metadata[field];
    if (value !== undefined && value !== null && typeof value !== 'string') {
      throw refuse(`metadata.${field}`, value, 'string');
    }
  }
  for (const field of ['labels', 'annotations']) {
    const value = metadata[field];
    if (value === undefined || value === null) continue;
    if (!isJsonObject(value))
      throw refuse(`metadata.${field}`, value, 'map[string]string');
    for (const key of Object.keys(value)) {
      if (value[key] === null) value[key] = '';
      if (typeof value[key] !== 'string')
        throw refuse(`metadata.${field}`, value[key], 'string');
    }
    if (Object.keys(value).length === 0) delete metadata[field];
  }
  for (const field of ['finalizers', 'ownerReferences']) {
    const value = metadata[field];
    if (value === undefined || value === null) continue;
    if (!Array.isArray(value))
      throw refuse(`metadata.${field}`, value, '[]string');
    if (value.length === 0) delete metadata[field];
  }
}

function goKind(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
}
