/**
 * One number the runtime tells of. `counter`: goes up by one; `gauge`: the value now; `observation`: one of many, for a histogram.
 *
 * @public
 */
export interface RuntimeMetricDefinition {
  kind: 'counter' | 'gauge' | 'observation';
  labels: readonly string[];
  /** What it is, with its unit. */
  help: string;
}

const ofStore = ['cluster', 'resource'] as const;

/**
 * Every number of the runtime, by name, so that all of them can be registered before the first of them is told.
 *
 * @public
 */
export const runtimeMetricDefinitions = {
  requests: {
    kind: 'counter',
    labels: ['cluster', 'verb', 'resource', 'outcome'],
    help: 'Calls to API servers; outcome is ok, absent or the code of the error',
  },
  reflector_lists: {
    kind: 'counter',
    labels: ['cluster', 'resource', 'outcome'],
    help: 'Whole lists that were read',
  },
  reflector_watches: {
    kind: 'counter',
    labels: ['cluster', 'resource', 'outcome'],
    help: 'Watches that were opened',
  },
  reflector_events: {
    kind: 'counter',
    labels: ['cluster', 'resource', 'type'],
    help: 'Watch events by type',
  },
  reflector_dropped_events: {
    kind: 'counter',
    labels: ofStore,
    help: 'Watch events that were replayed or older than what is known',
  },
  handler_errors: {
    kind: 'counter',
    labels: ofStore,
    help: 'Listeners or index functions that threw',
  },
  queue_failures: {
    kind: 'counter',
    labels: ['queue'],
    help: 'Runs of a worker that threw; the key is tried again later',
  },
  lease_changes: {
    kind: 'counter',
    labels: ['lease', 'change'],
    help: 'Changes of leadership as this process saw its own: acquired, lost, released',
  },
  callback_errors: {
    kind: 'counter',
    labels: ['lease'],
    help: 'Callbacks on leadership that threw',
  },
  request_seconds: {
    kind: 'observation',
    labels: ['cluster', 'verb', 'resource'],
    help: 'Seconds until a call was answered, or until a watch was open',
  },
  work_seconds: {
    kind: 'observation',
    labels: ['queue'],
    help: 'Seconds a run of a worker took',
  },
  store_objects: {
    kind: 'gauge',
    labels: ofStore,
    help: 'Objects in the store',
  },
  store_silence_seconds: {
    kind: 'gauge',
    labels: ofStore,
    help: 'Seconds since the stream of a kind was last heard',
  },
  watch_allowed: {
    kind: 'gauge',
    labels: ofStore,
    help: '1 while the API server lets the kind be watched, else 0',
  },
  queue_ready: {
    kind: 'gauge',
    labels: ['queue'],
    help: 'Keys that could be worked on now',
  },
  queue_waiting: {
    kind: 'gauge',
    labels: ['queue'],
    help: 'Keys that wait for their time',
  },
  queue_working: {
    kind: 'gauge',
    labels: ['queue'],
    help: 'Keys that are being worked on',
  },
  queue_retrying: {
    kind: 'gauge',
    labels: ['queue'],
    help: 'Keys whose last run failed',
  },
  queue_oldest_seconds: {
    kind: 'gauge',
    labels: ['queue'],
    help: 'Seconds for which the oldest ready key has waited for a worker',
  },
  queue_longest_run_seconds: {
    kind: 'gauge',
    labels: ['queue'],
    help: 'Seconds for which the slowest run has been going on',
  },
  leading: {
    kind: 'gauge',
    labels: ['lease'],
    help: '1 while this process holds the lease, else 0',
  },
  lease_transitions: {
    kind: 'gauge',
    labels: ['lease'],
    help: 'How often the lease has changed hands since it was made, as it says itself',
  },
  healthy: {
    kind: 'gauge',
    labels: ['check'],
    help: '1 or 0 for each check of the watchdog: cluster/<name>, reconcile',
  },
} as const satisfies Record<string, RuntimeMetricDefinition>;

type NamesOf<Kind> = {
  [Name in keyof typeof runtimeMetricDefinitions]: (typeof runtimeMetricDefinitions)[Name]['kind'] extends Kind
    ? Name
    : never;
}[keyof typeof runtimeMetricDefinitions];

/** What the runtime counts. @public */
export type RuntimeCounter = NamesOf<'counter'>;

/** What the runtime measures. @public */
export type RuntimeGauge = NamesOf<'gauge' | 'observation'>;

/**
 * Where numbers go: map them to any metrics library, by `runtimeMetricDefinitions`. Both functions are called often, must be
 * quick and must not throw.
 *
 * @public
 */
export interface RuntimeMetrics {
  count(name: RuntimeCounter, labels: Record<string, string>): void;
  measure(
    name: RuntimeGauge,
    labels: Record<string, string>,
    value: number,
  ): void;
}

/** Keeps nothing. @public */
export const noMetrics: RuntimeMetrics = { count: () => {}, measure: () => {} };
