import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  createReconciler,
  Reconciler,
} from '@hostmaster/backstage-plugin-hostnames-backend/embedded';
import {
  AwsProviders,
  createAwsProviders,
} from '@hostmaster/backstage-plugin-hostnames-backend-module-aws';
import { ProviderRuntime } from '@hostmaster/backstage-plugin-hostnames-node';
import { createClusterClient } from '@hostmaster/kubernetes-runtime';
import { seededRandom } from '@hostmaster/kubernetes-runtime/testUtils';
import { LoadBalancerController } from '../../actors/loadBalancerController';
import {
  Aws,
  AwsDelays,
  awsLimits,
  Certificate,
  createAws,
  inProcessRequestHandler,
  plainName,
} from '../../aws';
import {
  createMemoryCluster,
  MemoryCluster,
  sandboxDefinitions,
} from '../../cluster';
import { errorAnswer, statusAnswer } from './answers';
import { wrongNothing } from './wrongNothings';
import {
  comparedKinds,
  countedRecord,
  objectLine,
  partsOf,
  recordLine,
  withOrderedCertificates,
} from './canonical';
import { Counts, RecordCounts } from './Counts';
import { describeAwsCall, describeKubernetesCall } from './describeCall';
import { exploreDelays } from './exploreDelays';
import {
  AnyObject,
  ExploredWorld,
  ExploredWorldOptions,
  KindName,
  ObjectName,
  OutsideServices,
  productConfig,
  TenantCluster,
  ZONE,
} from './ExploredWorld';
import { leaseKind } from './kinds';
import { ProductProcess, quietLogger, UnnumberedCall } from './ProductProcess';

/** The world of the sandbox's emulators, with the product's real clients: every byte as in production, and slower. */
export class EmulatedWorld extends ExploredWorld {
  readonly aws: Aws;
  readonly memory: MemoryCluster[];
  readonly clusters: EmulatedTenant[];
  readonly outside: OutsideServices;
  readonly ledger = new Counts();
  private readonly random;
  private readonly stopped = new AbortController();
  private readonly labels = new Map<string, string>();

  constructor(
    private readonly options: ExploredWorldOptions & {
      delays?: AwsDelays;
    } = {},
  ) {
    super();
    const { clusters = ['prod'], namespaces = [], seed = 7 } = options;
    const { clock } = this;
    this.random = seededRandom(seed);
    this.aws = createAws({
      clock,
      random: this.random,
      accountId: '123456789012',
      region: 'eu-central-1',
      delays: delaysOf(options),
      limits: awsLimits,
    });
    this.aws.zones.putZone({ name: ZONE });
    this.memory = clusters.map(name =>
      createMemoryCluster({
        name,
        clock,
        random: this.random,
        crds: exploreDefinitions(),
        bookmarkInterval: 30_000,
        namespaces: ['edge', 'shop', 'other', ...namespaces],
      }),
    );
    this.clusters = this.memory.map(cluster => new EmulatedTenant(cluster));
    this.count();
    for (const cluster of this.clusters) {
      cluster.apply({
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'GatewayClass',
        metadata: { name: 'alb' },
        spec: { controllerName: 'gateway.k8s.aws/alb' },
      });
      for (const namespace of ['shop', 'other', ...namespaces])
        for (const object of service(namespace)) cluster.apply(object);
    }
    this.startControllers();
    this.outside = this.services();
  }

  endState(): string[] {
    const lines = this.clusters.flatMap(cluster =>
      comparedKinds.flatMap(kind =>
        cluster.list(kind).map(object => objectLine(cluster.name, object)),
      ),
    );
    for (const record of this.outside.records())
      lines.push(`${ZONE} ${recordLine(record)}`);
    for (const { acm, elb } of this.aws.regions()) {
      for (const { arn, status, attachedTo } of acm.all())
        lines.push(
          `certificate ${arn} ${status} ${
            attachedTo.size > 0 ? 'attached' : 'free'
          }`,
        );
      for (const { name, listeners } of elb.loadBalancers.values())
        for (const { port, certificates } of listeners.values())
          lines.push(
            `listener ${name} ${port} ${certificates
              .map(each => this.labelled(each))
              .sort()
              .join(' ')}`,
          );
    }
    return lines
      .map(line => withOrderedCertificates(this.labelled(line)))
      .sort();
  }

  protected end(): void {
    this.stopped.abort();
    this.aws.close();
    for (const cluster of this.memory) cluster.close();
  }

  protected make(process: ProductProcess): Reconciler {
    const { number, clock } = process;
    return createReconciler({
      config: productConfig({ lease: seldom, ...this.options }),
      clock,
      random: seededRandom(number),
      logger: quietLogger,
      clusters: this.memory.map(cluster => ({
        name: cluster.name,
        connect: async gate =>
          createClusterClient({
            name: cluster.name,
            gate,
            clock,
            transport: request =>
              send(
                process,
                {
                  service: 'kubernetes',
                  cluster: cluster.name,
                  ...describeKubernetesCall(request),
                },
                () => this.answer(cluster, request),
              ),
            baseUrl: `https://${cluster.name}.cluster.local`,
            fieldManager: 'hostmaster',
          }),
      })),
      providers: this.providers(process),
      reports: {
        report: report =>
          void process.reports.set(
            `${report.ref.cluster}/${report.ref.namespace}/${report.ref.name}`,
            report,
          ),
        gone: () => {},
      },
      identity: `product-${number}`,
    });
  }

  private async answer(
    cluster: MemoryCluster,
    request: Request,
  ): Promise<Response> {
    return this.options.pagedLists && /sendInitialEvents/.test(request.url)
      ? statusAnswer('Invalid')
      : cluster.transport(request);
  }

  private providers(process: ProductProcess) {
    let made: AwsProviders | undefined;
    const once = (runtime: ProviderRuntime) => {
      made ??= createAwsProviders(
        {
          region: this.aws.region,
          credentials: {
            accessKeyId: 'AKIAPRODUCT',
            secretAccessKey: 'sandbox',
          },
          requestHandler: inProcessRequestHandler(async request => {
            const body =
              request.method === 'GET' ? '' : await request.clone().text();
            return send(process, describeAwsCall(request, body), () =>
              this.aws.handle(request),
            );
          }),
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

  private startControllers(): void {
    const { clock, random } = this;
    const elb = new ElasticLoadBalancingV2Client({
      region: this.aws.region,
      credentials: { accessKeyId: 'AKIAOTHERS', secretAccessKey: 'sandbox' },
      requestHandler: inProcessRequestHandler(request =>
        this.aws.handle(request),
      ),
      maxAttempts: 1,
    });
    for (const cluster of this.memory) {
      const client = createClusterClient({
        name: cluster.name,
        clock,
        transport: cluster.transport,
        baseUrl: `https://${cluster.name}.cluster.local`,
        fieldManager: 'controller',
      });
      const controller = new LoadBalancerController({
        client,
        clock,
        random,
        elb,
        provisioningRecheck: 5_000,
      });
      controller.run(this.stopped.signal).catch(() => {});
    }
  }

  private count(): void {
    const records = new RecordCounts(this.ledger);
    for (const [index, cluster] of this.memory.entries()) {
      for (const kind of comparedKinds) {
        cluster.objects.watch(kind, ({ type, object }) => {
          const { namespace, name } = object.metadata;
          const key = `${this.clusters[index].name} ${kind.kind} ${
            namespace ? `${namespace}/` : ''
          }${name}`;
          if (type === 'ADDED') this.ledger.created(key);
          if (type === 'DELETED') this.ledger.deleted(key);
          const parts = type === 'DELETED' ? [] : partsOf(object as AnyObject);
          records.compare(
            this.clusters[index].name,
            key,
            parts.map(part => this.labelled(part)),
          );
        });
      }
    }
    this.aws.onChange(change => {
      if (change.kind === 'records' && change.what === 'written') {
        const zone = this.aws.route53.zones.get(change.zoneId);
        for (const name of new Set(change.names))
          records.compare(
            change.zoneName,
            name,
            (zone?.records.ofName(name) ?? []).map(record =>
              this.labelled(countedRecord(seenRecord(record))),
            ),
          );
      }
      if (change.kind === 'certificate') {
        const label = this.labelled(change.arn);
        if (change.what === 'requested') this.ledger.created(label);
        if (change.what === 'deleted') this.ledger.deleted(label);
      }
    });
  }

  private services(): OutsideServices {
    const { aws } = this;
    const zone = () =>
      [...aws.route53.zones.values()].find(
        ({ name }) => plainName(name) === ZONE,
      );
    return {
      records: () =>
        [...(zone()?.records.all() ?? [])]
          .filter(({ type }) => type !== 'NS' && type !== 'SOA')
          .map(seenRecord),
      putRecord: record =>
        aws.zones.putRecords(zone()!.id, [
          { ...record, type: record.type as 'A' },
        ]),
      removeRecord: (name, type) =>
        void aws.zones.deleteRecords(zone()!.id, name, type as 'A'),
      certificates: () =>
        aws.regions().flatMap(({ acm }) =>
          acm.all().map(certificate => ({
            ref: certificate.arn,
            label: labelOf(certificate),
            names: certificate.domains.map(({ name }) => name),
            attached: certificate.attachedTo.size > 0,
          })),
        ),
      loadBalancers: () =>
        aws
          .regions()
          .flatMap(({ elb }) =>
            [...elb.loadBalancers.values()].map(({ dnsName }) =>
              dnsName.toLowerCase(),
            ),
          ),
    };
  }

  /** Labels in the place of ARNs and of names that load balancers get by chance. */
  private labelled(text: string): string {
    for (const { acm } of this.aws.regions())
      for (const certificate of acm.all())
        this.labels.set(certificate.arn, labelOf(certificate));
    return text
      .replace(
        /arn:aws:acm:[\w-]+:\d+:certificate\/[\w-]+/g,
        arn => this.labels.get(arn) ?? 'certificate that is gone',
      )
      .replace(/(k8s-\w+-\w+-[0-9a-f]+)-\d+\./g, '$1-*.')
      .replace(/(loadbalancer\/app\/[\w-]+)\/[0-9a-f]+/g, '$1/*');
  }
}

class EmulatedTenant implements TenantCluster {
  constructor(readonly cluster: MemoryCluster) {}

  get name(): string {
    return this.cluster.name;
  }

  apply(object: AnyObject): void {
    this.cluster.objects.apply(object);
  }

  patch(kind: KindName, ref: ObjectName, merge: object): void {
    this.cluster.objects.patch(kind, ref, merge);
  }

  delete(kind: KindName, ref: ObjectName): void {
    this.cluster.objects.delete(kind, ref);
  }

  get(kind: KindName, ref: ObjectName): AnyObject | undefined {
    return this.cluster.objects.get(kind, ref) as AnyObject | undefined;
  }

  list(kind: KindName): AnyObject[] {
    return this.cluster.objects.list(kind) as AnyObject[];
  }

  onEveryChange(
    listener: (change: { type: string; object: AnyObject }) => void,
  ): () => void {
    const stops = [...comparedKinds, leaseKind].map(kind =>
      this.cluster.objects.watch(
        kind,
        ({ type, object }) => listener({ type, object: object as AnyObject }),
        { initial: false },
      ),
    );
    return () => stops.forEach(stop => stop());
  }

  expireWatches(): void {
    this.cluster.faults.sendError(410, 'Expired', 'too old resource version');
    this.cluster.faults.closeStreams();
  }

  freezeReads(): () => void {
    return this.cluster.faults.freezeReads();
  }

  hideEvents(
    isHidden: (event: { type: string; object: AnyObject }) => boolean,
  ): () => void {
    return this.cluster.faults.hideEvents(event =>
      isHidden(event as { type: string; object: AnyObject }),
    );
  }
}

/** A renewal costs ten times what it costs in memory. */
const seldom = { duration: '30s', renewDeadline: '20s', retryPeriod: '10s' };

const lastAnswers = new WeakMap<ProductProcess, Map<string, Response>>();

async function send(
  process: ProductProcess,
  call: UnnumberedCall,
  execute: () => Promise<Response>,
): Promise<Response> {
  const answers = lastAnswers.get(process) ?? new Map<string, Response>();
  lastAnswers.set(process, answers);
  const key = `${call.service} ${call.cluster} ${call.operation} ${call.target}`;
  const answer = await process.send(call, execute, {
    broken,
    error: label => errorAnswer(call, label),
    stale: () => answers.get(key)?.clone(),
    rewrite: wrongNothing,
  });
  if (call.kind === 'read') answers.set(key, answer.clone());
  return answer;
}

function delaysOf({
  delays = exploreDelays,
  certificateVisible,
}: ExploredWorldOptions & { delays?: AwsDelays }): AwsDelays {
  return structuredClone({
    ...delays,
    acm: {
      ...delays.acm,
      visible: certificateVisible ?? delays.acm.visible,
    },
  });
}

function broken(): Error {
  return Object.assign(new TypeError('fetch failed'), {
    cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }),
  });
}

function seenRecord(record: {
  name: string;
  type: string;
  values: readonly string[];
  alias?: { dnsName: string };
}) {
  return {
    name: plainName(record.name),
    type: record.type,
    values: record.alias ? [plainName(record.alias.dnsName)] : record.values,
    isAlias: record.alias !== undefined,
  };
}

function labelOf({ tags, domains, keyAlgorithm }: Certificate): string {
  const tag = (key: string) => tags.get(`hostmaster.dev/${key}`);
  const whose = tag('name')
    ? `${tag('cluster')}/${tag('namespace')}/${tag('name')} attempt ${tag(
        'attempt',
      )}`
    : 'nobody';
  const names = domains.map(({ name }) => name).sort();
  return `[${names.join(',')} ${keyAlgorithm} of ${whose}]`;
}

/** What a tenant runs, as the endpoint controller would have it. */
function service(namespace: string): AnyObject[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace },
      spec: { ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: 'web-1',
        namespace,
        labels: { 'kubernetes.io/service-name': 'web' },
      },
      addressType: 'IPv4',
      endpoints: [
        { addresses: ['10.0.0.1'], conditions: { ready: true, serving: true } },
      ],
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    },
  ];
}

let definitions: object[] | undefined;

/** Only what the product and the gateway controller use. */
function exploreDefinitions(): object[] {
  definitions ??= sandboxDefinitions().filter(each =>
    /hostmaster\.dev|gateway\.networking\.k8s\.io|gateway\.k8s\.aws/.test(
      (each as { spec: { group: string } }).spec.group,
    ),
  );
  return definitions;
}
