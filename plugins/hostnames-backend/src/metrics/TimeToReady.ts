import { RequestObject } from '../gateways/kinds';
import { ReconcilerMetrics } from './reconcilerMetrics';

/** A request whose Ready has not changed since this long after its creation has never been Ready. Milliseconds. */
const FIRST_LOOK = 60_000;

/**
 * How long requests take until they are Ready for the first time. One that fell back and recovered does not count, nor one
 * whose beginning this process has not seen and cannot tell from the object.
 */
export class TimeToReady {
  /** By key: uids of requests that this process has seen before they had any status. */
  private readonly begun = new Map<string, string>();

  constructor(
    private readonly metrics: Pick<ReconcilerMetrics, 'ready'>,
    private readonly now: () => number,
  ) {}

  /** Told of a request before and after each pass; `key` begins with its cluster. */
  passed(
    key: string,
    before: RequestObject,
    after: RequestObject | undefined,
  ): void {
    const { uid = '', creationTimestamp } = before.metadata;
    const created = Date.parse(creationTimestamp ?? '');
    const ready = readyOf(before);
    if (!ready) this.begun.set(key, uid);
    const isNew = this.begun.get(key) === uid || isFirst(ready, created);
    if (readyOf(after)?.status !== 'True') return;
    this.begun.delete(key);
    if (!isNew || !created || ready?.status === 'True') return;
    const [cluster] = key.split('/');
    this.metrics.ready(cluster, Math.max(0, this.now() - created) / 1000);
  }

  /** The request is gone. */
  forget(key: string): void {
    this.begun.delete(key);
  }
}

function readyOf(request: RequestObject | undefined) {
  return request?.status?.conditions?.find(({ type }) => type === 'Ready');
}

function isFirst(ready: ReturnType<typeof readyOf>, created: number): boolean {
  const since = Date.parse(ready?.lastTransitionTime ?? '');
  return ready?.status !== 'True' && since - created <= FIRST_LOOK;
}
