import { Clock, StoreChange } from '@hostmaster/kubernetes-runtime';
import { HostnamesConfig } from '../config';
import { ClaimObject, RequestObject } from '../gateways/kinds';
import { namesOf } from '../gateways/requestNames';
import { ClusterWorld } from '../reconciler/ClusterWorld';
import { BrakeRequest, assessBrake } from './brake.decide';
import { RETAINED_ANNOTATION } from './claims';
import { expiresAt } from './expiry.pure';
import { Subject, subjectKey } from './Subject';

/** On a request that is being deleted: a person has looked at it, and it may go whatever else goes. */
export const CONFIRM_ANNOTATION = 'hostmaster.dev/confirm-deletion';

/** For so long a deletion that is done counts together with those that follow. */
const WINDOW = 10 * 60_000;

/**
 * Keeps many removals at once from happening before a person has looked, whatever they come from: requests that are deleted or
 * whose time is over, names taken off requests that stay, and claims whose request has vanished.
 */
export class Brake {
  private readonly finished: Array<{ request: BrakeRequest; at: number }> = [];
  private assessed?: { at: number; held: Map<string, string> };

  constructor(
    private readonly config: Pick<HostnamesConfig, 'brake'>,
    private readonly clusters: () => ReadonlyArray<ClusterWorld>,
    private readonly clock: Clock,
  ) {}

  /** Why the removal has to wait for a person; undefined: it may go on. */
  holds(subject: Subject): string | undefined {
    return this.held().get(subjectKey(subject.identity));
  }

  /** A removal has been carried out: of a request, or of the names it does not ask for any more. */
  released(subject: Subject): void {
    const request = asBrakeRequest(
      subject.identity.cluster,
      subject.request,
      this.clock.now(),
    );
    const names = subject.names.length || request.names;
    this.finished.push({
      request: {
        ...request,
        names,
        records: (request.records / Math.max(1, request.names)) * names,
        deleting: true,
        finished: true,
      },
      at: this.clock.monotonic(),
    });
    this.assessed = undefined;
  }

  /** A request changed: removals and confirmations are counted anew. */
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
    const wall = this.clock.now();
    const going = this.clusters().flatMap(({ name, stores }) => [
      ...stores.requests
        .list()
        .map(request => asBrakeRequest(name, request, wall)),
      ...leftClaims(name, stores),
    ]);
    // For a moment a request that has just been let go is still seen.
    const seen = new Set(
      going.filter(({ deleting }) => deleting).map(({ key }) => key),
    );
    const recent = this.finished
      .map(({ request }) => request)
      .filter(({ key }) => !seen.has(key));
    const held = assessBrake([...going, ...recent], this.config.brake);
    this.assessed = { at: now, held };
    return held;
  }
}

function stateOf(request: RequestObject): string {
  const { deletionTimestamp, annotations } = request.metadata;
  return [
    deletionTimestamp,
    annotations?.[CONFIRM_ANNOTATION],
    ...namesOf(request),
  ].join();
}

function asBrakeRequest(
  cluster: string,
  request: RequestObject,
  now: number,
): BrakeRequest {
  const { namespace = '', name, annotations } = request.metadata;
  return {
    key: subjectKey({ cluster, namespace, name }),
    cluster,
    zone: request.status?.zone,
    names: namesOf(request).length,
    records: namesOf(request).length * (request.spec.dns?.records?.length ?? 2),
    deleting:
      request.metadata.deletionTimestamp !== undefined ||
      (expiresAt(request) ?? Infinity) <= now,
    served: request.status?.assignedLoadBalancer !== undefined,
    confirmed: annotations?.[CONFIRM_ANNOTATION] === 'true',
    retained: request.spec.deletionPolicy === 'Retain',
  };
}

/** Names that are held for requests which do not ask for them any more, or are not there: by owner. */
function leftClaims(
  cluster: string,
  { requests, claims }: ClusterWorld['stores'],
): BrakeRequest[] {
  if (!requests.hasSynced() || !claims.hasSynced()) return [];
  const byOwner = new Map<string, ClaimObject[]>();
  for (const claim of claims.list()) {
    const { owner, state, hostname } = claim.spec;
    if (!owner || state === 'released') continue;
    if (claim.metadata.annotations?.[RETAINED_ANNOTATION]) continue;
    const request = requests.get(owner);
    // What a request that is being deleted has is counted with the request.
    if (request?.metadata.deletionTimestamp) continue;
    if (request && namesOf(request).includes(hostname)) continue;
    const key = `${owner.namespace}/${owner.name}`;
    byOwner.set(key, [...(byOwner.get(key) ?? []), claim]);
  }
  return [...byOwner].map(([owner, left]): BrakeRequest => {
    const [namespace, name] = owner.split('/');
    const request = requests.get({ namespace, name });
    const [{ spec }] = left;
    const zone = request?.status?.zone;
    return {
      key: subjectKey({ cluster, namespace, name }),
      cluster,
      zone:
        zone ??
        (spec.zoneId ? { id: spec.zoneId, name: spec.zoneId } : undefined),
      names: left.length,
      records: 2 * left.length,
      deleting: true,
      // What it still asks for is counted by itself: this is no sign that everything goes.
      finished: request !== undefined,
      served: true,
      confirmed: [...left, ...(request ? [request] : [])].some(
        ({ metadata }) => metadata.annotations?.[CONFIRM_ANNOTATION] === 'true',
      ),
      retained: false,
    };
  });
}
