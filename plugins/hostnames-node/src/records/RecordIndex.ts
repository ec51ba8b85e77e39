import { DnsChange, DnsRecord, DnsRecordType } from '../providers/dns';
import { canonicalName } from './canonicalName';

/**
 * The record sets of one zone, found by name, by what is below a name, and by the wildcard that answers for it.
 *
 * Kept sorted by the labels read from the right with the trailing dot (`com.example.www.`), the order in which Route 53 lists
 * them: all names below a name stand together.
 *
 * @public
 */
export class RecordIndex {
  private keys: string[] = [];
  private count = 0;
  private readonly sets = new Map<string, DnsRecord[]>();
  /** The same by name: what is asked for most. */
  private readonly byName = new Map<string, DnsRecord[]>();
  private readonly zoneKey: string;

  constructor(zoneName: string, records: Iterable<DnsRecord> = []) {
    this.zoneKey = sortKey(zoneName);
    for (const record of records) this.insert(record, () => {});
    this.keys = [...this.sets.keys()].sort(byCode);
  }

  /** The record sets of exactly this name (all types unless one is given). */
  records(name: string, type?: DnsRecordType): DnsRecord[] {
    const sets = this.byName.get(canonicalName(name));
    if (!sets) return [];
    return type === undefined
      ? [...sets]
      : sets.filter(record => record.type === type);
  }

  /** Record sets strictly below the name. */
  below(name: string): DnsRecord[] {
    const key = sortKey(name);
    const found: DnsRecord[] = [];
    for (
      let index = this.firstAtLeast(key);
      index < this.keys.length;
      index++
    ) {
      if (!this.keys[index].startsWith(key)) break;
      if (this.keys[index] !== key) found.push(...this.at(index));
    }
    return found;
  }

  /**
   * The wildcard record sets that answer for the name (RFC 4592, section 3.3.1): those of `*.<closest encloser>`, empty when
   * the name or something below it exists, or when the name lies in a delegated sub-zone.
   */
  wildcardFor(name: string): DnsRecord[] {
    const key = sortKey(name);
    if (!key.startsWith(this.zoneKey) || this.exists(key)) return [];
    let encloser = parentKey(key);
    while (encloser.length > this.zoneKey.length && !this.exists(encloser)) {
      encloser = parentKey(encloser);
    }
    return this.isDelegated(encloser)
      ? []
      : [...(this.sets.get(`${encloser}*.`) ?? [])];
  }

  /** Everything, sorted by name and type. */
  *all(): Iterable<DnsRecord> {
    for (let index = 0; index < this.keys.length; index++) {
      yield* this.at(index);
    }
  }

  /** Number of record sets. */
  get size(): number {
    return this.count;
  }

  /** Applies one accepted change: a CREATE replaces what is known of the same name, type and identifier. */
  apply(change: DnsChange): void {
    if (change.action === 'DELETE') {
      this.remove(change.record);
      return;
    }
    this.insert(change.record, key =>
      this.keys.splice(this.firstAtLeast(key), 0, key),
    );
  }

  private insert(record: DnsRecord, onNewName: (key: string) => void): void {
    const key = sortKey(record.name);
    const sets = this.sets.get(key);
    if (!sets) {
      this.put(record.name, key, [record]);
      this.count++;
      onNewName(key);
      return;
    }
    const others = sets.filter(other => !isSameSet(other, record));
    this.count += others.length + 1 - sets.length;
    this.put(record.name, key, [...others, record].sort(byType));
  }

  private put(name: string, key: string, sets: DnsRecord[]): void {
    this.sets.set(key, sets);
    this.byName.set(canonicalName(name), sets);
  }

  private remove(record: DnsRecord): void {
    const key = sortKey(record.name);
    const sets = this.sets.get(key);
    if (!sets) return;
    const others = sets.filter(other => !isSameSet(other, record));
    this.count += others.length - sets.length;
    if (others.length > 0) {
      this.put(record.name, key, others);
      return;
    }
    this.sets.delete(key);
    this.byName.delete(canonicalName(record.name));
    this.keys.splice(this.firstAtLeast(key), 1);
  }

  /** A name exists when it has records or anything below it has. */
  private exists(key: string): boolean {
    return this.keys[this.firstAtLeast(key)]?.startsWith(key) ?? false;
  }

  /** Whether name servers of a sub-zone stand at the name or above it, the zone's own excepted. */
  private isDelegated(key: string): boolean {
    for (
      let current = key;
      current.length > this.zoneKey.length;
      current = parentKey(current)
    ) {
      if (this.sets.get(current)?.some(record => record.type === 'NS')) {
        return true;
      }
    }
    return false;
  }

  private at(index: number): DnsRecord[] {
    return this.sets.get(this.keys[index]) ?? [];
  }

  private firstAtLeast(key: string): number {
    let low = 0;
    let high = this.keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.keys[middle] < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** `www.example.com` becomes `com.example.www.`. */
function sortKey(name: string): string {
  return `${canonicalName(name).split('.').reverse().join('.')}.`;
}

/** `com.example.www.` becomes `com.example.`. */
function parentKey(key: string): string {
  return key.slice(0, key.lastIndexOf('.', key.length - 2) + 1);
}

function isSameSet(left: DnsRecord, right: DnsRecord): boolean {
  return left.type === right.type && left.setIdentifier === right.setIdentifier;
}

function byType(left: DnsRecord, right: DnsRecord): number {
  return (
    byCode(left.type, right.type) ||
    byCode(left.setIdentifier ?? '', right.setIdentifier ?? '')
  );
}

function byCode(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
