/**
 * What the runtime counts.
 *
 * | name | labels |
 * | --- | --- |
 * | `requests` | cluster, verb, resource, outcome (`ok`, `absent` or the error's code) |
 * | `reflector_lists`, `reflector_watches` | cluster, resource, outcome |
 * | `reflector_events` | cluster, resource, type |
 * | `reflector_dropped_events` | cluster, resource: replayed or older than what is known |
 * | `handler_errors` | cluster, resource: a listener or index function threw |
 * | `queue_failures` | queue: a worker threw |
 * | `lease_changes` | lease, change (`acquired`, `lost`, `released`) |
 * | `callback_errors` | lease: `onStartedLeading` or `onStoppedLeading` threw |
 *
 * @public
 */
export type RuntimeCounter =
  | 'requests'
  | 'reflector_lists'
  | 'reflector_watches'
  | 'reflector_events'
  | 'reflector_dropped_events'
  | 'handler_errors'
  | 'queue_failures'
  | 'lease_changes'
  | 'callback_errors';

/**
 * What the runtime measures.
 *
 * | name | labels | unit |
 * | --- | --- | --- |
 * | `request_seconds` | cluster, verb, resource | duration of a call, or until a watch was open |
 * | `work_seconds` | queue | duration of a worker's run |
 * | `store_objects` | cluster, resource | objects in the store |
 * | `store_silence_seconds` | cluster, resource | since the stream was last heard |
 * | `watch_allowed` | cluster, resource | 1 or 0: the server lets us watch |
 * | `queue_ready`, `queue_waiting`, `queue_working` | queue | keys |
 * | `leading` | lease | 1 or 0 |
 * | `healthy` | check (`cluster/<name>`, `reconcile`) | 1 or 0 |
 *
 * @public
 */
export type RuntimeGauge =
  | 'request_seconds'
  | 'work_seconds'
  | 'store_objects'
  | 'store_silence_seconds'
  | 'watch_allowed'
  | 'queue_ready'
  | 'queue_waiting'
  | 'queue_working'
  | 'leading'
  | 'healthy';

/**
 * Where numbers go: map them to any metrics library. Both functions are called often, must be quick and must not throw.
 * Names ending in `_seconds` except `store_silence_seconds` are single observations, for a histogram; other measurements are
 * the current value.
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
