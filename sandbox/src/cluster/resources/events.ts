import { humanDuration } from '../tables/humanDuration';
import { ClusterObject, JsonObject, objectOrEmpty } from '../types';

/** Fields of `events.k8s.io/v1` and what they are called in `v1`, where events are stored. */
const NAMES = {
  regarding: 'involvedObject',
  note: 'message',
  reportingController: 'reportingComponent',
  deprecatedCount: 'count',
  deprecatedFirstTimestamp: 'firstTimestamp',
  deprecatedLastTimestamp: 'lastTimestamp',
  deprecatedSource: 'source',
};

const SERVED_NAMES = Object.fromEntries(
  Object.entries(NAMES).map(([served, stored]) => [stored, served]),
);

/** Both groups serve the same events. @internal */
export const eventConversion = {
  toServed(stored: ClusterObject): ClusterObject {
    const served = renamed(stored, SERVED_NAMES) as ClusterObject;
    for (const field of ['reportingController', 'reportingInstance'])
      if (served[field] === '') delete served[field];
    return { ...served, apiVersion: 'events.k8s.io/v1' };
  },
  toStored(served: JsonObject): JsonObject {
    return { ...renamed(served, NAMES), apiVersion: 'v1' };
  },
};

/** Events always have their times and their source, if only empty ones. @internal */
export function prepareEvent(object: ClusterObject): void {
  const isCore = object.apiVersion === 'v1';
  const empty = {
    involvedObject: {},
    firstTimestamp: null,
    lastTimestamp: null,
    eventTime: null,
    source: {},
    reportingComponent: '',
    reportingInstance: '',
  };
  for (const [field, value] of Object.entries(empty)) {
    const served = isCore ? field : SERVED_NAMES[field] ?? field;
    object[served] ??= value;
  }
}

/** Cells of the events table. @internal */
export const eventCells: Record<
  string,
  (object: ClusterObject, now: number) => unknown
> = {
  'Last Seen': (object, now) => {
    const event = core(object);
    const series = objectOrEmpty(event.series);
    return age(
      series.lastObservedTime ??
        event.lastTimestamp ??
        event.eventTime ??
        object.metadata.creationTimestamp,
      now,
    );
  },
  'First Seen': (object, now) => {
    const event = core(object);
    return age(
      event.firstTimestamp ??
        event.eventTime ??
        object.metadata.creationTimestamp,
      now,
    );
  },
  Object: object => {
    const { kind, name } = objectOrEmpty(core(object).involvedObject);
    return `${String(kind ?? '').toLowerCase()}/${name ?? ''}`;
  },
  Subobject: object =>
    objectOrEmpty(core(object).involvedObject).fieldPath ?? '',
  Source: object => {
    const event = core(object);
    const { component, host } = objectOrEmpty(event.source);
    return [
      component ?? event.reportingComponent,
      host ?? event.reportingInstance,
    ]
      .filter(Boolean)
      .join(', ');
  },
  Message: object => String(core(object).message ?? '').trim(),
  Count: object => {
    const event = core(object);
    return objectOrEmpty(event.series).count ?? event.count ?? 1;
  },
};

function core(object: ClusterObject): JsonObject {
  return object.apiVersion === 'v1' ? object : eventConversion.toStored(object);
}

function renamed(
  object: JsonObject,
  names: Record<string, string>,
): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([field, value]) => [
      names[field] ?? field,
      value,
    ]),
  );
}

function age(time: unknown, now: number): string {
  const parsed = typeof time === 'string' ? Date.parse(time) : NaN;
  return Number.isNaN(parsed) ? '<unknown>' : humanDuration(now - parsed);
}
