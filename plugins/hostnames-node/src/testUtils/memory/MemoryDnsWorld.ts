import { Clock } from '@hostmaster/kubernetes-runtime';
import {
  DnsChange,
  DnsRecord,
  DnsRecordType,
  DnsRefusal,
  DnsZone,
} from '../../providers/dns';
import { RequestIdentity } from '../../providers/identity';
import { RecordIndex, canonicalName, isSameRecord } from '../../records';
import { refusalOf } from './refusalOf';

/** One accepted batch. @public */
export interface MemoryDnsWrite {
  /** Wall-clock ms. */
  at: number;
  zoneId: string;
  /** Undefined: written by another hand (`put`, `remove`). */
  subject?: RequestIdentity;
  changes: DnsChange[];
}

/** @public */
export interface MemoryZoneOptions {
  id?: string;
  name: string;
  visibility?: 'public' | 'private';
  nameServers?: string[];
  records?: DnsRecord[];
  /** Record sets the zone can hold; default 10,000. */
  maxRecords?: number;
}

/** What the zones hold; can be loaded by another world. @public */
export interface MemoryDnsState {
  changeCount: number;
  zones: Map<
    string,
    { options: MemoryZoneOptions; servedFrom: Map<string, number> }
  >;
}

interface StoredZone {
  zone: DnsZone;
  index: RecordIndex;
  maxRecords: number;
  protected: Map<string, string>;
  /** Monotonic ms from which a record set is served by all name servers. */
  servedFrom: Map<string, number>;
}

/**
 * Zones as a DNS service holds them, shared by any number of memory providers: a second provider on the same world is another
 * process, or the same one after a restart.
 *
 * @public
 */
export class MemoryDnsWorld {
  /** Every accepted batch, by whomever. */
  readonly writes: MemoryDnsWrite[] = [];
  private readonly stored = new Map<string, StoredZone>();
  private readonly listeners = new Set<
    (change: { zoneId: string; writer?: object }) => void
  >();
  private changeCount = 0;

  constructor(
    private readonly clock: Clock,
    /** From a write until all name servers answer it, in ms. */
    readonly propagationMs: number = 30_000,
  ) {}

  addZone(options: MemoryZoneOptions): DnsZone {
    const name = canonicalName(options.name);
    const zone: DnsZone = {
      id: options.id ?? `Z${String(this.stored.size + 1).padStart(4, '0')}`,
      name,
      visibility: options.visibility ?? 'public',
      nameServers: options.nameServers ?? [
        'ns-1.memory.test',
        'ns-2.memory.test',
      ],
    };
    const own: DnsRecord[] = [
      {
        name,
        type: 'NS',
        ttl: 172_800,
        values: zone.nameServers.map(server => `${server}.`),
      },
      {
        name,
        type: 'SOA',
        ttl: 900,
        values: [
          `${zone.nameServers[0]}. hostmaster.memory.test. 1 7200 900 1209600 86400`,
        ],
      },
    ];
    this.stored.set(zone.id, {
      zone,
      index: new RecordIndex(name, [
        ...own,
        ...(options.records ?? []).map(stored),
      ]),
      maxRecords: options.maxRecords ?? 10_000,
      protected: new Map(),
      servedFrom: new Map(),
    });
    this.announce(zone.id);
    return zone;
  }

  save(): MemoryDnsState {
    const zones = [...this.stored].map(([id, { zone, index, ...limits }]) => {
      const records = [...index.all()];
      const { maxRecords, servedFrom } = limits;
      return [
        id,
        {
          options: { ...zone, records, maxRecords },
          servedFrom: new Map(servedFrom),
        },
      ] as const;
    });
    return { changeCount: this.changeCount, zones: new Map(zones) };
  }

  /** Adds zones with everything that is in them. */
  load({ changeCount, zones }: MemoryDnsState): void {
    this.changeCount = changeCount;
    for (const [id, { options, servedFrom }] of zones) {
      this.addZone(options);
      for (const [key, from] of servedFrom)
        this.stored.get(id)!.servedFrom.set(key, from);
    }
  }

  removeZone(zoneId: string): void {
    this.stored.delete(zoneId);
    this.announce(zoneId);
  }

  zones(): DnsZone[] {
    return [...this.stored.values()].map(({ zone, index }) => ({
      ...zone,
      recordCount: index.size,
    }));
  }

  zone(zoneId: string): DnsZone | undefined {
    return this.stored.get(zoneId)?.zone;
  }

  /** What is in the zone now. */
  records(zoneId: string, name?: string, type?: DnsRecordType): DnsRecord[] {
    const index = this.stored.get(zoneId)?.index;
    if (!index) return [];
    return name === undefined ? [...index.all()] : index.records(name, type);
  }

  /** Somebody else writes: creates or replaces. */
  put(zoneId: string, record: DnsRecord): void {
    this.commit(zoneId, [{ action: 'CREATE', record: stored(record) }]);
  }

  /** Somebody else removes; nothing happens when it is not there. */
  remove(zoneId: string, name: string, type: DnsRecordType): void {
    const changes = this.records(zoneId, name, type).map(record => ({
      action: 'DELETE' as const,
      record,
    }));
    if (changes.length > 0) this.commit(zoneId, changes);
  }

  /** Changes of the record are refused from now on, with these words. */
  protect(
    zoneId: string,
    name: string,
    type: DnsRecordType,
    comment: string,
  ): void {
    this.stored
      .get(zoneId)
      ?.protected.set(`${canonicalName(name)} ${type}`, comment);
  }

  /** Applies a provider's batch whole or not at all; `undefined`: no such zone. */
  submit(
    zoneId: string,
    changes: DnsChange[],
    by: { writer: object; subject: RequestIdentity },
  ): { kind: 'applied'; changeId: string } | DnsRefusal | undefined {
    const target = this.stored.get(zoneId);
    if (!target) return undefined;
    const canonical = changes.map(change => ({
      action: change.action,
      record: stored(change.record),
    }));
    const refusal = refusalOf(canonical, target);
    if (refusal) return refusal;
    this.commit(zoneId, canonical, by);
    return { kind: 'applied', changeId: `C${++this.changeCount}` };
  }

  /** Whether all name servers of the deepest public zone answer the name with exactly this. */
  isServed(record: DnsRecord): boolean {
    const zone = this.deepestPublicZone(record.name);
    if (!zone) return false;
    return zone.index
      .records(record.name, record.type)
      .some(
        current =>
          isSameRecord({ ...current, ttl: record.ttl }, record) &&
          (zone.servedFrom.get(setKey(current)) ?? 0) <= this.clock.monotonic(),
      );
  }

  /** Monotonic ms from which the record set is served everywhere; undefined: since before anybody looked. */
  servedFrom(
    zoneId: string,
    name: string,
    type: DnsRecordType,
  ): number | undefined {
    return this.stored
      .get(zoneId)
      ?.servedFrom.get(`${canonicalName(name)} ${type}`);
  }

  /** Called after every accepted write; `writer` is undefined when it was another hand. */
  subscribe(
    listener: (change: { zoneId: string; writer?: object }) => void,
  ): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private commit(
    zoneId: string,
    changes: DnsChange[],
    by?: { writer: object; subject: RequestIdentity },
  ): void {
    const target = this.stored.get(zoneId);
    if (!target) throw new Error(`the memory DNS world has no zone ${zoneId}`);
    const ordered = [
      ...changes.filter(isDelete),
      ...changes.filter(change => !isDelete(change)),
    ];
    for (const change of ordered) {
      target.index.apply(change);
      target.servedFrom.set(
        setKey(change.record),
        this.clock.monotonic() + this.propagationMs,
      );
    }
    this.writes.push({
      at: this.clock.now(),
      zoneId,
      subject: by?.subject,
      changes,
    });
    this.announce(zoneId, by?.writer);
  }

  private announce(zoneId: string, writer?: object): void {
    for (const listener of [...this.listeners]) listener({ zoneId, writer });
  }

  private deepestPublicZone(name: string): StoredZone | undefined {
    return [...this.stored.values()]
      .filter(({ zone }) => zone.visibility === 'public')
      .filter(({ zone }) => `.${canonicalName(name)}`.endsWith(`.${zone.name}`))
      .sort((left, right) => right.zone.name.length - left.zone.name.length)[0];
  }
}

function stored(record: DnsRecord): DnsRecord {
  return Object.freeze({ ...record, name: canonicalName(record.name) });
}

function setKey(record: DnsRecord): string {
  return `${canonicalName(record.name)} ${record.type}`;
}

function isDelete(change: DnsChange): boolean {
  return change.action === 'DELETE';
}
