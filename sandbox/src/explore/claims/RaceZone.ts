import {
  DnsChange,
  DnsRecord,
  DnsRecordType,
  DnsSubmission,
  DnsZone,
  ZoneView,
} from '@hostmaster/backstage-plugin-hostnames-node';

/** All there are in a race. */
const TYPES: DnsRecordType[] = ['A', 'AAAA', 'CNAME', 'MX', 'TXT'];

/** A batch that was applied, and whose it was. */
export interface RaceWrite {
  by: string;
  changes: DnsChange[];
}

/**
 * A zone with Route 53's promises and nothing else: a batch is applied whole or not at all, CREATE fails on what is there,
 * DELETE has to name what is there exactly. A listing is the zone at one moment.
 */
export class RaceZone {
  readonly writes: RaceWrite[] = [];
  /** Counts the batches applied. */
  version = 0;
  private records = new Map<string, DnsRecord>();

  constructor(readonly zone: DnsZone, foreign: DnsRecord[]) {
    for (const record of foreign) this.records.set(keyOf(record), record);
  }

  list(): Map<string, DnsRecord> {
    return new Map(this.records);
  }

  /** `replaces`: CREATE does not fail on what is there, as a zone never does. */
  submit(by: string, changes: DnsChange[], replaces = false): DnsSubmission {
    const next = new Map(this.records);
    const ordered = [...changes].sort(
      (left, right) => Number(isCreate(left)) - Number(isCreate(right)),
    );
    for (const change of ordered) {
      if (replaces && isCreate(change)) next.delete(keyOf(change.record));
      const refusal = apply(next, change);
      if (refusal) return refusal;
    }
    this.records = next;
    this.version += 1;
    this.writes.push({ by, changes });
    return { kind: 'applied', changeId: `C${this.version}` };
  }
}

/** What a listing shows, with own writes applied on top. */
export function viewOfListing(
  zone: DnsZone,
  listing: { records: Map<string, DnsRecord>; at: number },
): ZoneView {
  const of = (name: string, type?: DnsRecordType) => {
    if (type) {
      const found = listing.records.get(`${name} ${type}`);
      return found ? [found] : [];
    }
    return TYPES.flatMap(each => listing.records.get(`${name} ${each}`) ?? []);
  };
  return {
    zone,
    listedAt: listing.at,
    records: of,
    below: name =>
      [...listing.records.values()].filter(each =>
        each.name.endsWith(`.${name}`),
      ),
    wildcardFor: () => [],
    all: () => listing.records.values(),
    isPublished: () => true,
  };
}

/** Applies one change; answers why it cannot be. */
export function apply(
  records: Map<string, DnsRecord>,
  { action, record }: DnsChange,
): (DnsSubmission & { kind: 'refused' }) | undefined {
  const key = keyOf(record);
  const current = records.get(key);
  const refused = (reason: 'exists' | 'missing' | 'differs') => ({
    kind: 'refused' as const,
    reason,
    message: `${action} ${key}: ${reason}`,
    records: [{ name: record.name, type: record.type }],
  });
  if (action === 'CREATE') {
    if (current) return refused('exists');
    records.set(key, record);
    return undefined;
  }
  if (!current) return refused('missing');
  if (current.values?.join() !== record.values?.join())
    return refused('differs');
  records.delete(key);
  return undefined;
}

function keyOf({ name, type }: DnsRecord): string {
  return `${name} ${type}`;
}

function isCreate({ action }: DnsChange): boolean {
  return action === 'CREATE';
}
