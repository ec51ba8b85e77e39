import { Clock } from '@hostmaster/kubernetes-runtime';
import {
  DnsChange,
  DnsRecord,
  DnsRecordType,
  ZoneView,
} from '../../providers/dns';
import { RecordIndex, canonicalName, isSameRecord } from '../../records';
import { MemoryDnsWorld } from './MemoryDnsWorld';

/** A set written by another process counts as published this long after it was first seen. */
const FOREIGN_PUBLISHED_MS = 60_000;

/** One listing of a zone of the world, and the own writes since. */
export class MemoryZoneView implements ZoneView {
  readonly listedAt: number;
  private readonly index: RecordIndex;
  private readonly own: Set<string>;
  private readonly firstSeen = new Map<string, number>();
  /** There since this process first listed the zone. */
  private readonly knownBefore = new Set<string>();

  constructor(
    readonly zone: ZoneView['zone'],
    private readonly world: MemoryDnsWorld,
    private readonly clock: Clock,
    before?: MemoryZoneView,
  ) {
    this.listedAt = clock.monotonic();
    this.index = new RecordIndex(zone.name, world.records(zone.id));
    this.own = before?.own ?? new Set();
    for (const record of this.index.all()) {
      const key = setKey(record.name, record.type);
      const known = before?.index
        .records(record.name, record.type)
        .some(other => isSameRecord(other, record));
      if (known) {
        const seen = before?.firstSeen.get(key);
        if (seen !== undefined) this.firstSeen.set(key, seen);
        if (before?.knownBefore.has(key)) this.knownBefore.add(key);
      } else {
        if (!before) this.knownBefore.add(key);
        this.own.delete(key);
        this.firstSeen.set(key, this.listedAt);
      }
    }
    for (const record of before?.index.all() ?? []) {
      if (this.index.records(record.name, record.type).length > 0) continue;
      this.own.delete(setKey(record.name, record.type));
      this.firstSeen.set(setKey(record.name, record.type), this.listedAt);
    }
  }

  records(name: string, type?: DnsRecordType): DnsRecord[] {
    return this.index.records(name, type);
  }

  below(name: string): DnsRecord[] {
    return this.index.below(name);
  }

  wildcardFor(name: string): DnsRecord[] {
    return this.index.wildcardFor(name);
  }

  all(): Iterable<DnsRecord> {
    return this.index.all();
  }

  isPublished(
    name: string,
    type: DnsRecordType,
    { trustFirstListing = false } = {},
  ): boolean {
    const key = setKey(name, type);
    const now = this.clock.monotonic();
    if (this.own.has(key))
      return (this.world.servedFrom(this.zone.id, name, type) ?? 0) <= now;
    if (trustFirstListing && this.knownBefore.has(key)) return true;
    const seen = this.firstSeen.get(key);
    return seen === undefined || seen + FOREIGN_PUBLISHED_MS <= now;
  }

  applyOwn(changes: DnsChange[]): void {
    const ordered = [...changes].sort(
      (left, right) =>
        Number(left.action === 'CREATE') - Number(right.action === 'CREATE'),
    );
    for (const { action, record } of ordered) {
      this.index.apply({
        action,
        record: { ...record, name: canonicalName(record.name) },
      });
      this.own.add(setKey(record.name, record.type));
    }
  }
}

/** Names whose record sets are new, changed or gone. */
export function namesThatDiffer(before: ZoneView, after: ZoneView): string[] {
  const names = new Set<string>();
  for (const record of before.all()) {
    if (
      !after
        .records(record.name, record.type)
        .some(other => isSameRecord(other, record))
    )
      names.add(record.name);
  }
  for (const record of after.all()) {
    if (before.records(record.name, record.type).length === 0)
      names.add(record.name);
  }
  return [...names];
}

function setKey(name: string, type: DnsRecordType): string {
  return `${canonicalName(name)} ${type}`;
}
