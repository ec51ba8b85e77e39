import {
  DnsZone,
  ProviderError,
  ProviderRuntime,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { CallPriority } from '../budget/FairQueue';
import { Poller } from '../views/Poller';
import { ReadProgress, SharedRead } from '../views/SharedRead';
import { Route53Api } from './Route53Api';

/** Name servers of so many zones are asked for at once, those of the others in the background. */
const NAME_SERVERS_AT_ONCE = 10;

/** Of zones that are not listed any more, so many are asked for. */
const CHECKED_AT_ONCE = 3;

/** All hosted zones of the account, with the name servers of the public ones (asked for once: they never change). */
export class ZoneDirectory {
  private readonly listing: SharedRead<DnsZone[]>;
  private readonly nameServers = new Map<string, string[]>();
  private isFilling = false;

  constructor(
    private readonly options: {
      api: Route53Api;
      runtime: ProviderRuntime;
      intervalMs: number;
    },
  ) {
    const { clock, signal } = options.runtime;
    this.listing = new SharedRead(clock, progress => this.list(progress));
    const poller = new Poller({
      clock,
      signal,
      interval: () => options.intervalMs,
      run: async () => {
        if (!this.listing.latest()) return;
        await this.listing.newerThan(clock.monotonic() - 1, { urgent: false });
      },
    });
    poller.hurry();
  }

  /** Without `maxAgeMs` an older list is better than none. @throws ProviderError */
  async zones(options: {
    maxAgeMs?: number;
    signal?: AbortSignal;
  }): Promise<{ zones: DnsZone[]; listedAt: number }> {
    const now = this.options.runtime.clock.monotonic();
    const age = options.maxAgeMs ?? 2 * this.options.intervalMs;
    try {
      const { startedAt } = await this.listing.newerThan(now - age - 1, {
        signal: options.signal,
      });
      return { zones: this.known(), listedAt: startedAt };
    } catch (error) {
      const known = this.listing.latest();
      options.signal?.throwIfAborted();
      if (!known || options.maxAgeMs !== undefined) throw error;
      return { zones: this.known(), listedAt: known.startedAt };
    }
  }

  /** The zone of that id; asks anew (at most every ten seconds) before it says that there is none. */
  async zone(
    zoneId: string,
    signal?: AbortSignal,
  ): Promise<DnsZone | undefined> {
    const find = () => this.known().find(({ id }) => id === zoneId);
    const known = find();
    if (known) return known;
    await this.zones({ maxAgeMs: 10_000, signal });
    return find();
  }

  get ageMs(): number | undefined {
    const latest = this.listing.latest();
    return latest && this.options.runtime.clock.monotonic() - latest.startedAt;
  }

  private known(): DnsZone[] {
    return (this.listing.latest()?.value ?? []).map(zone => ({
      ...zone,
      nameServers: this.nameServers.get(zone.id) ?? [],
    }));
  }

  private async list(progress: ReadProgress): Promise<DnsZone[]> {
    const zones = await this.options.api.listZones(progress);
    await this.requireGone(zones, progress.priority());
    const unknown = zones.filter(
      ({ id, visibility }) =>
        visibility === 'public' && !this.nameServers.has(id),
    );
    if (unknown.length <= NAME_SERVERS_AT_ONCE) {
      await this.fillNameServers(unknown, progress.priority());
    } else {
      void this.fillInBackground(unknown);
    }
    return zones;
  }

  /**
   * A zone that was listed and is not any more is asked for by its id, before anybody is told that it is gone.
   *
   * @throws ProviderError `unavailable`: it is there, and the listing is wrong
   */
  private async requireGone(
    zones: DnsZone[],
    priority: CallPriority,
  ): Promise<void> {
    const listed = new Set(zones.map(({ id }) => id));
    const missing = (this.listing.latest()?.value ?? []).filter(
      ({ id }) => !listed.has(id),
    );
    for (const { id, name } of missing.slice(0, CHECKED_AT_ONCE)) {
      const isThere = await this.options.api.nameServers(id, priority).then(
        () => true,
        error => error.code !== 'notFound' && error.code !== 'denied',
      );
      if (isThere)
        throw new ProviderError(
          'unavailable',
          `Route 53 ListHostedZones: the answer lacks the zone ${name}, which has not been deleted`,
          { service: 'Route 53', operation: 'ListHostedZones' },
        );
    }
  }

  private async fillInBackground(zones: DnsZone[]): Promise<void> {
    if (this.isFilling) return;
    this.isFilling = true;
    await this.fillNameServers(zones, 'low');
    this.isFilling = false;
  }

  /** A zone whose name servers cannot be had (no right to GetHostedZone) simply does not tell them. */
  private async fillNameServers(
    zones: DnsZone[],
    priority: CallPriority,
  ): Promise<void> {
    for (const { id } of zones) {
      if (this.options.runtime.signal.aborted) return;
      const servers = await this.options.api
        .nameServers(id, priority)
        .catch(() => undefined);
      if (servers) this.nameServers.set(id, servers);
    }
  }
}
