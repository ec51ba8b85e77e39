import {
  createReconciler,
  Reconciler,
} from '@hostmaster/backstage-plugin-hostnames-backend/embedded';
import {
  GatewayControllerStandIn,
  MemoryApi,
  MemoryApiState,
} from '@hostmaster/backstage-plugin-hostnames-backend/testUtils';
import {
  CertificateProvider,
  DnsProvider,
  LoadBalancerProvider,
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
import { namespaceKind } from '@hostmaster/kubernetes-runtime';
import {
  seededRandom,
  VirtualClock,
} from '@hostmaster/kubernetes-runtime/testUtils';
import {
  comparedKinds,
  countedRecord,
  objectLine,
  partsOf,
  recordLine,
  withOrderedCertificates,
} from './canonical';
import { Counts, RecordCounts, SavedCounts } from './Counts';
import {
  AnyObject,
  ExploredWorld,
  ExploredWorldOptions,
  OutsideServices,
  productConfig,
  ZONE,
} from './ExploredWorld';
import { aroundOf, throughProcess } from './memoryCalls';
import { MemoryTenant } from './MemoryTenant';
import { ProductProcess, quietLogger } from './ProductProcess';

const ZONE_ID = 'Z0001';

/** Everything outside of the product at one moment. */
export interface MemoryState {
  now: number;
  monotonic: number;
  clusters: MemoryApiState[];
  dns: MemoryDnsState;
  authority: MemoryCertificateState;
  balancers: MemoryLoadBalancerState;
  /** What certificates were called, also those that are gone. */
  labels: Map<string, string>;
  counts: SavedCounts;
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

  /** `from`: what another such world with the same options came to; `earlier`: processes that have been at work in it. */
  constructor(
    private readonly options: ExploredWorldOptions = {},
    from?: MemoryState,
    earlier?: number,
  ) {
    super(
      from && new VirtualClock({ start: from.now, monotonic: from.monotonic }),
      earlier,
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
    if (from) this.ledger.load(from.counts);
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
      labels: new Map(this.labels),
      counts: this.ledger.save(),
    };
  }

  private load(from: MemoryState): void {
    this.dns.load(from.dns);
    this.authority.load(from.authority);
    this.balancers.load(from.balancers);
    for (const [ref, label] of from.labels) this.labels.set(ref, label);
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
      config: productConfig(this.options),
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
