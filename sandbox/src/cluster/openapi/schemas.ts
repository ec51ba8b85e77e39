import { ServedResource } from '../resources/ServedResource';
import { JsonSchema } from '../schema/JsonSchema';
import { objectMetaSchema } from '../schema/objectMetaSchema';
import { JsonObject } from '../types';

/** Name of the schema that all objects' metadata refers to. @internal */
export const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

/** Names of the schemas that are not kinds of the cluster. @internal */
export const PLAIN_SCHEMAS: Record<string, JsonObject> = {
  [OBJECT_META]: published(objectMetaSchema),
  'io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta': {
    type: 'object',
    description: 'Metadata of a list.',
    properties: {
      continue: { type: 'string' },
      remainingItemCount: { type: 'integer', format: 'int64' },
      resourceVersion: { type: 'string' },
    },
  },
  'io.k8s.apimachinery.pkg.apis.meta.v1.Patch': {
    type: 'object',
    description: 'The body of a PATCH request.',
  },
};

/** `dev.hostmaster.v1alpha1.DomainClaim`; `io.k8s.api.core.v1.Secret` for the server's own kinds. @internal */
export function schemaName(resource: ServedResource): string {
  const { group, version, kind } = resource;
  if (resource.custom)
    return `${group.split('.').reverse().join('.')}.${version}.${kind}`;
  if (group === 'apiextensions.k8s.io') {
    return `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.${version}.${kind}`;
  }
  return `io.k8s.api.${group.split('.')[0] || 'core'}.${version}.${kind}`;
}

/** The schemas of a resource and of its list. `refPrefix` is where references point. @internal */
export function resourceSchemas(
  resource: ServedResource,
  refPrefix: string,
): Record<string, JsonObject> {
  const { group, version, kind, listKind } = resource;
  const name = schemaName(resource);
  const schema = published(resource.schema);
  const properties = {
    ...(schema.properties as JsonObject),
    metadata: {
      description: "Standard object's metadata.",
      allOf: [{ $ref: refPrefix + OBJECT_META }],
      default: {},
    },
  };
  return {
    [name]: {
      ...schema,
      properties,
      'x-kubernetes-group-version-kind': [{ group, version, kind }],
    },
    [name.replace(/[^.]+$/, listKind)]: {
      type: 'object',
      description: `${listKind} is a list of ${kind}`,
      required: ['items'],
      properties: {
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        metadata: {
          $ref: `${refPrefix}io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta`,
        },
        items: { type: 'array', items: { $ref: refPrefix + name } },
      },
      'x-kubernetes-group-version-kind': [{ group, version, kind: listKind }],
    },
  };
}

/** A schema as it is published: rules stay on the server. */
function published(schema: JsonSchema): JsonObject {
  const {
    'x-kubernetes-validations': _rules,
    properties,
    items,
    additionalProperties,
    ...rest
  } = schema;
  return {
    ...(schema['x-kubernetes-int-or-string']
      ? withoutCombinations(rest)
      : rest),
    ...(properties
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, part]) => [
              name,
              published(part),
            ]),
          ),
        }
      : {}),
    ...(items ? { items: published(items) } : {}),
    ...(additionalProperties === undefined
      ? {}
      : {
          additionalProperties:
            typeof additionalProperties === 'object'
              ? published(additionalProperties)
              : additionalProperties,
        }),
  };
}

function withoutCombinations(schema: JsonSchema): JsonObject {
  const { anyOf: _anyOf, allOf: _allOf, ...rest } = schema;
  return rest;
}
