import { JsonSchema } from './JsonSchema';

const text = (description?: string): JsonSchema => ({
  type: 'string',
  ...(description ? { description } : {}),
});
const texts = (description: string): JsonSchema => ({
  type: 'object',
  description,
  additionalProperties: { type: 'string' },
});

/** The schema of `metadata` of every object, with the list types that server-side apply goes by. @internal */
export const objectMetaSchema: JsonSchema = {
  type: 'object',
  description: "Standard object's metadata.",
  properties: {
    name: text(
      'Name must be unique within a namespace, or within the cluster for cluster-scoped kinds. It cannot be updated.',
    ),
    generateName: text(
      'A prefix from which the server makes a unique name, used only when name is not given.',
    ),
    namespace: text(
      'The namespace within which the name must be unique. It cannot be updated.',
    ),
    selfLink: text('Not set any more.'),
    uid: text('Unique in time and space, set by the server. Read-only.'),
    resourceVersion: text(
      'An opaque value that changes with every change of the object.',
    ),
    generation: {
      type: 'integer',
      format: 'int64',
      description: 'Counts the changes of the desired state. Read-only.',
    },
    creationTimestamp: {
      type: 'string',
      format: 'date-time',
      nullable: true,
      description: 'When the object was created. Read-only.',
    },
    deletionTimestamp: {
      type: 'string',
      format: 'date-time',
      nullable: true,
      description: 'When deletion was asked for. Read-only.',
    },
    deletionGracePeriodSeconds: {
      type: 'integer',
      format: 'int64',
      description: 'Seconds a graceful deletion may take. Read-only.',
    },
    labels: texts(
      'Keys and values by which objects are organized and selected.',
    ),
    annotations: texts('Keys and values that tools store with the object.'),
    finalizers: {
      type: 'array',
      description: 'The object is removed only when this list is empty.',
      'x-kubernetes-list-type': 'set',
      'x-kubernetes-patch-strategy': 'merge',
      items: { type: 'string' },
    },
    ownerReferences: {
      type: 'array',
      description:
        'Objects that this object depends on; when all of them are gone, it is collected.',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['uid'],
      'x-kubernetes-patch-merge-key': 'uid',
      'x-kubernetes-patch-strategy': 'merge',
      items: {
        type: 'object',
        'x-kubernetes-map-type': 'atomic',
        required: ['apiVersion', 'kind', 'name', 'uid'],
        properties: {
          apiVersion: text(),
          kind: text(),
          name: text(),
          uid: text(),
          controller: { type: 'boolean' },
          blockOwnerDeletion: { type: 'boolean' },
        },
      },
    },
    managedFields: {
      type: 'array',
      description: 'Which manager set which fields, for server-side apply.',
      'x-kubernetes-list-type': 'atomic',
      items: {
        type: 'object',
        properties: {
          manager: text(),
          operation: text(),
          apiVersion: text(),
          time: { type: 'string', format: 'date-time', nullable: true },
          fieldsType: text(),
          fieldsV1: {
            type: 'object',
            'x-kubernetes-preserve-unknown-fields': true,
          },
          subresource: text(),
        },
      },
    },
  },
};

/**
 * The schema of whole objects: what the definition says, with the standard fields.
 *
 * @internal
 */
export function objectSchema(schema: JsonSchema): JsonSchema {
  const {
    apiVersion: _apiVersion,
    kind: _kind,
    metadata: _metadata,
    ...own
  } = schema.properties ?? {};
  return {
    ...schema,
    type: 'object',
    properties: {
      apiVersion: text(
        'The version of the schema of this representation of the object, with its group.',
      ),
      kind: text(
        'The REST resource that this object represents, in CamelCase.',
      ),
      metadata: objectMetaSchema,
      ...own,
    },
  };
}
