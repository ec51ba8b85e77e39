import {
  Clock,
  KubernetesError,
  KubernetesEvent,
  eventKind,
  microTime,
} from '@hostmaster/kubernetes-runtime';
import { LoggerService } from '@backstage/backend-plugin-api';
import { RequestObject } from '../gateways/kinds';
import { oneLine } from '../logging/oneLine';
import { ClusterWorld } from '../reconciler/ClusterWorld';

const CONTROLLER = 'hostmaster.dev/hostnames';
/** An Event that comes again within this time is counted in the one that is there. Milliseconds. */
const SERIES_LASTS = 30 * 60_000;
/** The count of a series is written at most this often. */
const SERIES_EVERY = 60_000;
/** Events that a request may have at once, and the time after which it may have one more. */
const BURST = 25;
const ONE_MORE_AFTER = 5 * 60_000;
/** Events and requests that are remembered. */
const REMEMBERED = 20_000;

/** What became of an Event: `series`: counted in one that is there; `dropped`: too many of this request. */
export type EventOutcome = 'written' | 'series' | 'dropped' | 'failed';

interface Series {
  /** Of the Event that stands for all. */
  name: string;
  count: number;
  /** Monotonic ms. */
  seenAt: number;
  writtenAt: number;
}

/** An Event to be written; the same `reason`, `action` and `note` are the same Event. */
export interface RequestEvent {
  type: 'Normal' | 'Warning';
  reason: string;
  action: string;
  note: string;
}

/**
 * Writes Events about requests. An Event that cannot be written is lost: nothing depends on it.
 *
 * The same Event again becomes a series of the first (`series.count`; the count may lag by a minute), and a request that has
 * very many different ones gets one every five minutes: a condition that flips cannot fill the cluster with Events.
 */
export class EventRecorder {
  private count = 0;
  private readonly series = new Map<string, Series>();
  private readonly allowances = new Map<
    string,
    { left: number; filledAt: number }
  >();

  constructor(
    private readonly instance: string,
    private readonly clock: Clock,
    private readonly logger: LoggerService,
    private readonly onOutcome: (
      cluster: string,
      outcome: EventOutcome,
    ) => void = () => {},
  ) {}

  async record(
    cluster: ClusterWorld,
    request: RequestObject,
    event: RequestEvent,
  ): Promise<void> {
    try {
      const outcome = await this.write(cluster, request, event);
      this.onOutcome(cluster.name, outcome);
    } catch (error) {
      this.onOutcome(cluster.name, 'failed');
      this.logger.debug(
        `The event ${event.reason} of ${request.metadata.namespace}/${request.metadata.name} was not written`,
        error as Error,
      );
    }
  }

  private async write(
    cluster: ClusterWorld,
    request: RequestObject,
    event: RequestEvent,
  ): Promise<EventOutcome> {
    // Nothing can be created in a namespace that is being deleted.
    if (isEnding(cluster, request)) return 'dropped';
    const now = this.clock.monotonic();
    const { uid = '' } = request.metadata;
    const subject = `${cluster.name}/${uid}`;
    const key = JSON.stringify([
      subject,
      event.type,
      event.reason,
      event.action,
      event.note,
    ]);
    const known = this.series.get(key);
    if (known && now - known.seenAt < SERIES_LASTS) {
      known.count++;
      known.seenAt = now;
      if (known.count > 2 && now - known.writtenAt < SERIES_EVERY)
        return 'series';
      known.writtenAt = now;
      if (await this.continueSeries(cluster, request, known)) return 'series';
    }
    this.series.delete(key);
    if (!this.mayWrite(subject, now)) return 'dropped';
    const object = this.objectOf(request, event);
    await cluster.client.create(eventKind, object);
    remember(this.series, key, {
      name: object.metadata.name,
      count: 1,
      seenAt: now,
      writtenAt: now,
    });
    return 'written';
  }

  /** False: the Event is gone; the API server keeps them for an hour as a rule. */
  private async continueSeries(
    cluster: ClusterWorld,
    { metadata: { namespace } }: RequestObject,
    { name, count }: Series,
  ): Promise<boolean> {
    const lastObservedTime = microTime(this.clock.now());
    try {
      await cluster.client.patch(
        eventKind,
        { namespace, name },
        { type: 'merge', body: { series: { count, lastObservedTime } } },
      );
      return true;
    } catch (error) {
      if (error instanceof KubernetesError && error.code === 'NotFound')
        return false;
      throw error;
    }
  }

  private mayWrite(subject: string, now: number): boolean {
    const known = this.allowances.get(subject);
    const earned = known
      ? Math.floor((now - known.filledAt) / ONE_MORE_AFTER)
      : 0;
    const left = Math.min(BURST, (known?.left ?? BURST) + earned);
    const filledAt = known ? known.filledAt + earned * ONE_MORE_AFTER : now;
    this.allowances.delete(subject);
    remember(this.allowances, subject, {
      left: Math.max(0, left - 1),
      filledAt: left === BURST ? now : filledAt,
    });
    return left > 0;
  }

  private objectOf(
    { apiVersion, kind, metadata }: RequestObject,
    event: RequestEvent,
  ): KubernetesEvent {
    const { namespace, name, uid, resourceVersion } = metadata;
    const time = this.clock.now();
    const suffix = `${time.toString(16)}${(this.count++ % 4096)
      .toString(16)
      .padStart(3, '0')}`;
    return {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: `${name.slice(0, 200)}.${suffix}`, namespace },
      eventTime: microTime(time),
      reportingController: CONTROLLER,
      reportingInstance: this.instance.slice(0, 128),
      action: event.action.slice(0, 128),
      reason: event.reason.slice(0, 128),
      type: event.type,
      note: oneLine(event.note).slice(0, 1024),
      regarding: { apiVersion, kind, namespace, name, uid, resourceVersion },
    };
  }
}

function isEnding(
  { stores }: ClusterWorld,
  { metadata: { namespace = '' } }: RequestObject,
): boolean {
  const { deletionTimestamp } =
    stores.namespaces.get({ name: namespace })?.metadata ?? {};
  return deletionTimestamp !== undefined;
}

/** Adds the newest, forgets the oldest beyond what is remembered. */
function remember<T>(map: Map<string, T>, key: string, value: T): void {
  map.set(key, value);
  if (map.size <= REMEMBERED) return;
  for (const oldest of map.keys()) {
    map.delete(oldest);
    return;
  }
}
