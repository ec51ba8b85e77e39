import { ExploredWorld } from './world/ExploredWorld';
import { listenerSetKind, requestKind } from './world/kinds';

/** Milliseconds an alias may outlive what it points at. */
const DANGLING = 60_000;

/** What must hold at every moment of every run; docs/reference/explore.md names them. */
export class Invariants {
  readonly violations: string[] = [];
  private danglingSince = new Map<string, number>();

  constructor(private readonly world: ExploredWorld) {}

  check(): void {
    this.oneCertificatePerAttempt();
    this.oneOwnerPerName();
    this.noDanglingAlias();
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

  /** I5: what an alias points at is there. */
  private noDanglingAlias(): void {
    const { clock, outside, clusters } = this.world;
    const balancers = new Set(
      outside.loadBalancers().map(name => name.toLowerCase()),
    );
    const listeners = new Set(
      clusters.flatMap(cluster =>
        cluster
          .list(listenerSetKind)
          .flatMap(({ spec }) =>
            spec.listeners.map((each: { hostname?: string }) => each.hostname),
          ),
      ),
    );
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
