import {
  DnsChange,
  DnsRecord,
  DnsRecordType,
  DnsZone,
  RecordIndex,
  ZoneView,
  canonicalName,
  isSameRecord,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { Publications } from './Publications';

/** One listing and the own writes since. */
export class ListedZone implements ZoneView {
  readonly zone: DnsZone;
  private readonly index: RecordIndex;

  constructor(
    zone: DnsZone,
    readonly listedAt: number,
    records: DnsRecord[],
    readonly pages: number,
    private readonly publications: Publications,
  ) {
    this.index = new RecordIndex(zone.name, records);
    this.zone = {
      ...zone,
      recordCount: records.length,
      nameServers: this.nameServers(zone),
    };
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
    options?: { trustFirstListing?: boolean },
  ): boolean {
    return this.publications.isPublished(name, type, options);
  }

  apply(changes: DnsChange[]): void {
    for (const change of inOrder(changes)) {
      const name = canonicalName(change.record.name);
      this.index.apply({
        action: change.action,
        record: Object.freeze({ ...change.record, name }),
      });
    }
  }

  private nameServers(zone: DnsZone): string[] {
    if (zone.nameServers.length > 0 || zone.visibility === 'private') {
      return zone.nameServers;
    }
    const [apex] = this.index.records(zone.name, 'NS');
    return (apex?.values ?? []).map(canonicalName).sort();
  }
}

/** Removals first: a batch may replace a record. */
export function inOrder(changes: DnsChange[]): DnsChange[] {
  return [
    ...changes.filter(({ action }) => action === 'DELETE'),
    ...changes.filter(({ action }) => action === 'CREATE'),
  ];
}

/** Record sets that are new, changed or gone. */
export function differences(before: ZoneView, after: ZoneView): DnsRecord[] {
  const has = (view: ZoneView, record: DnsRecord) =>
    view
      .records(record.name, record.type)
      .some(other => other === record || isSameRecord(other, record));
  return [
    ...[...after.all()].filter(record => !has(before, record)),
    ...[...before.all()].filter(
      record =>
        !has(after, record) &&
        after.records(record.name, record.type).length === 0,
    ),
  ];
}
