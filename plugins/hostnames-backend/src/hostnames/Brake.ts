import { Clock, StoreChange } from '@hostmaster/kubernetes-runtime';
import { HostnamesConfig } from '../config';
import { RequestObject } from '../gateways/kinds';
import { namesOf } from '../gateways/requestNames';
import { ClusterWorld } from '../reconciler/ClusterWorld';
import { BrakeRequest, assessBrake } from './brake.decide';
import { Subject, subjectKey } from './Subject';

/** On a request that is being deleted: a person has looked at it, and it may go whatever else goes. */
export const CONFIRM_ANNOTATION = 'hostmaster.dev/confirm-deletion';

/** For so long a deletion that is done counts together with those that follow. */
const WINDOW = 10 * 60_000;

/** Keeps many deletions at once from happening before a person has looked. */
export class Brake {
  private readonly finished: Array<{ request: BrakeRequest; at: number }> = [];
  private assessed?: { at: number; held: Map<string, string> };

  constructor(
    private readonly config: Pick<HostnamesConfig, 'brake'>,
    private readonly clusters: () => ReadonlyArray<ClusterWorld>,
    private readonly clock: Clock,
  ) {}

  /** Why the deletion has to wait for a person; undefined: it may go on. */
  holds(subject: Subject): string | undefined {
    return this.held().get(subjectKey(subject.identity));
  }

  /** A deletion has been carried out. */
  released(subject: Subject): void {
    const request = asBrakeRequest(subject.identity.cluster, subject.request);
    this.finished.push({
      request: { ...request, finished: true },
      at: this.clock.monotonic(),
    });
  }

  /** A request changed: deletions and confirmations are counted anew. */
  noticed(change: StoreChange<RequestObject>): void {
    const before = change.kind === 'changed' ? stateOf(change.before) : '';
    if (change.kind === 'deleted' || before !== stateOf(change.object)) {
      this.assessed = undefined;
    }
  }

  private held(): Map<string, string> {
    const now = this.clock.monotonic();
    if (this.assessed && now - this.assessed.at < 1_000) {
      return this.assessed.held;
    }
    while (this.finished[0] && this.finished[0].at + WINDOW < now) {
      this.finished.shift();
    }
    const requests = this.clusters().flatMap(({ name, stores }) =>
      stores.requests.list().map(request => asBrakeRequest(name, request)),
    );
    const recent = this.finished.map(({ request }) => request);
    const held = assessBrake([...requests, ...recent], this.config.brake);
    this.assessed = { at: now, held };
    return held;
  }
}

function stateOf({ metadata }: RequestObject): string {
  return `${metadata.deletionTimestamp} ${metadata.annotations?.[CONFIRM_ANNOTATION]}`;
}

function asBrakeRequest(cluster: string, request: RequestObject): BrakeRequest {
  const { namespace = '', name, annotations } = request.metadata;
  return {
    key: subjectKey({ cluster, namespace, name }),
    cluster,
    zone: request.status?.zone,
    names: namesOf(request).length,
    records: namesOf(request).length * (request.spec.dns?.records?.length ?? 2),
    deleting: request.metadata.deletionTimestamp !== undefined,
    served: request.status?.assignedLoadBalancer !== undefined,
    confirmed: annotations?.[CONFIRM_ANNOTATION] === 'true',
    retained: request.spec.deletionPolicy === 'Retain',
  };
}
