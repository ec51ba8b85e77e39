import { isReady } from './tenant';
import {
  ExploredWorld,
  SeenCertificate,
  SeenRecord,
} from './world/ExploredWorld';
import { listenerSetKind, requestKind } from './world/kinds';

/** Milliseconds an alias may outlive what it points at. */
const DANGLING = 60_000;
/** For so long resolvers still send visitors to where an alias pointed (`aliasDrain` of the explored configuration). */
const DRAIN = 60_000;
/** An alias that was there for a shorter time counts for nothing. */
const KNOWN_TO_RESOLVERS = 30_000;

/** A world at one moment. */
interface Now {
  time: number;
  records: SeenRecord[];
  /** What aliases point at, by their names. */
  aliases: Map<string, string>;
  /** Names that have one. */
  listeners: Set<string | undefined>;
  certificates: SeenCertificate[];
}

/** What is known of the past of a world. */
export interface SeenSoFar {
  violations: string[];
  danglingSince: Map<string, number>;
  /** Since when names have had an alias. */
  aliasSince: Map<string, number>;
  /** Names that had one for long, and since when they have none. */
  withdrawn: Map<string, number>;
  /** Records of others, as they stood at the beginning. */
  foreign: string[];
}

/** What must hold at every moment of every run; docs/reference/explore.md names them. */
export class Invariants {
  private readonly seen: SeenSoFar;

  /** `from`: what was seen of the world before it was saved; left out: it begins now. */
  constructor(private readonly world: ExploredWorld, from?: SeenSoFar) {
    this.seen = from ? structuredClone(from) : this.begin();
  }

  private begin(): SeenSoFar {
    const { aliases, records } = this.look();
    return {
      violations: [],
      danglingSince: new Map(),
      aliasSince: new Map([...aliases.keys()].map(name => [name, -Infinity])),
      withdrawn: new Map(),
      foreign: foreignAmong(records),
    };
  }

  get violations(): readonly string[] {
    return this.seen.violations;
  }

  save(): SeenSoFar {
    return structuredClone(this.seen);
  }

  check(): void {
    const now = this.look();
    this.oneCertificatePerAttempt(now);
    this.oneOwnerPerName(now);
    this.foreignStays(now);
    this.noDanglingAlias(now);
    this.drained(now);
    this.liveStaysLive(now);
  }

  private look(): Now {
    const { clock, clusters, outside } = this.world;
    const records = outside.records();
    return {
      time: clock.monotonic(),
      records,
      aliases: new Map(
        records
          .filter(({ isAlias }) => isAlias)
          .map(({ name, values }) => [name, values[0].toLowerCase()]),
      ),
      listeners: new Set(
        clusters.flatMap(cluster =>
          cluster
            .list(listenerSetKind)
            .flatMap(({ spec }) =>
              spec.listeners.map(
                (each: { hostname?: string }) => each.hostname,
              ),
            ),
        ),
      ),
      certificates: outside.certificates(),
    };
  }

  /** I3 and I9. */
  private oneCertificatePerAttempt({ certificates }: Now): void {
    const seen = new Set<string>();
    for (const { label } of certificates) {
      if (seen.has(label)) this.violated(`I3 two certificates ${label}`);
      seen.add(label);
    }
  }

  /** I1: every ownership record is one string. */
  private oneOwnerPerName({ records }: Now): void {
    for (const { name, type, values } of records) {
      if (type === 'TXT' && name.includes('._hostmaster.') && values.length > 1)
        this.violated(`I1 ${name} has ${values.length} owners`);
    }
  }

  /** I2: what others have in the zone is as it was. */
  private foreignStays({ records }: Now): void {
    const there = foreignAmong(records);
    for (const record of this.seen.foreign)
      if (!there.includes(record))
        this.violated(`I2 ${record} of somebody else was changed`);
  }

  /** I5: what an alias points at is there. */
  private noDanglingAlias({ time, aliases, listeners }: Now): void {
    const { danglingSince } = this.seen;
    const balancers = new Set(
      this.world.outside.loadBalancers().map(name => name.toLowerCase()),
    );
    const dangling = [...aliases]
      .filter(
        ([name, target]) => !balancers.has(target) || !listeners.has(name),
      )
      .map(([name]) => name);
    for (const name of [...danglingSince.keys()])
      if (!dangling.includes(name)) danglingSince.delete(name);
    for (const name of dangling) {
      const since = danglingSince.get(name) ?? time;
      danglingSince.set(name, since);
      if (time - since > DANGLING)
        this.violated(`I5 the alias ${name} dangles`);
    }
  }

  /** I5: nothing is taken away from a name that resolvers may still answer for. */
  private drained({ time, aliases, listeners }: Now): void {
    const { aliasSince, withdrawn } = this.seen;
    for (const name of aliases.keys()) {
      if (!aliasSince.has(name)) aliasSince.set(name, time);
      withdrawn.delete(name);
    }
    for (const [name, since] of [...aliasSince]) {
      if (aliases.has(name)) continue;
      aliasSince.delete(name);
      if (time - since > KNOWN_TO_RESOLVERS) withdrawn.set(name, time);
    }
    for (const [name, since] of withdrawn) {
      if (time - since >= DRAIN) withdrawn.delete(name);
      else if (!listeners.has(name))
        this.violated(`I5 ${name} lost its listener with its alias`);
    }
  }

  /** I10: a request that is Ready and wanted as it is has its alias, its listener and a certificate that is served. */
  private liveStaysLive({ aliases, listeners, certificates }: Now): void {
    const { clusters } = this.world;
    for (const request of clusters.flatMap(each => each.list(requestKind))) {
      if (request.metadata.deletionTimestamp || !isReady(request)) continue;
      const name = request.spec.hostname;
      const lacks = [
        !aliases.has(name) && 'alias',
        !listeners.has(name) && 'listener',
        !certificates.some(
          ({ names, attached }) => attached && names.includes(name),
        ) && 'certificate',
      ].find(Boolean);
      if (lacks) this.violated(`I10 ${name} is live and lost its ${lacks}`);
    }
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
    const { violations } = this.seen;
    if (!violations.includes(what)) violations.push(what);
  }
}

function foreignAmong(records: SeenRecord[]): string[] {
  return records
    .filter(({ values }) => values.some(each => each.includes('foreign.test')))
    .map(({ type, name, values }) => `${type} ${name} ${values.join(' ')}`);
}
