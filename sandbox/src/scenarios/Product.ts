import { ConfigReader } from '@backstage/config';
import { LoggerService } from '@backstage/backend-plugin-api';
import {
  HostnameRef,
  Verdict,
} from '@hostmaster/backstage-plugin-hostnames-common';
import {
  createReconciler,
  HostnameReport,
  projectHostname,
  readHostnamesConfig,
  Reconciler,
  StoredProbes,
} from '@hostmaster/backstage-plugin-hostnames-backend/embedded';
import {
  AwsProviders,
  createAwsProviders,
} from '@hostmaster/backstage-plugin-hostnames-backend-module-aws';
import { ProviderRuntime } from '@hostmaster/backstage-plugin-hostnames-node';
import { createClusterClient } from '@hostmaster/kubernetes-runtime';
import {
  seededRandom,
  VirtualClock,
} from '@hostmaster/kubernetes-runtime/testUtils';
import { inProcessRequestHandler } from '../aws';
import { World } from '../createWorld';
import { ProductConfig } from './productConfig';
import { Visitor } from './Visitor';

const ACCESS_KEY = 'AKIAPRODUCT';

/** One run of the product's process over a world: the real reconciler with its real clients, until it is killed. */
export class Product {
  private readonly stopped = new AbortController();
  private readonly reports = new Map<string, HostnameReport>();
  private readonly written: Array<{ at: number; what: string }> = [];
  private reconciler?: Reconciler;
  private running: Promise<void> = Promise.resolve();

  constructor(
    private readonly world: World,
    private readonly clock: VirtualClock,
    /** `run` counts the processes of a story. */
    private readonly options: { run: number; config: ProductConfig },
  ) {}

  async start(): Promise<void> {
    const { run, config } = this.options;
    this.reconciler = createReconciler({
      config: readHostnamesConfig(new ConfigReader(config)),
      clock: this.clock,
      random: seededRandom(run),
      logger: quiet,
      clusters: this.world.clusters.map(cluster => ({
        name: cluster.name,
        connect: async gate =>
          createClusterClient({
            name: cluster.name,
            gate,
            clock: this.clock,
            transport: request =>
              this.seen(cluster.name, request, cluster.transport),
            baseUrl: `https://${cluster.name}.cluster.local`,
            fieldManager: 'hostmaster',
          }),
      })),
      providers: this.providers(),
      reports: {
        report: report => void this.reports.set(keyOf(report.ref), report),
        gone: ref => void this.reports.delete(keyOf(ref)),
      },
      identity: `product-${run}`,
    });
    this.running = this.reconciler.start(this.stopped.signal);
    this.running.catch(() => undefined);
    await this.clock.settle();
  }

  /** The process is gone: its calls under way fail, its lease is not given back. */
  async kill(): Promise<void> {
    this.killed = true;
    this.stopped.abort();
    await this.clock.settle();
  }

  private killed = false;

  /** Verdict of the request that holds the name, else of the first that asks for it. */
  async verdict(
    hostname: string,
    visitor: Visitor,
  ): Promise<Verdict | undefined> {
    const all = await this.verdicts(hostname, visitor);
    return (all.find(({ claimed }) => claimed) ?? all[0])?.verdict;
  }

  async verdicts(
    hostname: string,
    visitor: Visitor,
  ): Promise<Array<{ ref: HostnameRef; claimed: boolean; verdict: Verdict }>> {
    const asking = [...this.reports.values()].filter(
      report => report.request.spec.hostname === hostname,
    );
    const probes = await this.probe(hostname, visitor);
    return asking.map(report => {
      const stored = projectHostname(
        undefined,
        report,
        probes,
        this.clock.now(),
        {
          now: this.clock.now(),
          cluster: name => ({
            reachable:
              this.reconciler?.clusters().find(cluster => cluster.name === name)
                ?.reachable ?? true,
          }),
          providers: [],
        },
      );
      return {
        ref: report.ref,
        claimed: stored.claimed,
        verdict: stored.verdict,
      };
    });
  }

  /** The writes to clusters and AWS since then, oldest first, one line each; events and the lease are not counted. */
  writesSince(at: number): string[] {
    return this.written.filter(write => write.at >= at).map(({ what }) => what);
  }

  private providers() {
    let made: AwsProviders | undefined;
    const once = (runtime: ProviderRuntime) => {
      made ??= createAwsProviders(
        {
          region: this.world.aws.region,
          credentials: { accessKeyId: ACCESS_KEY, secretAccessKey: 'sandbox' },
          requestHandler: inProcessRequestHandler(request =>
            this.askAws(request),
          ),
        },
        runtime,
      );
      return made;
    };
    return {
      dns: new Map([
        ['route53', (runtime: ProviderRuntime) => once(runtime).dns],
      ]),
      certificates: new Map([
        ['acm', (runtime: ProviderRuntime) => once(runtime).certificates],
      ]),
      loadBalancers: new Map([
        ['elb', (runtime: ProviderRuntime) => once(runtime).loadBalancers],
      ]),
    };
  }

  private async askAws(request: Request): Promise<Response> {
    this.requireAlive();
    const target =
      request.headers.get('x-amz-target') ??
      `${request.method} ${new URL(request.url).pathname}`;
    const response = await this.world.aws.handle(request);
    if (
      /Request|Delete|Add|POST .*rrset/.test(target) &&
      !/List|Describe|POST \/$/.test(target) &&
      response.ok
    )
      this.written.push({ at: this.clock.now(), what: target });
    this.requireAlive();
    return response;
  }

  private async seen(
    cluster: string,
    request: Request,
    transport: (request: Request) => Promise<Response>,
  ): Promise<Response> {
    this.requireAlive();
    const { pathname } = new URL(request.url);
    const response = await transport(request);
    const counts =
      request.method !== 'GET' &&
      !/\/(events|leases|selfsubjectaccessreviews)(\/|$)/.test(pathname);
    if (counts && response.ok)
      this.written.push({
        at: this.clock.now(),
        what: `${cluster} ${request.method} ${pathname}`,
      });
    this.requireAlive();
    return response;
  }

  private requireAlive(): void {
    if (this.killed) throw new TypeError('fetch failed: the process is gone');
  }

  private async probe(
    hostname: string,
    visitor: Visitor,
  ): Promise<StoredProbes> {
    const at = this.clock.now();
    const resolution = await visitor.resolve(hostname);
    const server = '127.0.0.1:53';
    const dns: StoredProbes['authoritative'] =
      resolution.kind === 'answer'
        ? {
            probe: 'dns',
            at,
            server,
            kind: 'answer',
            addresses: resolution.addresses,
            cnames: [],
            ttl: resolution.ttl,
          }
        : {
            probe: 'dns',
            at,
            server,
            kind: resolution.kind,
            message: `${hostname}: ${resolution.kind}`,
          };
    if (resolution.kind !== 'answer')
      return { at, authoritative: dns, resolver: dns };
    const [address] = resolution.addresses;
    const visit = await visitor.open(hostname);
    if (visit.kind === 'unresolved' || visit.kind === 'refused')
      return {
        at,
        authoritative: dns,
        resolver: dns,
        tls: { probe: 'tls', at, address, kind: 'refused', message: visit.why },
      };
    const certificate =
      visit.kind === 'served'
        ? { serial: visit.serial, notAfter: visit.notAfter }
        : { serial: '', notAfter: at + 86_400_000 };
    const covers = visit.names.some(
      name =>
        name === hostname ||
        (name.startsWith('*.') && hostname.endsWith(name.slice(1))),
    );
    return {
      at,
      authoritative: dns,
      resolver: dns,
      tls: {
        probe: 'tls',
        at,
        address,
        kind: 'handshake',
        protocol: 'TLSv1.3',
        certificate: {
          serial: certificate.serial,
          names: visit.names,
          notBefore: at - 86_400_000,
          notAfter: certificate.notAfter,
          issuer: 'Sandbox',
          fingerprint256: '',
        },
        trusted: covers && certificate.notAfter > at,
        ...(covers
          ? {}
          : { problem: `the certificate is for ${visit.names.join(', ')}` }),
        milliseconds: 12,
      },
      http: {
        probe: 'http',
        at,
        address,
        kind: 'response',
        status: visit.status,
        milliseconds: 20,
        fromBase: visit.kind === 'base',
      },
    };
  }
}

function keyOf(ref: HostnameRef): string {
  return `${ref.cluster}/${ref.namespace}/${ref.name}`;
}

const trace = process.env.HOSTMASTER_TRACE;
const say = (level: string) => (message: string, meta?: unknown) => {
  const error = meta instanceof Error ? meta : (meta as any)?.error;
  if (trace)
    process.stderr.write(`    [${level}] ${message} ${error?.stack ?? ''}\n`);
};
const quiet: LoggerService = {
  error: say('error'),
  warn: say('warn'),
  info: say('info'),
  debug: trace === 'debug' ? say('debug') : () => {},
  child: () => quiet,
};
