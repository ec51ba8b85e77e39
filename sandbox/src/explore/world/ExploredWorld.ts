import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import {
  HostnamesConfig,
  readHostnamesConfig,
} from '@hostmaster/backstage-plugin-hostnames-backend/embedded';
import { VirtualClock } from '@hostmaster/kubernetes-runtime/testUtils';
import { Call, CallFault, callLine, CallPlan } from './Call';
import { ProductProcess } from './ProductProcess';

/** A kind by its names. */
export interface KindName {
  apiVersion: string;
  kind: string;
}

export interface AnyObject extends KindName {
  metadata: {
    namespace?: string;
    name: string;
    uid?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    finalizers?: string[];
    deletionTimestamp?: string;
    [field: string]: unknown;
  };
  [field: string]: any;
}

/** What everybody but the product does in a cluster; each write is one write by hand, with no call counted. */
export interface TenantCluster {
  readonly name: string;
  /** Creates it, or sets its spec, labels and annotations. */
  apply(object: AnyObject): void;
  patch(kind: KindName, ref: ObjectName, merge: object): void;
  delete(kind: KindName, ref: ObjectName): void;
  get(kind: KindName, ref: ObjectName): AnyObject | undefined;
  list(kind: KindName): AnyObject[];
  /** Told of every object that comes, changes or goes, in order; the function that is answered ends that. */
  onEveryChange(
    listener: (change: { type: string; object: AnyObject }) => void,
  ): () => void;
  /** From now on reads show the cluster as it is now; the function that is answered lets it catch up. */
  freezeReads(): () => void;
  /** Breaks open watches so that clients list again. */
  expireWatches(): void;
  /** Hides events from the product's watches. */
  hideEvents(
    isHidden: (event: { type: string; object: AnyObject }) => boolean,
  ): () => void;
}

export interface ObjectName {
  namespace?: string;
  name: string;
}

/** What effectively came and went, by identity. */
export interface WriteLedger {
  /** From here on it counts. */
  begin(): void;
  /** `identity: +creates -deletes`, sorted. */
  lines(): string[];
  /** How much happened so far, whatever it was. */
  readonly total: number;
}

/** A record set of a zone, as people see it. */
export interface SeenRecord {
  name: string;
  type: string;
  /** Quoted as in a zone file; of an alias the name it points at. */
  values: readonly string[];
  isAlias: boolean;
}

export interface SeenCertificate {
  ref: string;
  /** Whose, of which attempt, for what: the same in every run. */
  label: string;
  names: string[];
  attached: boolean;
}

/** Services outside of clusters, as their owner sees them and as other hands change them. */
export interface OutsideServices {
  records(): SeenRecord[];
  putRecord(record: {
    name: string;
    type: string;
    ttl: number;
    values: string[];
  }): void;
  removeRecord(name: string, type: string): void;
  certificates(): SeenCertificate[];
  /** DNS names of the load balancers there are. */
  loadBalancers(): string[];
}

export interface ExploredWorldOptions {
  clusters?: string[];
  seed?: number;
  /** Changes of the product's configuration below `hostnames`. */
  config?: JsonObject;
  namespaces?: string[];
  /** Milliseconds until the certificate authority shows what was asked for; left out: three seconds. */
  certificateVisible?: number;
  /** `hostnames.reconciler.lease`. */
  lease?: JsonObject;
  /** API servers that do not offer lists as streams: what is there is read with lists. Of the emulated world. */
  pagedLists?: boolean;
}

export const ZONE = 'example.test';
/** Calls of one run; more are made by a process that goes round in circles. */
const MOST_CALLS = 30_000;
/** Milliseconds from a crash until the next process starts. */
export const RESTART = 1_000;

/**
 * One small world on virtual time and the product's processes in it, with a plan that may interfere with each of their calls.
 * The same plan gives the same run.
 */
export abstract class ExploredWorld {
  readonly calls: Call[] = [];
  readonly processes: ProductProcess[] = [];
  /** Asked at each call; as it is, nothing goes wrong. */
  plan: CallPlan = () => undefined;
  /** Told after every executed call. */
  onExecuted?: (call: Call) => void;
  /** A process that dies is followed by another one. */
  restarts = true;
  private counter = 0;

  /** `earlier`: processes that have been at work in this world before. */
  constructor(
    readonly clock: VirtualClock = new VirtualClock(),
    private readonly earlier: number = 0,
  ) {}

  abstract readonly clusters: TenantCluster[];
  abstract readonly outside: OutsideServices;
  abstract readonly ledger: WriteLedger;

  /** Everything outside the product in sorted lines, equal for two runs that ended alike. */
  abstract endState(): string[];
  protected abstract make(
    process: ProductProcess,
  ): ProductProcess['reconciler'];
  protected abstract end(): void;

  /** Starts a process of the product with nothing in memory. */
  start(): ProductProcess {
    const started = new ProductProcess({
      number: this.earlier + this.processes.length + 1,
      clock: this.clock,
      make: process => this.make(process),
      meet: call => this.meet(call),
      executed: call => this.onExecuted?.({ ...call, number: this.counter }),
      onDeath: (_process, downFor = RESTART) => {
        if (this.restarts) this.clock.schedule(downFor, () => this.start());
      },
    });
    this.processes.push(started);
    started.start();
    return started;
  }

  get current(): ProductProcess {
    return this.processes[this.processes.length - 1];
  }

  /** @throws Error when it does not hold within `limitMs` of virtual time. */
  async until(
    what: string,
    holds: () => boolean,
    limitMs = 2 * 3_600_000,
  ): Promise<void> {
    const isOver = () => holds() || this.counter > MOST_CALLS;
    try {
      await this.clock.runUntil(isOver, { limitMs, stepMs: 2_000 });
    } catch {
      throw new Error(
        `${what}: not within ${limitMs / 1_000} s of virtual time`,
      );
    }
    this.requireEnd(what);
  }

  /** @throws Error when the product goes round in circles. */
  requireEnd(what: string): void {
    if (this.counter <= MOST_CALLS) return;
    const last = this.calls.slice(-8).map(callLine);
    throw new Error(
      `${what}: not within ${MOST_CALLS} calls, which end with ${last.join(
        '; ',
      )}`,
    );
  }

  async close(): Promise<void> {
    this.restarts = false;
    for (const process of this.processes) process.kill();
    this.end();
    await this.clock.settle();
  }

  private meet(call: Omit<Call, 'number'>): CallFault | undefined {
    if (call.kind === 'lease') return this.plan({ ...call, number: 0 });
    const numbered = { ...call, number: ++this.counter };
    if (this.counter > MOST_CALLS) {
      this.restarts = false;
      for (const process of this.processes) process.kill();
      return undefined;
    }
    this.calls.push(numbered);
    return this.plan(numbered);
  }
}

/** Production renews more often; renewals are most of what happens in a quiet minute. */
const oftenEnough: JsonObject = { retryPeriod: '5s' };

const configs = new Map<string, HostnamesConfig>();

/** The product as it is configured in both worlds; read once for all processes. */
export function productConfig(options: ExploredWorldOptions): HostnamesConfig {
  const data = exploreConfig(options);
  const key = JSON.stringify(data);
  const config =
    configs.get(key) ?? readHostnamesConfig(new ConfigReader(data));
  configs.set(key, config);
  return config;
}

/** Its configuration as it stands in a file. */
export function exploreConfig({
  clusters = ['prod'],
  config,
  lease = oftenEnough,
}: ExploredWorldOptions): JsonObject {
  return {
    hostnames: {
      installation: 'explore',
      reconciler: {
        enabled: true,
        edgeNamespace: 'edge',
        edgeDomain: `edge.${ZONE}`,
        homeCluster: clusters[0],
        lease,
        waits: {
          coolDown: '45s',
          certificateSettle: '10s',
          aliasDrain: '60s',
        },
      },
      clusters: clusters.map(name => ({ name, kubeconfig: '/unused' })),
      profiles: {
        alb: {
          gatewayClass: 'alb',
          certificates: 'acm',
          dns: 'route53',
          placement: 'pool',
          listeners: 'listenerSet',
          limits: { certificates: 24, rules: 100 },
          spare: 0,
          loadBalancer: { ipAddressType: 'ipv4' },
        },
      },
      environments: ['prod'],
      domains: [{ suffix: ZONE }],
      ...config,
    },
  };
}
