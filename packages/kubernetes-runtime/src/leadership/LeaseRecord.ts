import { Lease, leaseKind, microTime } from '../client/coreKinds';
import { KubernetesError } from '../client/errors';
import { ClusterClient } from '../client/types';
import { Clock } from '../clock/Clock';

/** Says that the last holder itself gave the lease up, after all its writes had ended. */
const RELEASED_BY = 'kubernetes-runtime/released-by';

/** What stands in the cluster. @internal */
export interface ObservedLease {
  /** Left out: the lease does not exist. */
  lease?: Lease;
  /** Monotonic time at which it was first seen like this. */
  since: number;
}

/**
 * The Lease object as one contender sees it: every write is a compare-and-set on the version that was seen, and what others
 * wrote counts from the moment it was seen, by the monotonic clock, never by the times written in it.
 *
 * @internal
 */
export class LeaseRecord {
  private observed: ObservedLease | undefined;
  /** The `renewTime` of our last write, whether or not its answer came. */
  private written: string | undefined;

  constructor(
    private readonly of: {
      client: ClusterClient;
      namespace: string;
      name: string;
      /** Unique to this contender, whatever identity it was given. */
      holder: string;
      clock: Clock;
      leaseDuration: number;
    },
  ) {}

  /** Reads the lease. */
  async look(signal: AbortSignal): Promise<ObservedLease> {
    const { client, namespace, name } = this.of;
    const lease = await client.get(leaseKind, { namespace, name }, { signal });
    return this.see(lease);
  }

  holder(): string | undefined {
    return this.observed?.lease?.spec?.holderIdentity || undefined;
  }

  /** How often the lease has changed hands, as last seen; undefined: it was not seen yet, or is missing. */
  transitions(): number | undefined {
    return this.observed?.lease?.spec?.leaseTransitions;
  }

  isOurs(): boolean {
    return this.holder() === this.of.holder;
  }

  /**
   * Whether nobody can be leading by what was observed: the last holder has released it, or it has stood unchanged for as long
   * as a lease lasts. A lease that is missing, empty or names us without our doing may have been held until a moment ago: it
   * must stand as long.
   */
  isFree(): boolean {
    if (!this.observed) return false;
    const { lease, since } = this.observed;
    if (
      lease &&
      !lease.spec?.holderIdentity &&
      lease.metadata.annotations?.[RELEASED_BY]
    )
      return true;
    // Our own write, whose answer was lost.
    if (
      this.isOurs() &&
      this.written !== undefined &&
      lease?.spec?.renewTime === this.written
    )
      return true;
    const named = (lease?.spec?.leaseDurationSeconds ?? 0) * 1000;
    return (
      this.of.clock.monotonic() >=
      since + Math.max(this.of.leaseDuration, named)
    );
  }

  /** Writes us as the holder. @throws KubernetesError `Conflict` or `AlreadyExists`: somebody else was faster */
  async take(signal: AbortSignal): Promise<void> {
    const { clock, holder, leaseDuration } = this.of;
    const before = this.observed?.lease?.spec;
    const renewing = this.isOurs();
    const now = microTime(clock.now());
    await this.write(
      {
        ...before,
        holderIdentity: holder,
        leaseDurationSeconds: Math.ceil(leaseDuration / 1000),
        acquireTime: renewing ? before?.acquireTime ?? now : now,
        renewTime: now,
        leaseTransitions: renewing
          ? before?.leaseTransitions ?? 0
          : (before?.leaseTransitions ?? -1) + 1,
      },
      undefined,
      signal,
    );
  }

  /** Writes that nobody holds it, and that this was us. */
  async release(signal: AbortSignal): Promise<void> {
    const before = this.observed?.lease?.spec;
    await this.write(
      {
        ...before,
        holderIdentity: '',
        leaseDurationSeconds: 1,
        renewTime: microTime(this.of.clock.now()),
      },
      this.of.holder,
      signal,
    );
  }

  private see(lease: Lease | undefined): ObservedLease {
    const before = this.observed;
    const same =
      before !== undefined &&
      before.lease?.metadata.resourceVersion ===
        lease?.metadata.resourceVersion &&
      before.lease?.metadata.uid === lease?.metadata.uid;
    this.observed = {
      lease,
      since: same ? before.since : this.of.clock.monotonic(),
    };
    return this.observed;
  }

  private async write(
    spec: Lease['spec'],
    releasedBy: string | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const { client, namespace, name } = this.of;
    const before = this.observed?.lease;
    this.written = spec?.renewTime;
    const { [RELEASED_BY]: _, ...annotations } =
      before?.metadata.annotations ?? {};
    const lease: Lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: {
        ...before?.metadata,
        namespace,
        name,
        annotations: {
          ...annotations,
          ...(releasedBy ? { [RELEASED_BY]: releasedBy } : {}),
        },
      },
      spec,
    };
    if (before && !before.metadata.resourceVersion) {
      throw new KubernetesError(
        'BadResponse',
        `the lease ${namespace}/${name} has no resourceVersion`,
      );
    }
    this.see(
      before
        ? await client.replace(leaseKind, lease, { signal })
        : await client.create(leaseKind, lease, { signal }),
    );
  }
}
