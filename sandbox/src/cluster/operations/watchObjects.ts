import { invalidObject } from '../errors/FieldError';
import { badRequest, expired, StatusError } from '../errors/StatusError';
import {
  asServed,
  groupVersion,
  ServedResource,
} from '../resources/ServedResource';
import { parseFieldSelector } from '../selectors/fieldSelector';
import { parseLabelSelector } from '../selectors/labelSelector';
import { Change } from '../storage/ObjectTable';
import { ClusterObject } from '../types';
import { ClusterContext } from './ClusterContext';
import { ListQuery, parseVersion } from './listObjects';

/** @internal */
export interface WatchQuery extends ListQuery {
  allowWatchBookmarks?: boolean;
  sendInitialEvents?: boolean;
}

/** Where the events of a watch go. Called in the same turn in which the change happens. @internal */
export interface WatchSink {
  event(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: ClusterObject): void;
  bookmark(object: ClusterObject): void;
  /** An ERROR event; nothing comes after it. */
  error(error: StatusError): void;
}

/** A watch that runs. @internal */
export interface RunningWatch {
  /** Sends a bookmark of the latest version. */
  bookmark(): void;
  stop(): void;
}

const INITIAL_EVENTS_END = 'k8s.io/initial-events-end';

/**
 * Streams the changes of a resource: those after `resourceVersion`, or without one (or with 0) first all objects as ADDED.
 * Objects that begin or cease to match the selectors are ADDED or DELETED for the watcher.
 *
 * @throws StatusError 400 and 422 for a query that cannot be served; a forgotten version is an ERROR event.
 * @internal
 */
export function watchObjects(
  context: ClusterContext,
  resource: ServedResource,
  query: WatchQuery,
  sink: WatchSink,
): RunningWatch {
  checkQuery(query);
  const version = parseVersion(
    query.resourceVersion,
    problem => new StatusError(500, '', problem),
  );
  const isSelected = selection(resource, query);
  const table = context.storage.table(resource.table);
  const bookmark = (at: number, annotations?: Record<string, string>) =>
    sink.bookmark(bookmarkObject(resource, at, annotations));
  const deliver = (change: Change) => {
    const event = eventFor(change, resource, isSelected);
    if (event) sink.event(event.type, event.object);
  };

  const startsWithState = query.sendInitialEvents === true || !version;
  if (!startsWithState && version < table.oldestVersion) {
    sink.error(
      expired(`too old resource version: ${version} (${table.oldestVersion})`),
    );
    return { bookmark: () => {}, stop: () => {} };
  }
  if (startsWithState && query.sendInitialEvents !== false) {
    for (const { object } of table.entries({
      prefix: '',
      version: query.horizon,
    })) {
      const served = asServed(resource, object);
      if (isSelected(served)) sink.event('ADDED', served);
    }
  } else if (version) {
    for (const change of table.changesAfter(version)) deliver(change);
  }
  if (query.sendInitialEvents && query.allowWatchBookmarks) {
    bookmark(query.horizon ?? context.storage.version, {
      [INITIAL_EVENTS_END]: 'true',
    });
  }
  if (startsWithState && query.horizon !== undefined) {
    for (const change of table.changesAfter(query.horizon)) deliver(change);
  }

  const after = startsWithState ? 0 : version;
  const stop = table.subscribe(change => {
    if (change.version > after) deliver(change);
  });
  return { bookmark: () => bookmark(context.storage.version), stop };
}

function selection(
  resource: ServedResource,
  query: WatchQuery,
): (object: ClusterObject) => boolean {
  const matchesLabels = parseLabelSelector(query.labelSelector);
  const fields = parseFieldSelector(query.fieldSelector, resource);
  const { namespace } = query;
  return object =>
    (!resource.namespaced ||
      !namespace ||
      object.metadata.namespace === namespace) &&
    (!matchesLabels || matchesLabels(object.metadata.labels)) &&
    (!fields || fields.matches(object));
}

/** What a change is for a watcher with selectors. */
function eventFor(
  change: Change,
  resource: ServedResource,
  isSelected: (object: ClusterObject) => boolean,
): { type: Change['type']; object: ClusterObject } | undefined {
  const object = asServed(resource, change.object);
  const before = change.before && asServed(resource, change.before);
  const was = before !== undefined && isSelected(before);
  const is = change.type !== 'DELETED' && isSelected(object);
  if (is) return { type: was ? 'MODIFIED' : 'ADDED', object };
  if (!was) return undefined;
  if (change.type === 'DELETED') return { type: 'DELETED', object };
  const last = {
    ...before,
    metadata: {
      ...before.metadata,
      resourceVersion: object.metadata.resourceVersion,
    },
  };
  return { type: 'DELETED', object: last };
}

function bookmarkObject(
  resource: ServedResource,
  version: number,
  annotations: Record<string, string> | undefined,
): ClusterObject {
  return {
    kind: resource.kind,
    apiVersion: groupVersion(resource),
    metadata: {
      resourceVersion: String(version),
      creationTimestamp: null,
      ...(annotations ? { annotations } : {}),
    } as unknown as ClusterObject['metadata'],
  };
}

function checkQuery(query: WatchQuery): void {
  const { sendInitialEvents, resourceVersionMatch: match } = query;
  if (query.continue) throw badRequest('continue is forbidden for a watch');
  if (sendInitialEvents !== undefined && match !== 'NotOlderThan') {
    throw refused(
      'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    );
  }
  if (sendInitialEvents === undefined && match) {
    throw refused(
      'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
    );
  }
}

function refused(problem: string): StatusError {
  return invalidObject({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', [
    {
      reason: 'FieldValueForbidden',
      field: 'resourceVersionMatch',
      message: `Forbidden: ${problem}`,
    },
  ]);
}
