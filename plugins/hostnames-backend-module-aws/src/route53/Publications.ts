import { Clock } from '@hostmaster/kubernetes-runtime';
import {
  DnsRecord,
  DnsRecordType,
  canonicalName,
} from '@hostmaster/backstage-plugin-hostnames-node';

/** What another process wrote counts as visible everywhere this long after it was first seen. */
export const FOREIGN_PUBLISHED_MS = 60_000;

type Publication =
  /** An own change that Route 53 has not reported as INSYNC. */
  { kind: 'own'; changeId: string } | { kind: 'seen'; at: number };

const LONG_AGO: Publication = { kind: 'seen', at: Number.NEGATIVE_INFINITY };

/**
 * Which record sets of a zone are not yet visible at all name servers. What is not in here was seen long enough ago. A record
 * set that is gone is kept here too, until its absence is visible everywhere.
 */
export class Publications {
  private readonly pending = new Map<string, Publication>();
  private firstListedAt?: number;

  constructor(private readonly clock: Clock) {}

  isPublished(
    name: string,
    type: DnsRecordType,
    { trustFirstListing = false } = {},
  ): boolean {
    const pending = this.pending.get(keyOf({ name, type }));
    if (!pending) return trustFirstListing || this.isOld(this.firstListedAt);
    return pending.kind === 'seen' && this.isOld(pending.at);
  }

  firstListing(startedAt: number): void {
    this.firstListedAt ??= startedAt;
  }

  /** Somebody else created, changed or removed it. */
  seen(record: Pick<DnsRecord, 'name' | 'type'>, at: number): void {
    this.pending.set(keyOf(record), { kind: 'seen', at });
    this.clock.schedule(FOREIGN_PUBLISHED_MS, () => this.dropOld(record));
  }

  /** An own batch was accepted. */
  sent(
    changeId: string,
    records: Array<Pick<DnsRecord, 'name' | 'type'>>,
  ): void {
    for (const record of records) {
      this.pending.set(keyOf(record), { kind: 'own', changeId });
    }
  }

  /** The batch is everywhere. A later change of the same record is waited for by itself. */
  inSync(
    changeId: string,
    records: Array<Pick<DnsRecord, 'name' | 'type'>>,
  ): void {
    for (const record of records) {
      const key = keyOf(record);
      const pending = this.pending.get(key);
      if (pending?.kind !== 'own' || pending.changeId !== changeId) continue;
      this.everywhere([record]);
    }
  }

  everywhere(records: Array<Pick<DnsRecord, 'name' | 'type'>>): void {
    for (const record of records) {
      // Where nothing is noted the age of the first listing counts, and that may be younger than this record.
      if (this.isOld(this.firstListedAt)) this.pending.delete(keyOf(record));
      else this.pending.set(keyOf(record), LONG_AGO);
    }
  }

  private dropOld(record: Pick<DnsRecord, 'name' | 'type'>): void {
    const pending = this.pending.get(keyOf(record));
    if (pending?.kind === 'seen' && this.isOld(pending.at)) {
      this.pending.delete(keyOf(record));
    }
  }

  private isOld(at: number | undefined): boolean {
    return (
      at !== undefined && at + FOREIGN_PUBLISHED_MS <= this.clock.monotonic()
    );
  }
}

function keyOf(record: Pick<DnsRecord, 'name' | 'type'>): string {
  return `${canonicalName(record.name)} ${record.type}`;
}
