import {
  claimName,
  GatewayCapacity,
  HostnameRef,
  Status,
  VerdictInput,
} from '@hostmaster/backstage-plugin-hostnames-common';
import {
  DnsProvider,
  ProviderHealth,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { Clock } from '@hostmaster/kubernetes-runtime';
import { ReconcilerSnapshot } from '../readModel/SharedStatus';
import { Reconciler } from '../reconciler/Reconciler';
import { NameHolder, ReconcilerPort, SeenObject } from './ReconcilerPort';

/** A status that was published longer ago says nothing of now. */
const SNAPSHOT_MS = 60_000;

/** A provider, and how it is. */
export interface ListedProvider {
  id: string;
  kind: 'dns' | 'certificates' | 'loadBalancers';
  health(): ProviderHealth;
}

/**
 * The port on a reconciler of this process. It works before there is one, and without one: then nothing is known of clusters,
 * and the status says why.
 */
export class DefaultReconcilerPort implements ReconcilerPort {
  private running: Reconciler | undefined;
  private problem: string | undefined;
  private learned: ReconcilerSnapshot | undefined;

  constructor(
    private readonly options: {
      enabled: boolean;
      /** Names of the clusters configured. */
      clusters: string[];
      providers: () => ListedProvider[];
      dns: () => DnsProvider[];
      clock: Clock;
    },
  ) {}

  attach(reconciler: Reconciler): void {
    this.running = reconciler;
    this.problem = undefined;
  }

  /** Why there is no reconciler, in words for the status page. */
  failed(problem: string): void {
    this.problem = problem;
  }

  reconciler(): Status['reconciler'] {
    if (!this.running) {
      const elsewhere = this.learned?.reconciler;
      return {
        enabled: this.options.enabled,
        leading: false,
        leader: elsewhere?.leader,
        queue: elsewhere?.queue,
        message: this.problem,
      };
    }
    const { enabled, leading, leader, queue } = this.running.status();
    return { enabled, leading, leader, queue };
  }

  clusters(): Status['clusters'] {
    if (!this.running && this.learned)
      return this.clustersAsLearned(this.learned);
    if (!this.running) {
      return this.options.clusters.map(name => ({
        name,
        reachable: false,
        message: this.problem ?? 'Not connected yet.',
      }));
    }
    return this.running
      .clusters()
      .map(({ name, reachable, lastHeard, since, message }) => ({
        name,
        reachable,
        lastHeard: isoTime(lastHeard),
        since: isoTime(since),
        message,
      }));
  }

  providers(): Status['providers'] {
    return this.options.providers().map(({ id, kind, health }) => {
      const { failing, budgets, views } = health();
      return {
        id,
        kind,
        healthy: failing === undefined,
        since: isoTime(failing?.since),
        message: failing?.message,
        budgets: budgets.map(
          ({ api, perSecond, available, queued, throttled }) => ({
            api,
            perSecond,
            available,
            queued,
            throttled,
          }),
        ),
        views: views.map(({ name, ageMs }) => ({
          name,
          ageSeconds: Math.round(ageMs / 1000),
        })),
      };
    });
  }

  /** Without a reconciler here, as the process that has it sees them: one verdict, whichever process makes it. */
  providerHealth(): VerdictInput['providers'] {
    if (!this.running && this.learned) {
      return this.learned.providers.map(
        ({ id, kind, healthy, since = '', message = '' }) => ({
          id,
          kind: kind as ListedProvider['kind'],
          ...(healthy ? {} : { failing: { since, message } }),
        }),
      );
    }
    return this.options.providers().map(({ id, kind, health }) => {
      const { failing } = health();
      if (!failing) return { id, kind };
      return {
        id,
        kind,
        failing: {
          since: new Date(failing.since).toISOString(),
          message: failing.message,
        },
      };
    });
  }

  capacity(): GatewayCapacity[] {
    return this.running?.capacity() ?? this.learned?.capacity ?? [];
  }

  async lookAgain(ref: HostnameRef): Promise<void> {
    await this.running?.lookAgain(ref);
  }

  holderOf(hostname: string): NameHolder | undefined {
    const claims = this.running?.claims();
    const holder = claims?.holderOf(hostname);
    const owner = holder?.claim.spec.owner;
    if (holder && owner) {
      const { cluster, claim } = holder;
      return {
        state: 'held',
        cluster,
        namespace: owner.namespace,
        name: owner.name,
        owner: holder.owner,
        since: claim.spec.claimedAt ?? claim.metadata.creationTimestamp,
      };
    }
    const released = claims?.coolDownOf(hostname);
    if (!released) return undefined;
    const { cluster, until } = released;
    return {
      state: 'released',
      cluster,
      namespace: '',
      name: '',
      owner: released.owner,
      until: isoTime(until),
    };
  }

  objectsOf(ref: HostnameRef): SeenObject[] {
    const stores = this.running?.stores(ref.cluster);
    const request = stores?.requests.get(ref);
    if (!stores || !request) return [];
    const gateway = request.status?.assignedGateway;
    const claim = stores.claims.get({ name: claimName(request.spec.hostname) });
    const own =
      claim?.spec.owner?.namespace === ref.namespace &&
      claim.spec.owner.name === ref.name;
    const listenerSet = gateway?.listenerSet;
    const routes = [
      ...stores.httpRoutes.list({ namespace: ref.namespace }),
      ...stores.grpcRoutes.list({ namespace: ref.namespace }),
    ];
    const found: Array<SeenObject | undefined> = [
      request,
      own ? claim : undefined,
      gateway && listenerSet
        ? stores.listenerSets.get({
            namespace: gateway.namespace,
            name: listenerSet,
          })
        : undefined,
      gateway ? stores.gateways.get(gateway) : undefined,
      ...routes.filter(route => mentions(route, request.spec.hostname)),
    ];
    return found.filter(object => object !== undefined);
  }

  requestsIn(
    cluster: string,
  ): Array<{ ref: HostnameRef; uid: string }> | undefined {
    const stores = this.running?.stores(cluster);
    const reachable = this.running
      ?.clusters()
      .find(({ name }) => name === cluster)?.reachable;
    if (!stores?.requests.hasSynced() || !reachable) return undefined;
    return stores.requests.list().map(({ metadata }) => ({
      ref: {
        cluster,
        namespace: metadata.namespace ?? '',
        name: metadata.name,
      },
      uid: metadata.uid ?? '',
    }));
  }

  dnsProviders(): DnsProvider[] {
    return this.options.dns();
  }

  isLocal(): boolean {
    return this.running !== undefined;
  }

  learn(snapshot: ReconcilerSnapshot): void {
    this.learned = snapshot;
  }

  /** What was said too long ago is no sight of a cluster any more. */
  private clustersAsLearned({
    at,
    clusters,
  }: ReconcilerSnapshot): Status['clusters'] {
    if (this.options.clock.now() - at < SNAPSHOT_MS) return clusters;
    const since = new Date(at).toISOString();
    return clusters.map(cluster => ({
      ...cluster,
      reachable: false,
      since,
      message: 'The process with the reconciler has not been heard since.',
    }));
  }
}

function mentions(route: { spec?: unknown }, hostname: string): boolean {
  const { hostnames } = (route.spec ?? {}) as { hostnames?: unknown };
  return Array.isArray(hostnames) && hostnames.includes(hostname);
}

function isoTime(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined
    ? undefined
    : new Date(milliseconds).toISOString();
}
