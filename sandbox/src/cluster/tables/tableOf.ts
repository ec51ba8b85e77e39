import { PrinterColumn, ServedResource } from '../resources/ServedResource';
import { ClusterObject, JsonObject } from '../types';
import { humanDuration } from './humanDuration';
import { findByJsonPath } from './jsonPath';

/** What a table's rows carry of the objects: `includeObject` of the request. @internal */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

const NAME: PrinterColumn = {
  name: 'Name',
  type: 'string',
  format: 'name',
  jsonPath: '.metadata.name',
  description:
    'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names',
};

/** `meta.k8s.io/v1` Table of some objects, as `kubectl get` asks for it. @internal */
export function tableOf(
  resource: ServedResource,
  objects: ClusterObject[],
  options: {
    now: number;
    includeObject: IncludeObject;
    metadata: JsonObject;
    /** Rows of a watch after the first carry no column definitions. */
    withoutColumns?: boolean;
  },
): JsonObject {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: options.metadata,
    columnDefinitions: options.withoutColumns
      ? null
      : columnDefinitions(resource),
    rows: objects.map(object => ({
      cells: columnsOf(resource).map(column =>
        column === NAME
          ? object.metadata.name
          : cell(resource, column, object, options.now),
      ),
      ...rowObject(object, options.includeObject),
    })),
  };
}

/** The object's metadata alone, as metadata clients ask for it. @internal */
export function partialObjectMetadata(object: ClusterObject): JsonObject {
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: 'meta.k8s.io/v1',
    metadata: object.metadata,
  };
}

function columnDefinitions(resource: ServedResource): JsonObject[] {
  return columnsOf(resource).map(
    ({ name, type, format, description, priority, jsonPath }) => ({
      name,
      type,
      format: format ?? '',
      description:
        description ??
        (resource.custom
          ? `Custom resource definition column (in JSONPath format): ${jsonPath}`
          : ''),
      priority: priority ?? 0,
    }),
  );
}

/** The name comes first, but for events, whose names say nothing. */
function columnsOf(resource: ServedResource): PrinterColumn[] {
  return resource.table === 'events'
    ? resource.columns
    : [NAME, ...resource.columns];
}

function rowObject(object: ClusterObject, include: IncludeObject): JsonObject {
  if (include === 'None') return { object: null };
  return {
    object: include === 'Object' ? object : partialObjectMetadata(object),
  };
}

function cell(
  resource: ServedResource,
  column: PrinterColumn,
  object: ClusterObject,
  now: number,
): unknown {
  const computed = resource.strategy.cells?.[column.name];
  if (computed) return computed(object, now);
  const [value] = findByJsonPath(object, column.jsonPath);
  if (value === undefined || value === null)
    return column.type === 'date' && !resource.custom ? '<unknown>' : null;
  switch (column.type) {
    case 'date':
      return ageCell(value, now);
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'string':
      return typeof value === 'object' ? JSON.stringify(value) : String(value);
    default:
      return column.type satisfies never;
  }
}

function ageCell(value: unknown, now: number): string {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(time) ? '<invalid>' : humanDuration(now - time);
}
