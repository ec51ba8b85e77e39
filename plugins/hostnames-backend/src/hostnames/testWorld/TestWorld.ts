import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { LoggerService } from '@backstage/backend-plugin-api';
import {
  MemoryCertificateWorld,
  MemoryCertificateWorldOptions,
  MemoryDnsWorld,
  MemoryFaults,
  MemoryLoadBalancerWorld,
  createMemoryCertificates,
  createMemoryDns,
  createMemoryLoadBalancers,
} from '@hostmaster/backstage-plugin-hostnames-node/testUtils';
import { WriteGate, namespaceKind } from '@hostmaster/kubernetes-runtime';
import {
  VirtualClock,
  seededRandom,
} from '@hostmaster/kubernetes-runtime/testUtils';
import { readHostnamesConfig } from '../../config';
import {
  RequestObject,
  Route,
  httpRouteKind,
  requestKind,
} from '../../gateways/kinds';
import { ReconcilerMetrics } from '../../metrics/reconcilerMetrics';
import { createReconciler } from '../../reconciler/createReconciler';
import { Reconciler } from '../../reconciler/Reconciler';
import { HostnameReport } from '../HostnameReport';
import { GatewayControllerStandIn } from './GatewayControllerStandIn';
import { MemoryApi, MemoryApiCall } from './MemoryApi';
import { listenerSetName } from '@hostmaster/backstage-plugin-hostnames-common';

export const ZONE = 'Z0001';

const quiet: LoggerService = {
  error: () => {},
  warn: () => {},
  info: () => {},
  debug: () => {},
  child: () => quiet,
};

interface Running {
  reconciler: Reconciler;
  stop: AbortController;
  kill: () => void;
  done: Promise<void>;
}

const isWrite = ({ verb }: MemoryApiCall) =>
  !['get', 'list', 'watch'].includes(verb);

/** A world outside the reconciler, and the means to run reconcilers in it. For tests only. */
export class TestWorld {
  readonly clock: VirtualClock;
  readonly random = seededRandom(7);
  readonly dns: MemoryDnsWorld;
  readonly balancers = new MemoryLoadBalancerWorld();
  readonly certificates: MemoryCertificateWorld;
  readonly apis: MemoryApi[];
  readonly reports: HostnameReport[] = [];
  readonly gone: string[] = [];
  readonly controllers: GatewayControllerStandIn[];
  private readonly config: JsonObject;
  private readonly metrics?: ReconcilerMetrics;
  private readonly logger: LoggerService;
  private readonly shutdown = new AbortController();
  private running?: Running;
  private readonly others: Running[] = [];
  /** Told of every write of every reconciler but the lease, before it is sent and after it was done; `kill` ends that process. */
  onWrite?: (when: 'before' | 'after', kill: () => void) => void;
  /** Faults of every DNS provider of this world. */
  dnsFaults?: MemoryFaults['onCall'];
  /** Faults of every certificate provider of this world. */
  certificateFaults?: MemoryFaults['onCall'];

  constructor(
    options: {
      clusters?: string[];
      config?: JsonObject;
      profile?: JsonObject;
      /** Of the reconcilers of this world. */
      metrics?: ReconcilerMetrics;
      logger?: LoggerService;
      /** Of the certificate authority: how slow it is, how many it holds. */
      authority?: Partial<MemoryCertificateWorldOptions>;
      /** Wall-clock time at the beginning, in milliseconds since 1970. */
      start?: number;
    } = {},
  ) {
    this.clock = new VirtualClock({ start: options.start });
    this.dns = new MemoryDnsWorld(this.clock, 30_000);
    this.certificates = new MemoryCertificateWorld({
      clock: this.clock,
      dns: this.dns,
      loadBalancers: this.balancers,
      ...options.authority,
    });
    const { clusters = ['prod'] } = options;
    this.metrics = options.metrics;
    this.logger = options.logger ?? quiet;
    this.dns.addZone({ id: ZONE, name: 'example.com' });
    this.apis = clusters.map(name => new MemoryApi(name, this.clock));
    for (const api of this.apis)
      this.namespaces(api, ['edge', 'shop', 'other']);
    this.controllers = this.apis.map(
      api => new GatewayControllerStandIn(api, this.balancers, this.clock),
    );
    this.controllers.forEach(each => each.start(this.shutdown.signal));
    this.config = {
      installation: 'acme',
      reconciler: {
        edgeDomain: 'edge.example.com',
        homeCluster: clusters[0],
        waits: { coolDown: '0s' },
      },
      clusters: clusters.map(name => ({ name, url: 'https://unused' })),
      profiles: {
        'alb-public': {
          certificates: 'acm',
          dns: 'route53',
          placement: 'pool',
          ...options.profile,
        },
      },
      ...options.config,
    };
  }

  get api(): MemoryApi {
    return this.apis[0];
  }

  get reconciler(): Reconciler {
    if (!this.running) throw new Error('no reconciler runs');
    return this.running.reconciler;
  }

  /** Starts a reconciler with nothing in memory. */
  start(): Reconciler {
    this.running = this.run();
    return this.running.reconciler;
  }

  /** A second replica, or another installation in clusters of its own; it ends with the world. */
  startAnother(
    changes: JsonObject = {},
    apis: MemoryApi[] = this.apis,
  ): Reconciler {
    const other = this.run(changes, apis);
    this.others.push(other);
    return other.reconciler;
  }

  /** The process ends in the middle of whatever it does; its lease is not given back. */
  crash(): void {
    const { running } = this;
    this.running = undefined;
    running?.kill();
  }

  private run(
    changes: JsonObject = {},
    apis: MemoryApi[] = this.apis,
  ): Running {
    const stop = new AbortController();
    let alive = true;
    const kill = () => {
      alive = false;
      stop.abort();
    };
    const around = async <T>(write: () => Promise<T>): Promise<T> => {
      const reach = () => {
        if (!alive) throw new Error('this process is dead');
      };
      reach();
      this.onWrite?.('before', kill);
      reach();
      const result = await write();
      this.onWrite?.('after', kill);
      reach();
      return result;
    };
    const guarded = (gate: WriteGate): WriteGate => ({
      ...gate,
      isOpen: () => gate.isOpen(),
      drained: () => gate.drained(),
      pass: write => gate.pass(signal => around(() => write(signal))),
    });
    const { clock } = this;
    const reconciler = createReconciler({
      config: readHostnamesConfig(
        new ConfigReader({ hostnames: { ...this.config, ...changes } }),
      ),
      clock,
      random: this.random,
      logger: this.logger,
      metrics: this.metrics,
      clusters: apis.map(api => ({
        name: api.name,
        connect: async gate =>
          api.connect(gate, (call, run) =>
            gate && isWrite(call) ? around(run) : run(),
          ),
      })),
      providers: {
        dns: new Map([
          [
            'route53',
            ({ gate }) => {
              const dns = createMemoryDns({
                id: 'route53',
                clock,
                gate: guarded(gate),
                world: this.dns,
              });
              dns.faults.onCall = call => this.dnsFaults?.(call);
              return dns;
            },
          ],
        ]),
        certificates: new Map([
          [
            'acm',
            ({ gate }) => {
              const certificates = createMemoryCertificates({
                id: 'acm',
                clock,
                gate: guarded(gate),
                world: this.certificates,
              });
              certificates.faults.onCall = call =>
                this.certificateFaults?.(call);
              return certificates;
            },
          ],
        ]),
        loadBalancers: new Map([
          [
            'elb',
            () =>
              createMemoryLoadBalancers({
                id: 'elb',
                clock,
                world: this.balancers,
              }),
          ],
        ]),
      },
      reports: {
        report: report => this.reports.push(report),
        gone: (ref, uid) =>
          this.gone.push(`${ref.cluster}/${ref.namespace}/${ref.name} ${uid}`),
      },
    });
    return { reconciler, stop, kill, done: reconciler.start(stop.signal) };
  }

  /** Ends the reconciler in good order. */
  async stop(): Promise<void> {
    const { running } = this;
    if (!running) return;
    this.running = undefined;
    running.stop.abort();
    await this.clock.waitFor(running.done, { limitMs: 120_000 });
  }

  async close(): Promise<void> {
    await this.stop();
    for (const { stop, done } of this.others) {
      stop.abort();
      await this.clock.waitFor(done, { limitMs: 120_000 });
    }
    this.shutdown.abort();
  }

  /** A request as a GitOps engine applies it. */
  request(
    spec: Partial<RequestObject['spec']> & { hostname: string },
    metadata: { namespace?: string; name?: string; owner?: string } = {},
    api: MemoryApi = this.api,
  ): RequestObject {
    const {
      namespace = 'shop',
      name = spec.hostname.split('.')[0].replace('*', 'any'),
      owner,
    } = metadata;
    return api.create(requestKind, {
      apiVersion: 'hostmaster.dev/v1alpha1',
      kind: 'GatewayHostnameRequest',
      metadata: {
        namespace,
        name,
        annotations: owner ? { 'hostmaster.dev/owner': owner } : {},
      },
      spec: { environment: 'prod', gatewayClass: 'alb-public', ...spec },
    });
  }

  /** A route of a tenant for a hostname. */
  route(
    hostname: string,
    options: {
      namespace?: string;
      name?: string;
      rules?: Route['spec']['rules'];
    } = {},
    api: MemoryApi = this.api,
  ): Route {
    const { namespace = 'shop', name = 'web', rules } = options;
    return api.create(httpRouteKind, {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { namespace, name },
      spec: {
        parentRefs: [
          {
            group: 'gateway.networking.k8s.io',
            kind: 'ListenerSet',
            namespace: 'edge',
            name: listenerSetName(hostname),
          },
        ],
        hostnames: [hostname],
        rules: rules ?? [
          {
            matches: [{ path: { type: 'PathPrefix', value: '/' } }],
            backendRefs: [{ name: 'web', port: 80 }],
          },
        ],
      },
    });
  }

  get(
    name: string,
    namespace = 'shop',
    api: MemoryApi = this.api,
  ): RequestObject | undefined {
    return api.read(requestKind, { namespace, name });
  }

  delete(name: string, namespace = 'shop', api: MemoryApi = this.api): void {
    api.delete(requestKind, { namespace, name });
  }

  condition(
    name: string,
    type: string,
    namespace = 'shop',
    api: MemoryApi = this.api,
  ) {
    return this.get(name, namespace, api)?.status?.conditions?.find(
      each => each.type === type,
    );
  }

  /** `True Live` */
  ready(name: string, namespace = 'shop', api: MemoryApi = this.api): string {
    const condition = this.condition(name, 'Ready', namespace, api);
    return `${condition?.status} ${condition?.reason}`;
  }

  async untilReady(
    name: string,
    namespace = 'shop',
    api: MemoryApi = this.api,
  ): Promise<void> {
    await this.until(
      () => this.ready(name, namespace, api) === 'True Live',
      `${name} is Ready`,
      () =>
        JSON.stringify(
          this.get(name, namespace, api)?.status?.conditions,
          undefined,
          1,
        ),
    );
  }

  async untilGone(
    name: string,
    namespace = 'shop',
    api: MemoryApi = this.api,
  ): Promise<void> {
    await this.until(
      () => this.get(name, namespace, api) === undefined,
      `${name} is gone`,
      () =>
        JSON.stringify(
          this.get(name, namespace, api)?.status?.conditions,
          undefined,
          1,
        ),
    );
  }

  async until(
    holds: () => boolean,
    what: string,
    details: () => string = () => '',
    limitMs = 3_600_000,
  ): Promise<void> {
    try {
      await this.clock.runUntil(holds, { limitMs, stepMs: 1_000 });
    } catch (error) {
      throw new Error(
        `${what}: not within ${limitMs / 1000} s\n${details()}\n${
          (error as Error).message
        }`,
      );
    }
  }

  /** Everything written outside statuses, in order: `create DomainClaim shop.example.com`, `- A shop.example.com`, … */
  history(since = 0): string[] {
    const lines: Array<{ at: number; order: number; text: string }> = [];
    let order = 0;
    const add = (at: number, text: string) =>
      lines.push({ at, order: order++, text });
    for (const { writes } of this.apis) {
      for (const { at, verb, kind, key, subresource } of writes) {
        if (subresource || kind === 'Event' || kind === 'Lease') continue;
        add(at, `${verb} ${kind} ${key}`);
      }
    }
    for (const { at, changes } of this.dns.writes) {
      const texts = changes.map(
        ({ action, record }) =>
          `${action === 'CREATE' ? '+' : '-'}${record.type} ${record.name}`,
      );
      add(at, texts.join(', '));
    }
    for (const { at, order: asked } of this.certificates.requests) {
      add(
        at,
        `request certificate ${asked.names.join(',')} #${asked.owner.attempt}`,
      );
    }
    for (const { at, ref } of this.certificates.deletions)
      add(at, `delete certificate ${ref}`);
    return lines
      .filter(({ at }) => at >= since)
      .sort((left, right) => left.at - right.at || left.order - right.order)
      .map(({ text }) => text);
  }

  /** Records of the zone but NS and SOA, as `TYPE name`. */
  records(zone = ZONE): string[] {
    return this.dns
      .records(zone)
      .filter(({ type }) => !['NS', 'SOA'].includes(type))
      .map(({ type, name }) => `${type} ${name}`)
      .sort();
  }

  /** Everything that counts as a write, anywhere but Events and the lease. */
  writeCount(): number {
    const kubernetes = this.apis.flatMap(({ writes }) =>
      writes.filter(
        ({ kind, subresource }) =>
          !['Event', 'Lease'].includes(kind) &&
          !(
            subresource &&
            ['Gateway', 'ListenerSet', 'HTTPRoute'].includes(kind)
          ),
      ),
    );
    return (
      kubernetes.length +
      this.dns.writes.length +
      this.certificates.requests.length +
      this.certificates.deletions.length
    );
  }

  namespaces(api: MemoryApi, names: string[]): void {
    for (const name of names) {
      api.create(namespaceKind, {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
      });
    }
  }
}
