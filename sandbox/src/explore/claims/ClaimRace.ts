import {
  claimHostname,
  ChainDeps,
  GrantWriter,
  Notes,
  Subject,
} from '@hostmaster/backstage-plugin-hostnames-backend/testUtils';
import {
  MANAGED_BY,
  deepestZone,
} from '@hostmaster/backstage-plugin-hostnames-common';
import {
  DnsRecord,
  DnsZone,
  GatewayProfile,
  ZoneView,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { Clock } from '@hostmaster/kubernetes-runtime';
import { RaceCluster } from './RaceCluster';
import { RaceZone, apply, viewOfListing } from './RaceZone';
import { Contender, RaceSetup, ZONES } from './raceSetups';

/** Chooses one of `count` possibilities, from 0. */
export type Choose = (count: number) => number;

/** More calls than any race needs: one that goes on writing for ever is a failure. */
const MOST_CALLS = 2_000;
const NOW = Date.parse('2026-01-01T00:00:00Z');

const profile = {
  name: 'alb-public',
  gatewayClass: 'alb',
  certificates: 'acm',
  dns: 'route53',
  placement: 'pool',
  listeners: 'listenerSet',
} as unknown as GatewayProfile;

/** Records of others, which have to be as they were afterwards. */
const FOREIGN: Array<DnsRecord & { zone: string }> = [
  { zone: 'Z1', name: 'mail.example.com', type: 'A', values: ['192.0.2.9'] },
  { zone: 'Z1', name: 'example.com', type: 'MX', values: ['10 mail'] },
  {
    zone: 'Z1',
    name: 'a-old.shop.example.com',
    type: 'TXT',
    values: ['"heritage=external-dns,external-dns/owner=edge"'],
  },
  {
    zone: 'Z1',
    name: 'notes._hostmaster.example.com',
    type: 'TXT',
    values: ['"nothing of ours"'],
  },
  { zone: 'Z2', name: 'www.team.example.com', type: 'CNAME', values: ['x.'] },
];

type Decision = Awaited<ReturnType<typeof claimHostname.look>>;

/** A call before which a contender stands. */
type PendingCall =
  | { kind: 'list' }
  | { kind: 'submit'; zoneId: string }
  | { kind: 'cluster'; name: string };

/** Whether two calls have the same results in either order. */
function isIndependent(left: PendingCall, right: PendingCall): boolean {
  if (left.kind === 'cluster' || right.kind === 'cluster') {
    return (
      left.kind !== right.kind ||
      (left.kind === 'cluster' &&
        right.kind === 'cluster' &&
        left.name !== right.name)
    );
  }
  if (left.kind === 'list' && right.kind === 'list') return true;
  return (
    left.kind === 'submit' &&
    right.kind === 'submit' &&
    left.zoneId !== right.zoneId
  );
}

/**
 * One race for names: the claim step of every contender, looked at and acted on again and again until nobody has anything to
 * do, in an order that `choose` decides call by call. Each sees the zones through a listing of its own that may be old, as the
 * providers promise it: never older than its own last write where that is asked for.
 */
export class ClaimRace {
  readonly zones: RaceZone[];
  readonly racers: Racer[];
  readonly foreign: DnsRecord[] = FOREIGN;
  calls = 0;
  private tick = 0;

  constructor(
    readonly setup: RaceSetup,
    private readonly choose: Choose,
    readonly options: {
      /** No order is left out as redundant: for orders chosen at random. */
      everyOrder?: boolean;
      /** Breaks the zones, to see that it is noticed. */
      broken?: 'listingsMayBeOlder' | 'createReplaces';
    } = {},
  ) {
    this.zones = ZONES.map(
      zone =>
        new RaceZone(
          { ...zone, visibility: 'public', nameServers: [] },
          FOREIGN.filter(record => record.zone === zone.id),
        ),
    );
    const clusters = new Map<string, RaceCluster>();
    for (const { installation, cluster } of setup.contenders) {
      const key = `${installation}/${cluster}`;
      if (!clusters.has(key)) clusters.set(key, new RaceCluster(cluster));
    }
    const shared = (contender: Contender) =>
      setup.contenders.filter(
        ({ installation, cluster }) =>
          installation === contender.installation &&
          cluster === contender.cluster,
      ).length > 1;
    this.racers = setup.contenders.map(
      (contender, index) =>
        new Racer(this, contender, index, {
          cluster: clusters.get(
            `${contender.installation}/${contender.cluster}`,
          )!,
          installation: [...clusters]
            .filter(([key]) => key.startsWith(`${contender.installation}/`))
            .map(([, cluster]) => cluster),
          isShared: shared(contender),
        }),
    );
  }

  /**
   * Runs until everybody rests with a listing that is up to date. Of two neighbouring calls that cannot notice each other only
   * one order is run: 'redundant' is a run that would only repeat another one in other words.
   *
   * @throws what a racer threw
   */
  async run(): Promise<'ran' | 'redundant'> {
    for (const racer of this.racers) await racer.start();
    let before:
      | { racer: number; call: PendingCall; able: Set<Racer> }
      | undefined;
    for (;;) {
      const able = this.racers.filter(racer => racer.canGo());
      if (able.length === 0) return 'ran';
      const last = this.options.everyOrder ? undefined : before;
      const fresh = last
        ? able.filter(
            racer =>
              racer.index >= last.racer ||
              !last.able.has(racer) ||
              !isIndependent(racer.pending, last.call),
          )
        : able;
      if (fresh.length === 0) return 'redundant';
      const next = fresh[fresh.length === 1 ? 0 : this.choose(fresh.length)];
      before = { racer: next.index, call: next.pending, able: new Set(able) };
      await next.go();
      this.calls += 1;
      if (this.calls > MOST_CALLS)
        throw new Error(`no end after ${MOST_CALLS} calls`);
    }
  }

  now(): number {
    return this.tick;
  }

  /** Something outside happens: time passes. */
  advance(): number {
    this.tick += 1;
    return this.tick;
  }

  /** Whether an old listing that is good enough is used all the same. */
  servesOld(): boolean {
    return this.choose(2) === 1;
  }
}

/** One contender's process, stopped before every call that others can notice. */
export class Racer {
  decision?: Decision;
  /** The call before which it stands. */
  pending: PendingCall = { kind: 'list' };
  readonly key: string;
  private resume?: () => void;
  private paused: () => void = () => {};
  private failure?: { error: unknown };
  private isResting = false;
  /** A listing turned out to differ from the one before, which may have been decided on. */
  private hasNoticed = false;
  private readonly listings = new Map<
    string,
    { records: Map<string, DnsRecord>; at: number; version: number }
  >();
  private readonly deps: ChainDeps;
  private readonly subject: Subject;
  /** Of its cluster, when it looked last: its watch tells of what comes later. */
  private watched = 0;

  constructor(
    private readonly race: ClaimRace,
    readonly contender: Contender,
    readonly index: number,
    private readonly place: {
      cluster: RaceCluster;
      installation: RaceCluster[];
      isShared: boolean;
    },
  ) {
    const { installation, cluster, namespace, names } = contender;
    this.key = `${installation}/${cluster}/${namespace}`;
    const request = place.cluster.put('GatewayHostnameRequest', {
      apiVersion: 'hostmaster.dev/v1alpha1',
      kind: 'GatewayHostnameRequest',
      metadata: {
        namespace,
        name: 'web',
        uid: `uid-of-${index}`,
        annotations: { 'hostmaster.dev/owner': `group:default/${namespace}` },
      },
      spec: {
        hostname: names[0],
        environment: 'prod',
        gatewayClass: profile.name,
      },
    });
    this.subject = {
      identity: { installation, cluster, namespace, name: 'web' },
      uid: `uid-of-${index}`,
      request,
      hostname: names[0],
      names: names.map(hostname => {
        const zone = deepestZone(hostname.replace(/^\*\./, ''), ZONES)!;
        return { hostname, zone, validationZone: zone };
      }),
      profile,
    };
    // Calls to a cluster nobody else uses are noticed by nobody: their order against others' makes no difference.
    const turn = () =>
      place.isShared
        ? this.pause({ kind: 'cluster', name: `${installation}/${cluster}` })
        : Promise.resolve();
    const world = place.cluster.world(turn);
    const clock = {
      now: () => NOW,
      monotonic: () => race.now(),
    } as unknown as Clock;
    this.deps = {
      config: { installation },
      clock,
      cluster: world,
      clusters: place.installation.map(each =>
        each === place.cluster ? world : each.world(turn),
      ),
      providers: { dns: () => this.dns() },
      grants: new GrantWriter(world),
      notes: new Notes(clock),
    } as unknown as ChainDeps;
  }

  async start(): Promise<void> {
    const stopped = this.untilPaused();
    this.live().catch(error => {
      this.failure = { error };
      this.paused();
    });
    await stopped;
    this.throwFailure();
  }

  canGo(): boolean {
    if (!this.resume) return false;
    return !this.isResting || this.hasNoticed || this.isOutdated();
  }

  async go(): Promise<void> {
    const stopped = this.untilPaused();
    const { resume } = this;
    this.resume = undefined;
    resume?.();
    await stopped;
    this.throwFailure();
  }

  /** One more look with everything as it is now. */
  async lookAnew(): Promise<Decision> {
    this.listings.clear();
    this.pause = async () => {};
    return claimHostname.look(this.subject, this.deps, () => NOW);
  }

  private async live(): Promise<void> {
    await this.pause({ kind: 'list' });
    for (;;) {
      this.hasNoticed = false;
      this.watched = this.place.cluster.version;
      const decision = await this.attempt();
      if (!decision || decision.kind === 'act') continue;
      this.decision = decision;
      this.isResting = true;
      await this.pause({ kind: 'list' });
      // A change in a zone was noticed, and with it what it is now.
      this.isResting = false;
      for (const { zone } of this.race.zones) {
        if (this.listings.has(zone.id)) this.list(zone.id);
      }
    }
  }

  /** One pass; undefined when the world was not as it had been seen. */
  private async attempt(): Promise<Decision | undefined> {
    try {
      const decision = await claimHostname.look(
        this.subject,
        this.deps,
        () => NOW,
      );
      if (decision.kind === 'act') await decision.action();
      return decision;
    } catch (error) {
      const { name, code } = error as { name: string; code?: string };
      const isStale =
        name === 'LookAgainError' ||
        code === 'Conflict' ||
        code === 'AlreadyExists' ||
        code === 'NotFound';
      if (!isStale) throw error;
      return undefined;
    }
  }

  private dns() {
    return {
      zones: async () => ({
        zones: this.race.zones.map(({ zone }) => zone),
        listedAt: 0,
      }),
      view: async (zoneId: string, { newerThan }: { newerThan?: number }) =>
        this.view(zoneId, newerThan),
      submit: async (
        zoneId: string,
        _subject: unknown,
        changes: Parameters<RaceZone['submit']>[1],
      ) => {
        await this.pause({ kind: 'submit', zoneId });
        this.race.advance();
        const replaces = this.race.options.broken === 'createReplaces';
        const outcome = this.zone(zoneId).submit(this.key, changes, replaces);
        const own = this.listings.get(zoneId);
        if (outcome.kind === 'applied' && own) {
          for (const change of [...changes].sort((left, right) =>
            right.action.localeCompare(left.action),
          ))
            apply(own.records, change);
        }
        return outcome;
      },
    };
  }

  private async view(
    zoneId: string,
    newerThan: number | undefined,
  ): Promise<ZoneView> {
    const known = this.listings.get(zoneId);
    const isGood =
      known &&
      (newerThan === undefined ||
        known.at > newerThan ||
        this.race.options.broken === 'listingsMayBeOlder');
    const isCurrent = known?.version === this.zone(zoneId).version;
    if (known && isGood && (isCurrent || this.race.servesOld())) {
      return viewOfListing(this.zone(zoneId).zone, known);
    }
    await this.pause({ kind: 'list' });
    return viewOfListing(this.zone(zoneId).zone, this.list(zoneId));
  }

  private list(zoneId: string) {
    const zone = this.zone(zoneId);
    const known = this.listings.get(zoneId);
    if (known && known.version !== zone.version) this.hasNoticed = true;
    const listing = {
      records: zone.list(),
      at: this.race.advance(),
      version: zone.version,
    };
    this.listings.set(zoneId, listing);
    return listing;
  }

  private isOutdated(): boolean {
    const { cluster, isShared } = this.place;
    if (isShared && cluster.version !== this.watched) return true;
    return this.race.zones.some(({ zone, version }) => {
      const known = this.listings.get(zone.id);
      return known !== undefined && known.version !== version;
    });
  }

  private zone(zoneId: string): RaceZone {
    return this.race.zones.find(({ zone }) => zone.id === zoneId)!;
  }

  private pause(pending: PendingCall): Promise<void> {
    this.pending = pending;
    return new Promise(resolve => {
      this.resume = resolve;
      this.paused();
    });
  }

  private untilPaused(): Promise<void> {
    return new Promise(resolve => {
      this.paused = resolve;
    });
  }

  private throwFailure(): void {
    if (this.failure) throw this.failure.error;
  }
}

/** What the TXT of ours are called: nothing else may ever be written in a race. */
export function isOwnershipRecord(record: DnsRecord, zone: DnsZone): boolean {
  return (
    record.type === 'TXT' &&
    record.name.endsWith(`._hostmaster.${zone.name}`) &&
    record.values?.[0].startsWith(`"heritage=${MANAGED_BY},`) === true
  );
}
