import { groupVersion, ServedResource } from '../resources/ServedResource';
import { JsonObject } from '../types';

/** One operation of a path. @internal */
export interface PublishedOperation {
  method: 'get' | 'put' | 'post' | 'patch' | 'delete';
  action:
    | 'list'
    | 'post'
    | 'get'
    | 'put'
    | 'patch'
    | 'delete'
    | 'deletecollection';
  /** Names of query parameters. */
  parameters: readonly string[];
}

/** A path of a resource with its operations. @internal */
export interface PublishedPath {
  path: string;
  /** Parameters in the path. */
  parameters: string[];
  operations: PublishedOperation[];
}

const WRITE = ['dryRun', 'fieldManager', 'fieldValidation'];
const LIST = [
  'allowWatchBookmarks',
  'continue',
  'fieldSelector',
  'labelSelector',
  'limit',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'timeoutSeconds',
  'watch',
];
const DELETE = [
  'dryRun',
  'gracePeriodSeconds',
  'orphanDependents',
  'propagationPolicy',
];

/** The media types of PATCH bodies. @internal */
export function patchMediaTypes(resource: ServedResource): string[] {
  return [
    'application/json-patch+json',
    'application/merge-patch+json',
    ...(resource.strategy.strategicMerge
      ? ['application/strategic-merge-patch+json']
      : []),
    'application/apply-patch+yaml',
  ];
}

/** The paths at which a resource is served. @internal */
export function publishedPaths(resource: ServedResource): PublishedPath[] {
  const root = resource.group
    ? `/apis/${groupVersion(resource)}`
    : `/api/${resource.version}`;
  const base = resource.namespaced
    ? `${root}/namespaces/{namespace}/${resource.plural}`
    : `${root}/${resource.plural}`;
  const inPath = resource.namespaced ? ['namespace'] : [];
  const isStored = resource.verbs.includes('list');
  const item = [...inPath, 'name'];
  const itemOperations: PublishedOperation[] = [
    { method: 'get', action: 'get', parameters: [] },
    { method: 'put', action: 'put', parameters: WRITE },
    { method: 'patch', action: 'patch', parameters: [...WRITE, 'force'] },
  ];
  return [
    {
      path: base,
      parameters: inPath,
      operations: [
        ...(isStored
          ? [{ method: 'get', action: 'list', parameters: LIST } as const]
          : []),
        { method: 'post', action: 'post', parameters: WRITE },
        ...(isStored
          ? [
              {
                method: 'delete',
                action: 'deletecollection',
                parameters: [...LIST, ...DELETE],
              } as const,
            ]
          : []),
      ],
    },
    ...(isStored
      ? [
          {
            path: `${base}/{name}`,
            parameters: item,
            operations: [
              ...itemOperations,
              {
                method: 'delete',
                action: 'delete',
                parameters: DELETE,
              } as const,
            ],
          },
        ]
      : []),
    ...(resource.hasStatus
      ? [
          {
            path: `${base}/{name}/status`,
            parameters: item,
            operations: itemOperations,
          },
        ]
      : []),
    ...(isStored && resource.namespaced
      ? [
          {
            path: `${root}/${resource.plural}`,
            parameters: [],
            operations: [
              { method: 'get', action: 'list', parameters: LIST } as const,
            ],
          },
        ]
      : []),
  ];
}

/** The fields by which clients find an operation. @internal */
export function operationMarks(
  resource: ServedResource,
  operation: PublishedOperation,
): JsonObject {
  const { group, version, kind } = resource;
  return {
    'x-kubernetes-action': operation.action,
    'x-kubernetes-group-version-kind': { group, version, kind },
  };
}

/** The type of a query parameter. @internal */
export function parameterType(name: string): 'boolean' | 'integer' | 'string' {
  if (['limit', 'timeoutSeconds', 'gracePeriodSeconds'].includes(name))
    return 'integer';
  const flags = [
    'allowWatchBookmarks',
    'sendInitialEvents',
    'watch',
    'orphanDependents',
    'force',
  ];
  return flags.includes(name) ? 'boolean' : 'string';
}
