import { isReady } from './tenant';
import { ExploredWorld } from './world/ExploredWorld';
import { listenerSetKind, requestKind } from './world/kinds';

/** Milliseconds an alias may outlive what it points at. */
const DANGLING = 60_000;
/** For so long resolvers still send visitors to where an alias pointed (`aliasDrain` of the explored configuration). */
const DRAIN = 60_000;
/** An alias that was there for a shorter time counts for nothing. */
const KNOWN_TO_RESOLVERS = 30_000;

/** What must hold at every moment of every run; docs/reference/explore.md names them. */
export class Invariants {
  readonly violations: string[] = [];
  private danglingSince = new Map<string, number>();
  /** Since when names have had an alias. */
  private readonly aliasSince = new Map<string, number>();
  /** Names that had one for long, and since when they have none. */
  private readonly withdrawn = new Map<string, number>();

  /** Records of others, as they stood at the beginning. */
  private readonly foreign: string[];

  constructor(private readonly world: ExploredWorld) {
    this.foreign = this.foreignRecords();
    for (const name of this.aliases()) this.aliasSince.set(name, -Infinity);
  }

  check(): void {
    this.oneCertificatePerAttempt();
    this.oneOwnerPerName();
    this.foreignStays();
    this.noDanglingAlias();
    this.drained();
    this.liveStaysLive();
  }

  /** I3 and I9. */
  private oneCertificatePerAttempt(): void {
    const seen = new Set<string>();
    for (const { label } of this.world.outside.certificates()) {
      if (seen.has(label)) this.violated(`I3 two certificates ${label}`);
      seen.add(label);
    }
  }

  /** I1: every ownership record is one string. */
  private oneOwnerPerName(): void {
    for (const { name, type, values } of this.world.outside.records()) {
      if (type === 'TXT' && name.includes('._hostmaster.') && values.length > 1)
        this.violated(`I1 ${name} has ${values.length} owners`);
    }
  }

  /** I2: what others have in the zone is as it was. */
  private foreignStays(): void {
    const there = this.foreignRecords();
    for (const record of this.foreign)
      if (!there.includes(record))
        this.violated(`I2 ${record} of somebody else was changed`);
  }

  private foreignRecords(): string[] {
    return this.world.outside
      .records()
      .filter(({ values }) =>
        values.some(each => each.includes('foreign.test')),
      )
      .map(({ type, name, values }) => `${type} ${name} ${values.join(' ')}`);
  }

  /** I5: what an alias points at is there. */
  private noDanglingAlias(): void {
    const { clock, outside } = this.world;
    const balancers = new Set(
      outside.loadBalancers().map(name => name.toLowerCase()),
    );
    const listeners = this.listeners();
    const dangling = outside
      .records()
      .filter(({ isAlias }) => isAlias)
      .filter(
        ({ name, values }) =>
          !balancers.has(values[0].toLowerCase()) || !listeners.has(name),
      )
      .map(({ name }) => name);
    for (const name of [...this.danglingSince.keys()])
      if (!dangling.includes(name)) this.danglingSince.delete(name);
    for (const name of dangling) {
      const since = this.danglingSince.get(name) ?? clock.monotonic();
      this.danglingSince.set(name, since);
      if (clock.monotonic() - since > DANGLING)
        this.violated(`I5 the alias ${name} dangles`);
    }
  }

  /** I5: nothing is taken away from a name that resolvers may still answer for. */
  private drained(): void {
    const now = this.world.clock.monotonic();
    const names = this.aliases();
    for (const name of names) {
      if (!this.aliasSince.has(name)) this.aliasSince.set(name, now);
      this.withdrawn.delete(name);
    }
    for (const [name, since] of [...this.aliasSince]) {
      if (names.has(name)) continue;
      this.aliasSince.delete(name);
      if (now - since > KNOWN_TO_RESOLVERS) this.withdrawn.set(name, now);
    }
    const listeners = this.listeners();
    for (const [name, since] of this.withdrawn) {
      if (now - since >= DRAIN) this.withdrawn.delete(name);
      else if (!listeners.has(name))
        this.violated(`I5 ${name} lost its listener with its alias`);
    }
  }

  /** I10: a request that is Ready and wanted as it is has its alias, its listener and a certificate that is served. */
  private liveStaysLive(): void {
    const { clusters, outside } = this.world;
    const records = outside.records();
    const listeners = this.listeners();
    const certificates = outside.certificates();
    for (const request of clusters.flatMap(each => each.list(requestKind))) {
      if (request.metadata.deletionTimestamp || !isReady(request)) continue;
      const name = request.spec.hostname;
      const lacks = [
        !records.some(each => each.isAlias && each.name === name) && 'alias',
        !listeners.has(name) && 'listener',
        !certificates.some(
          ({ names, attached }) => attached && names.includes(name),
        ) && 'certificate',
      ].find(Boolean);
      if (lacks) this.violated(`I10 ${name} is live and lost its ${lacks}`);
    }
  }

  /** Names that have one. */
  private aliases(): Set<string> {
    return new Set(
      this.world.outside
        .records()
        .filter(({ isAlias }) => isAlias)
        .map(({ name }) => name),
    );
  }

  private listeners(): Set<string> {
    return new Set(
      this.world.clusters.flatMap(cluster =>
        cluster
          .list(listenerSetKind)
          .flatMap(({ spec }) =>
            spec.listeners.map((each: { hostname?: string }) => each.hostname),
          ),
      ),
    );
  }

  /** I4: a request that is gone leaves nothing of its own outside. To be asked once things have come to rest. */
  checkLeftovers(): void {
    const owners = new Set(
      this.world.clusters.flatMap(cluster =>
        cluster
          .list(requestKind)
          .map(
            ({ metadata }) =>
              `${cluster.name}/${metadata.namespace}/${metadata.name}`,
          ),
      ),
    );
    for (const { label } of this.world.outside.certificates()) {
      const [, owner] = /of (\S+) attempt/.exec(label) ?? [];
      if (
        owner &&
        !owner.endsWith('/default-certificate') &&
        !owners.has(owner)
      )
        this.violated(`I4 nobody's certificate is left: ${label}`);
    }
  }

  private violated(what: string): void {
    if (!this.violations.includes(what)) this.violations.push(what);
  }
}
