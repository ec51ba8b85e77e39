import { ConfigReader } from '@backstage/config';
import {
  createReconciler,
  readHostnamesConfig,
  Reconciler,
} from '@hostmaster/backstage-plugin-hostnames-backend/embedded';
import {
  CallAround,
  GatewayControllerStandIn,
  MemoryApi,
  MemoryApiCall,
  MemoryApiState,
  worldKinds,
} from '@hostmaster/backstage-plugin-hostnames-backend/testUtils';
import {
  CertificateProvider,
  DnsProvider,
  LoadBalancerProvider,
  ProviderError,
  ProviderErrorCode,
} from '@hostmaster/backstage-plugin-hostnames-node';
import {
  createMemoryCertificates,
  createMemoryDns,
  createMemoryLoadBalancers,
  MemoryCertificateState,
  MemoryCertificateWorld,
  MemoryDnsState,
  MemoryDnsWorld,
  MemoryLoadBalancerState,
  MemoryLoadBalancerWorld,
  StoredCertificate,
} from '@hostmaster/backstage-plugin-hostnames-node/testUtils';
import {
  KubernetesError,
  KubernetesErrorCode,
  namespaceKind,
  ResourceKind,
} from '@hostmaster/kubernetes-runtime';
import {
  seededRandom,
  VirtualClock,
} from '@hostmaster/kubernetes-runtime/testUtils';
import { Call, Service } from './Call';
import {
  comparedKinds,
  countedRecord,
  objectLine,
  partsOf,
  recordLine,
  withOrderedCertificates,
} from './canonical';
import { Counts, RecordCounts } from './Counts';
import {
  AnyObject,
  exploreConfig,
  ExploredWorld,
  ExploredWorldOptions,
  KindName,
  OutsideServices,
  TenantCluster,
  ZONE,
} from './ExploredWorld';
import { ProductProcess, quietLogger, UnnumberedCall } from './ProductProcess';

const ZONE_ID = 'Z0001';
const KUBERNETES_ERRORS: KubernetesErrorCode[] = [
  'Unauthorized',
  'Forbidden',
  'NotFound',
  'Conflict',
  'Expired',
  'Invalid',
  'TooManyRequests',
  'ServerError',
  'Unavailable',
  'Timeout',
  'Network',
];
const PROVIDER_ERRORS: ProviderErrorCode[] = [
  'throttled',
  'unavailable',
  'denied',
  'quota',
  'busy',
  'notFound',
  'invalid',
];

/** Labels of the errors that can be the answer to a call. */
export function memoryErrorLabels({ service }: Call): string[] {
  return service === 'kubernetes' ? KUBERNETES_ERRORS : PROVIDER_ERRORS;
}

const kinds = Object.values(worldKinds).filter(
  (each): each is ResourceKind<any> =>
    typeof each === 'object' && each !== null && 'plural' in each,
);

/** Everything outside of the product at one moment. */
export interface MemoryState {
  now: number;
  monotonic: number;
  clusters: MemoryApiState[];
  dns: MemoryDnsState;
  authority: MemoryCertificateState;
  balancers: MemoryLoadBalancerState;
}

/** The world with everything outside in memory and called without HTTP: quick, for the many. */
export class MemoryWorld extends ExploredWorld {
  readonly clusters: MemoryTenant[];
  readonly outside: OutsideServices;
  readonly ledger = new Counts();
  private readonly dns = new MemoryDnsWorld(this.clock, 5_000);
  private readonly balancers = new MemoryLoadBalancerWorld();
  private readonly authority: MemoryCertificateWorld;
  private readonly stopped = new AbortController();
  private readonly labels = new Map<string, string>();

  /** `from`: what another such world with the same options came to. */
  constructor(
    private readonly options: ExploredWorldOptions = {},
    from?: MemoryState,
  ) {
    super(
      from && new VirtualClock({ start: from.now, monotonic: from.monotonic }),
    );
    const { clusters = ['prod'], namespaces = [] } = options;
    const { clock } = this;
    if (!from) this.dns.addZone({ id: ZONE_ID, name: ZONE });
    this.authority = new MemoryCertificateWorld({
      clock,
      dns: this.dns,
      loadBalancers: this.balancers,
      issueAfterMs: 10_000,
      visibleAfterMs: options.certificateVisible ?? 3_000,
    });
    this.clusters = clusters.map(
      name => new MemoryTenant(new MemoryApi(name, clock)),
    );
    if (from) this.load(from);
    this.count();
    for (const { api } of this.clusters) {
      if (!from)
        for (const name of ['edge', 'shop', 'other', ...namespaces])
          api.create(namespaceKind, {
            apiVersion: 'v1',
            kind: 'Namespace',
            metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
          });
      new GatewayControllerStandIn(api, this.balancers, clock).start(
        this.stopped.signal,
      );
    }
    this.outside = this.services();
  }

  save(): MemoryState {
    return {
      now: this.clock.now(),
      monotonic: this.clock.monotonic(),
      clusters: this.clusters.map(({ api }) => api.save()),
      dns: this.dns.save(),
      authority: this.authority.save(),
      balancers: this.balancers.save(),
    };
  }

  private load(from: MemoryState): void {
    this.dns.load(from.dns);
    this.authority.load(from.authority);
    this.balancers.load(from.balancers);
    this.clusters.forEach(({ api }, index) => api.load(from.clusters[index]));
  }

  endState(): string[] {
    const lines = this.clusters.flatMap(cluster =>
      comparedKinds.flatMap(kind =>
        cluster.list(kind).map(object => objectLine(cluster.name, object)),
      ),
    );
    for (const record of this.outside.records())
      lines.push(`${ZONE} ${recordLine(record)}`);
    for (const certificate of this.authority.all())
      lines.push(
        `certificate ${certificate.ref} ${JSON.stringify(certificate.status)} ${
          certificate.inUse ? 'attached' : 'free'
        }`,
      );
    for (const { ref } of this.balancers.all()) {
      const listener = this.balancers.listener(ref, 443);
      lines.push(
        `listener ${ref} ${[...(listener ?? [])]
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
  }

  protected make(process: ProductProcess): Reconciler {
    const { number, clock } = process;
    return createReconciler({
      config: readHostnamesConfig(
        new ConfigReader(exploreConfig(this.options)),
      ),
      clock,
      random: seededRandom(number),
      logger: quietLogger,
      clusters: this.clusters.map(({ name, api }) => ({
        name,
        connect: async gate => api.connect(gate, aroundOf(process, name)),
      })),
      providers: {
        dns: new Map([
          [
            'route53',
            ({ gate, clock: own }) =>
              throughProcess<DnsProvider>(
                process,
                'route53',
                createMemoryDns({
                  id: 'route53',
                  clock: own,
                  gate,
                  world: this.dns,
                }),
                { zones: 'read', view: 'read', submit: 'write' },
              ),
          ],
        ]),
        certificates: new Map([
          [
            'acm',
            ({ gate, clock: own }) =>
              throughProcess<CertificateProvider>(
                process,
                'acm',
                createMemoryCertificates({
                  id: 'acm',
                  clock: own,
                  gate,
                  world: this.authority,
                }),
                {
                  inventory: 'read',
                  find: 'read',
                  describe: 'read',
                  request: 'write',
                  delete: 'write',
                },
              ),
          ],
        ]),
        loadBalancers: new Map([
          [
            'elb',
            ({ clock: own }) =>
              throughProcess<LoadBalancerProvider>(
                process,
                'elasticloadbalancing',
                createMemoryLoadBalancers({
                  id: 'elb',
                  clock: own,
                  world: this.balancers,
                }),
                { byDnsName: 'read', listenerCertificates: 'read' },
              ),
          ],
        ]),
      },
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

  private count(): void {
    const counted = new Set<string>(comparedKinds.map(({ kind }) => kind));
    const records = new RecordCounts(this.ledger);
    for (const { name, api } of this.clusters) {
      api.onChange = (type, object) => {
        if (!counted.has(object.kind)) return;
        const { namespace, name: own } = object.metadata;
        const key = `${name} ${object.kind} ${
          namespace ? `${namespace}/` : ''
        }${own}`;
        if (type === 'ADDED') this.ledger.created(key);
        if (type === 'DELETED') this.ledger.deleted(key);
        const parts = type === 'DELETED' ? [] : partsOf(object as AnyObject);
        records.compare(
          name,
          key,
          parts.map(part => this.labelled(part)),
        );
      };
      for (const objects of api.save().kinds.values())
        for (const object of objects.values()) api.onChange('ADDED', object);
    }
    const compareRecords = (names: string[]) => {
      for (const name of new Set(names))
        records.compare(
          ZONE,
          name,
          this.dns
            .records(ZONE_ID, name)
            .map(record => countedRecord(seenRecord(record))),
        );
    };
    compareRecords(this.dns.records(ZONE_ID).map(({ name }) => name));
    let seen = 0;
    this.dns.subscribe(() => {
      const names = this.dns.writes
        .slice(seen)
        .flatMap(({ changes }) => changes.map(({ record }) => record.name));
      seen = this.dns.writes.length;
      compareRecords(names);
    });
    const request = this.authority.request.bind(this.authority);
    this.authority.request = order => {
      const before = this.authority.requests.length;
      const ref = request(order);
      if (this.authority.requests.length > before && ref)
        this.ledger.created(`certificate ${this.labelled(ref)}`);
      return ref;
    };
    const remove = this.authority.delete.bind(this.authority);
    this.authority.delete = ref => {
      const label = this.labelled(ref);
      const before = this.authority.deletions.length;
      remove(ref);
      if (this.authority.deletions.length > before)
        this.ledger.deleted(`certificate ${label}`);
    };
  }

  private services(): OutsideServices {
    const { dns, authority, balancers } = this;
    return {
      records: () =>
        dns
          .records(ZONE_ID)
          .filter(({ type }) => type !== 'NS' && type !== 'SOA')
          .map(seenRecord),
      putRecord: record => dns.put(ZONE_ID, record),
      removeRecord: (name, type) => dns.remove(ZONE_ID, name, type),
      certificates: () =>
        authority.all().map(certificate => ({
          ref: certificate.ref,
          label: labelOf(certificate),
          names: certificate.names,
          attached: certificate.inUse,
        })),
      loadBalancers: () => balancers.all().map(({ dnsName }) => dnsName),
    };
  }

  /** Certificates by what they are, not by the order in which they came. */
  private labelled(text: string): string {
    for (const certificate of this.authority.all())
      this.labels.set(certificate.ref, labelOf(certificate));
    return text.replace(
      /memory:certificate\/[\d-]+/g,
      ref => this.labels.get(ref) ?? 'certificate that is gone',
    );
  }
}

/** What others do in a cluster in memory. */
class MemoryTenant implements TenantCluster {
  constructor(readonly api: MemoryApi) {}

  get name(): string {
    return this.api.name;
  }

  apply(object: AnyObject): void {
    const kind = kindOf(object);
    const before = this.api.read(kind, object.metadata) as
      | AnyObject
      | undefined;
    if (!before) {
      this.api.create(kind, object as any);
      return;
    }
    const { name, namespace, labels, annotations } = object.metadata;
    this.api.replace(kind, {
      ...before,
      ...object,
      metadata: {
        ...before.metadata,
        name,
        namespace,
        labels,
        annotations,
        resourceVersion: undefined,
      },
    } as any);
  }

  patch(
    kind: KindName,
    ref: { namespace?: string; name: string },
    merge: object,
  ) {
    this.api.patch(kindOf(kind), ref, { type: 'merge', body: merge });
  }

  delete(kind: KindName, ref: { namespace?: string; name: string }): void {
    this.api.delete(kindOf(kind), ref);
  }

  get(kind: KindName, ref: { namespace?: string; name: string }) {
    return this.api.read(kindOf(kind), ref) as AnyObject | undefined;
  }

  list(kind: KindName): AnyObject[] {
    return this.api.list(kindOf(kind)) as unknown as AnyObject[];
  }

  onEveryChange(
    listener: (change: { type: string; object: AnyObject }) => void,
  ) {
    const before = this.api.onChange;
    this.api.onChange = (type, object) => {
      before?.(type, object);
      listener({ type, object: object as AnyObject });
    };
    return () => {
      this.api.onChange = before;
    };
  }

  expireWatches(): void {
    this.api.expireWatches();
  }

  freezeReads(): () => void {
    return this.api.freezeReads();
  }

  hideEvents(
    isHidden: (event: { type: string; object: AnyObject }) => boolean,
  ) {
    this.api.isHidden = event =>
      isHidden(event as unknown as { type: string; object: AnyObject });
    return () => {
      this.api.isHidden = undefined;
    };
  }
}

function kindOf({ apiVersion, kind }: KindName): ResourceKind<any> {
  if (kind === 'Namespace') return namespaceKind;
  const found = kinds.find(
    each => each.kind === kind && apiVersion.startsWith(each.group),
  );
  if (!found) throw new Error(`the memory world has no kind ${kind}`);
  return found;
}

function aroundOf(process: ProductProcess, cluster: string): CallAround {
  return (call, run) =>
    process.send(describe(call, cluster), run, {
      broken: () => new KubernetesError('Network', 'the connection broke'),
      error: label => {
        throw new KubernetesError(
          label as KubernetesErrorCode,
          `injected: ${label}`,
        );
      },
    });
}

function describe(call: MemoryApiCall, cluster: string): UnnumberedCall {
  const { verb, plural, key, subresource } = call;
  return {
    service: 'kubernetes',
    cluster,
    operation: verb,
    target: `${plural} ${key}${subresource ? `/${subresource}` : ''}`,
    kind: kindOfCall(call),
  };
}

function kindOfCall({ plural, verb }: MemoryApiCall): Call['kind'] {
  if (plural === 'leases') return 'lease';
  if (plural === 'events') return 'event';
  if (verb === 'watch') return 'watch';
  return verb === 'get' || verb === 'list' ? 'read' : 'write';
}

/** A provider whose methods go through the process' plan. Writes are met behind the write gate, as requests are. */
function throughProcess<P extends object>(
  process: ProductProcess,
  service: Service,
  provider: P & { faults: { meet: any } },
  methods: { [method in keyof P]?: 'read' | 'write' },
): P {
  const answers = new Map<string, unknown>();
  const ways = (key: string) => ({
    broken: () =>
      new ProviderError('unavailable', 'the connection broke', { service }),
    error: (label: string): never => {
      throw new ProviderError(
        label as ProviderErrorCode,
        `injected: ${label}`,
        { service },
      );
    },
    stale: () => answers.get(key) as any,
  });
  const { faults } = provider;
  const meet = faults.meet.bind(faults);
  faults.meet = async (
    call: { operation: string; target: string; write: boolean },
    run: unknown,
    signal?: AbortSignal,
  ) => {
    const key = `${call.operation} ${call.target}`;
    if (!(call.operation in methods)) return meet(call, run, signal);
    const answer = await process.send(
      {
        service,
        operation: call.operation,
        target: call.target,
        kind: call.write ? 'write' : 'read',
      },
      () => meet(call, run, signal),
      ways(key),
    );
    if (!call.write) answers.set(key, answer);
    return answer;
  };
  return provider;
}

function seenRecord(record: {
  name: string;
  type: string;
  values?: string[];
  alias?: { dnsName: string };
}) {
  return {
    name: record.name,
    type: record.type,
    values: record.alias ? [record.alias.dnsName] : record.values ?? [],
    isAlias: record.alias !== undefined,
  };
}

function labelOf({ names, keyAlgorithm, owner }: StoredCertificate): string {
  const whose = owner
    ? `${owner.identity.cluster}/${owner.identity.namespace}/${owner.identity.name} attempt ${owner.attempt}`
    : 'nobody';
  return `[${names.join(',')} ${keyAlgorithm} of ${whose}]`;
}
