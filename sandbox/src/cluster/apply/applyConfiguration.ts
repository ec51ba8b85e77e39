import { StatusError } from '../errors/StatusError';
import { groupVersion, ServedResource } from '../resources/ServedResource';
import { fieldSchema, JsonSchema } from '../schema/JsonSchema';
import {
  ClusterObject,
  isJsonObject,
  JsonObject,
  ManagedFieldsEntry,
} from '../types';
import { compareObjects } from './compareObjects';
import { elementsOf } from './elements';
import {
  differenceOf,
  FieldSet,
  intersectionOf,
  isEmptySet,
  pathsOf,
  sortedSet,
  unionOf,
} from './FieldSet';
import { fieldSetOf } from './fieldSetOf';
import { keepTimes, ownable, sortedEntries } from './recordUpdate';

/** @internal */
export interface ApplyOptions {
  manager: string;
  force: boolean;
  time: string;
  subresource?: string;
}

/**
 * Server-side apply: merges a configuration into the live object, removes what the manager applied before and does not
 * any more, and records who owns what.
 *
 * @throws StatusError 409 that names each field another manager owns with another value, unless `force` is set.
 * @internal
 */
export function applyConfiguration(
  resource: ServedResource,
  live: ClusterObject,
  configuration: ClusterObject,
  options: ApplyOptions,
): ClusterObject {
  const { schema } = resource;
  const entries = liveEntries(resource, live);
  const isOurs = (entry: ManagedFieldsEntry) =>
    entry.operation === 'Apply' &&
    entry.manager === options.manager &&
    (entry.subresource ?? '') === (options.subresource ?? '');
  const others = entries.filter(entry => !isOurs(entry));

  const wanted = ownable(configuration);
  const fields = ownedFields(wanted, schema);
  const last = (entries.find(isOurs)?.fieldsV1 ?? {}) as FieldSet;
  const kept = others
    .map(entry => entry.fieldsV1 as FieldSet)
    .reduce(unionOf, fields);
  const merged = mergeValues(ownable(live), wanted, schema);
  const result = removeLost(merged, schema, last, kept) as JsonObject;

  const comparison = compareObjects(ownable(live), result, schema);
  const lost = others.map(entry =>
    intersectionOf(entry.fieldsV1 as FieldSet, comparison.changed),
  );
  if (!options.force) refuseConflicts(others, lost);

  const mine: ManagedFieldsEntry = {
    apiVersion: groupVersion(resource),
    fieldsType: 'FieldsV1',
    fieldsV1: sortedSet(fields),
    manager: options.manager,
    operation: 'Apply',
    ...(options.subresource ? { subresource: options.subresource } : {}),
    time: options.time,
  };
  const remaining = others.map((entry, index) => ({
    ...entry,
    fieldsV1: sortedSet(
      differenceOf(
        differenceOf(entry.fieldsV1 as FieldSet, lost[index]),
        comparison.removed,
      ),
    ),
  }));
  const managedFields = [mine, ...remaining].filter(
    entry => !isEmptySet(entry.fieldsV1 as FieldSet),
  );
  return assemble(
    live,
    result,
    keepTimes(entries, sortedEntries(managedFields)),
  );
}

/** The live object's entries; what nobody is recorded for belongs to whoever was there before the first apply. */
function liveEntries(
  resource: ServedResource,
  live: ClusterObject,
): ManagedFieldsEntry[] {
  const entries = live.metadata.managedFields ?? [];
  const fields = ownedFields(ownable(live), resource.schema);
  if (entries.length > 0 || !live.metadata.uid || isEmptySet(fields))
    return entries;
  return [
    {
      apiVersion: groupVersion(resource),
      fieldsType: 'FieldsV1',
      fieldsV1: sortedSet(fields),
      manager: 'before-first-apply',
      operation: 'Update',
      time: live.metadata.creationTimestamp,
    },
  ];
}

/** Metadata is there in every object; only what is in it can be owned. */
function ownedFields(value: unknown, schema: JsonSchema): FieldSet {
  const { 'f:metadata': metadata = {}, ...fields } = fieldSetOf(value, schema);
  return isEmptySet(metadata) ? fields : { 'f:metadata': metadata, ...fields };
}

function assemble(
  live: ClusterObject,
  result: JsonObject,
  managedFields: ManagedFieldsEntry[],
): ClusterObject {
  const { labels, annotations, finalizers, ownerReferences, ...fixed } =
    live.metadata;
  const { metadata, ...rest } = result;
  return {
    apiVersion: live.apiVersion,
    kind: live.kind,
    metadata: { ...fixed, ...(metadata as object), managedFields },
    ...rest,
  };
}

/** The configuration laid over the live value; lists of type map and set keep their order and gain new items. */
function mergeValues(
  live: unknown,
  configuration: unknown,
  schema: JsonSchema | undefined,
): unknown {
  const isDivided =
    elementsOf(live, schema) !== undefined &&
    elementsOf(configuration, schema) !== undefined &&
    Array.isArray(live) === Array.isArray(configuration);
  if (!isDivided) return configuration;
  if (Array.isArray(live))
    return mergeLists(live, configuration as unknown[], schema);
  const merged: JsonObject = { ...(live as JsonObject) };
  for (const [field, value] of Object.entries(configuration as JsonObject)) {
    merged[field] = mergeValues(
      merged[field],
      value,
      fieldSchema(schema, field),
    );
  }
  return merged;
}

function mergeLists(
  live: unknown[],
  configuration: unknown[],
  schema: JsonSchema | undefined,
): unknown[] {
  const wanted = new Map(
    elementsOf(configuration, schema)!.map(part => [part.element, part]),
  );
  const merged = elementsOf(live, schema)!.map(part => {
    const other = wanted.get(part.element);
    wanted.delete(part.element);
    return other
      ? mergeValues(part.value, other.value, part.schema)
      : part.value;
  });
  return [...merged, ...[...wanted.values()].map(part => part.value)];
}

/** Removes what is in `last` and in no set that keeps it. */
function removeLost(
  value: unknown,
  schema: JsonSchema | undefined,
  last: FieldSet,
  kept: FieldSet,
): unknown {
  const parts = elementsOf(value, schema);
  if (!parts || isEmptySet(last)) return value;
  const staying = parts
    .filter(
      part =>
        !Object.hasOwn(last, part.element) || Object.hasOwn(kept, part.element),
    )
    .map(part => ({
      ...part,
      value: Object.hasOwn(last, part.element)
        ? removeLost(
            part.value,
            part.schema,
            last[part.element],
            kept[part.element],
          )
        : part.value,
    }));
  if (Array.isArray(value)) return staying.map(part => part.value);
  return isJsonObject(value)
    ? Object.fromEntries(
        staying.map(part => [part.element.slice(2), part.value]),
      )
    : value;
}

function refuseConflicts(others: ManagedFieldsEntry[], lost: FieldSet[]): void {
  const conflicts = others
    .flatMap((entry, index) =>
      pathsOf(lost[index]).map(path => ({ manager: showManager(entry), path })),
    )
    .sort((left, right) => left.manager.localeCompare(right.manager));
  if (conflicts.length === 0) return;
  const managers = [...new Set(conflicts.map(conflict => conflict.manager))];
  const list = managers.map(manager => {
    const paths = conflicts
      .filter(conflict => conflict.manager === manager)
      .map(conflict => conflict.path);
    return paths.length === 1
      ? `conflict with ${manager}: ${paths[0]}`
      : `conflicts with ${manager}:\n${paths
          .map(path => `- ${path}`)
          .join('\n')}`;
  });
  const noun = conflicts.length === 1 ? 'conflict' : 'conflicts';
  throw new StatusError(
    409,
    'Conflict',
    `Apply failed with ${conflicts.length} ${noun}: ${list.join('\n')}`,
    {
      causes: conflicts.map(({ manager, path }) => ({
        reason: 'FieldManagerConflict',
        message: `conflict with ${manager}`,
        field: path,
      })),
    },
  );
}

function showManager(entry: ManagedFieldsEntry): string {
  const name =
    JSON.stringify(entry.manager) +
    (entry.subresource
      ? ` with subresource ${JSON.stringify(entry.subresource)}`
      : '');
  return entry.operation === 'Update'
    ? `${name} using ${entry.apiVersion}`
    : name;
}
