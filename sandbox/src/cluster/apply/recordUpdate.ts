import { sameJson } from '../json';
import { groupVersion, ServedResource } from '../resources/ServedResource';
import { ClusterObject, ManagedFieldsEntry, ObjectMetadata } from '../types';
import { compareObjects } from './compareObjects';
import {
  differenceOf,
  FieldSet,
  isEmptySet,
  sortedSet,
  unionOf,
} from './FieldSet';

/** @internal */
export interface UpdateManager {
  manager: string;
  time: string;
  subresource?: string;
}

/** More managers than this are folded into one. */
const MOST_UPDATERS = 10;

/**
 * The `managedFields` after a create, update or patch: the manager owns what it changed, others no longer own what was
 * changed or removed.
 *
 * @internal
 */
export function recordUpdate(
  resource: ServedResource,
  old: ClusterObject | undefined,
  object: ClusterObject,
  by: UpdateManager,
): ManagedFieldsEntry[] {
  const entries = startingEntries(old, object, by);
  const comparison = compareObjects(
    ownableBefore(resource, old, object),
    ownable(object),
    resource.schema,
  );
  const apiVersion = groupVersion(resource);
  const isOurs = (entry: ManagedFieldsEntry) =>
    entry.operation === 'Update' &&
    entry.manager === by.manager &&
    entry.apiVersion === apiVersion &&
    (entry.subresource ?? '') === (by.subresource ?? '');

  const ours = (entries.find(isOurs)?.fieldsV1 ?? {}) as FieldSet;
  const ourFields = unionOf(
    differenceOf(ours, comparison.removed),
    comparison.changed,
  );
  const others = entries
    .filter(entry => !isOurs(entry))
    .map(entry =>
      withFields(
        entry,
        withoutLost(entry, comparison.changed, comparison.removed),
      ),
    );
  const mine: ManagedFieldsEntry = {
    apiVersion,
    fieldsType: 'FieldsV1',
    fieldsV1: sortedSet(ourFields),
    manager: by.manager,
    operation: 'Update',
    ...(by.subresource ? { subresource: by.subresource } : {}),
    time: by.time,
  };
  const result = [...others, mine].filter(
    entry => !isEmptySet(entry.fieldsV1 as FieldSet),
  );
  return keepTimes(entries, sortedEntries(foldOldest(result)));
}

/** The parts of an object that managers own: not what identifies it and not what the server alone writes. @internal */
export function ownable(object: {
  metadata?: ObjectMetadata;
  [field: string]: unknown;
}): Record<string, unknown> {
  const { apiVersion: _apiVersion, kind: _kind, metadata, ...rest } = object;
  const { labels, annotations, finalizers, ownerReferences, generateName } =
    metadata ?? ({} as ObjectMetadata);
  return {
    ...rest,
    metadata: defined({
      labels,
      annotations,
      finalizers,
      ownerReferences,
      generateName,
    }),
  };
}

/** The server's own kinds always have their structures, if only empty ones, so that nobody owns `spec` itself. */
function ownableBefore(
  resource: ServedResource,
  old: ClusterObject | undefined,
  object: ClusterObject,
): Record<string, unknown> {
  const structures = resource.custom
    ? []
    : ['spec', 'status', 'source', 'deprecatedSource'];
  const empty = structures
    .filter(field => object[field] !== undefined)
    .map(field => [field, {}]);
  return { ...Object.fromEntries(empty), ...ownable(old ?? {}) };
}

/** Entries whose fields did not change keep the time at which they were written. @internal */
export function keepTimes(
  before: ManagedFieldsEntry[],
  after: ManagedFieldsEntry[],
): ManagedFieldsEntry[] {
  return after.map(entry => {
    const same = before.find(
      other =>
        other.manager === entry.manager &&
        other.operation === entry.operation &&
        other.apiVersion === entry.apiVersion &&
        (other.subresource ?? '') === (entry.subresource ?? '') &&
        sameJson(other.fieldsV1, entry.fieldsV1),
    );
    return same ? { ...entry, time: same.time } : entry;
  });
}

/** Appliers first, then by time, then by name. @internal */
export function sortedEntries(
  entries: ManagedFieldsEntry[],
): ManagedFieldsEntry[] {
  const rank = (entry: ManagedFieldsEntry) =>
    [
      entry.operation,
      entry.time ?? '',
      entry.manager,
      entry.apiVersion,
      entry.subresource ?? '',
    ].join('\u0000');
  return [...entries].sort((left, right) =>
    rank(left) < rank(right) ? -1 : 1,
  );
}

/** The entries to begin with: those of the request where it carries any, none where it resets them. */
function startingEntries(
  old: ClusterObject | undefined,
  object: ClusterObject,
  by: UpdateManager,
): ManagedFieldsEntry[] {
  const stored = old?.metadata.managedFields ?? [];
  const sent = object.metadata.managedFields;
  if (by.subresource || sent === undefined) return stored;
  const isReset =
    sent.length === 0 ||
    (sent.length === 1 && Object.keys(sent[0]).length === 0);
  if (isReset) return [];
  return sent.every(entry => entry.manager && entry.operation && entry.fieldsV1)
    ? sent
    : stored;
}

function withoutLost(
  entry: ManagedFieldsEntry,
  changed: FieldSet,
  removed: FieldSet,
): FieldSet {
  return differenceOf(
    differenceOf(entry.fieldsV1 as FieldSet, changed),
    removed,
  );
}

function withFields(
  entry: ManagedFieldsEntry,
  fields: FieldSet,
): ManagedFieldsEntry {
  return { ...entry, fieldsV1: sortedSet(fields) };
}

function foldOldest(entries: ManagedFieldsEntry[]): ManagedFieldsEntry[] {
  const updaters = sortedEntries(
    entries.filter(entry => entry.operation === 'Update'),
  );
  if (updaters.length <= MOST_UPDATERS) return entries;
  const folded = updaters.slice(0, updaters.length - MOST_UPDATERS + 1);
  const ancient: ManagedFieldsEntry = {
    ...folded[0],
    manager: 'ancient-changes',
    fieldsV1: sortedSet(
      folded.map(entry => entry.fieldsV1 as FieldSet).reduce(unionOf),
    ),
  };
  delete ancient.subresource;
  return [...entries.filter(entry => !folded.includes(entry)), ancient];
}

function defined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(value).filter(([, entry]) => entry !== undefined),
  ) as Partial<T>;
}
