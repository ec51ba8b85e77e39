import { validateRules } from '../cel/validateRules';
import { FieldError, invalidField, invalidObject } from '../errors/FieldError';
import { ServedResource } from '../resources/ServedResource';
import { validateListTypes } from '../schema/validateListTypes';
import {
  validateMetadata,
  validateMetadataUpdate,
} from '../schema/validateMetadata';
import { validateSchema } from '../schema/validateSchema';
import { ClusterObject } from '../types';

/** Errors after which rules in CEL are not evaluated: the object's shape is not what they were written for. */
const BLOCKING: FieldError['reason'][] = [
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
];

const NOT_CHECKED = invalidField(
  '<nil>',
  null,
  'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
);

/**
 * Checks an object that is to be stored.
 *
 * @throws StatusError 422 that names every field that is wrong.
 * @internal
 */
export function checkObject(
  resource: ServedResource,
  object: ClusterObject,
  old: ClusterObject | undefined,
  subresource?: string,
): void {
  const errors = [
    ...metadataErrors(resource, object, old),
    ...schemaErrors(resource, object, old, subresource),
    ...listErrors(resource, object, old),
  ];
  if (!errors.some(error => BLOCKING.includes(error.reason))) {
    errors.push(...validateRules(object, resource.schema, old));
  } else if (resource.custom && resource.hasRules) {
    errors.push(NOT_CHECKED);
  }
  errors.push(...(resource.strategy.validate?.(object, old) ?? []));
  if (errors.length > 0)
    throw invalidObject(resource, object.metadata.name ?? '', errors);
}

function metadataErrors(
  resource: ServedResource,
  object: ClusterObject,
  old: ClusterObject | undefined,
): FieldError[] {
  if (!old)
    return validateMetadata(object.metadata, resource.strategy.nameRule);
  return [
    ...validateMetadataUpdate(object.metadata, old.metadata),
    ...validateMetadata({ ...object.metadata, name: 'unchanged' }, 'subdomain'),
  ];
}

function schemaErrors(
  resource: ServedResource,
  object: ClusterObject,
  old: ClusterObject | undefined,
  subresource: string | undefined,
): FieldError[] {
  if (subresource === 'status' && resource.schema.properties?.status) {
    return validateSchema(object.status, resource.schema.properties.status, {
      path: 'status',
      textPath: '',
      old: old?.status,
    });
  }
  const { metadata: _metadata, ...body } = object;
  const { metadata: _oldMetadata, ...oldBody } = old ?? { metadata: undefined };
  return validateSchema(
    body,
    bodySchema(resource),
    old ? { old: oldBody } : {},
  );
}

function listErrors(
  resource: ServedResource,
  object: ClusterObject,
  old: ClusterObject | undefined,
): FieldError[] {
  const { metadata: _metadata, ...body } = object;
  const errors = validateListTypes(body, resource.schema);
  if (errors.length === 0 || !old) return errors;
  const before = new Set(
    validateListTypes(old, resource.schema).map(error => JSON.stringify(error)),
  );
  return errors.filter(error => !before.has(JSON.stringify(error)));
}

const bodySchemas = new WeakMap<ServedResource, ServedResource['schema']>();

/** The schema without `metadata`, which is checked by its own rules. */
function bodySchema(resource: ServedResource): ServedResource['schema'] {
  let schema = bodySchemas.get(resource);
  if (!schema) {
    const { metadata: _metadata, ...properties } =
      resource.schema.properties ?? {};
    schema = {
      ...resource.schema,
      properties,
      required: resource.schema.required?.filter(field => field !== 'metadata'),
    };
    bodySchemas.set(resource, schema);
  }
  return schema;
}
