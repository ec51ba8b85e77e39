import { Clock } from '@hostmaster/kubernetes-runtime';
import {
  DnsChange,
  DnsRecord,
  ZoneView,
  canonicalName,
  isSameRecord,
} from '@hostmaster/backstage-plugin-hostnames-node';

/** No listing is older than this. */
const LONGEST_LAG_MS = 600_000;

interface OwnWrite {
  /** Monotonic ms. */
  at: number;
  /** How the record set stood before this and earlier own writes; undefined: it was not there. */
  former: Array<DnsRecord | undefined>;
  /** How it was written; undefined: it was removed. */
  written?: DnsRecord;
}

/** What a listing shows as it was before an own write that had been accepted when it was started. */
export interface Reverted {
  record: DnsRecord;
  /** `count`: it came or went, so that the number of record sets tells whether it was so; `value`: it has its former value. */
  by: 'count' | 'value';
}

/** Own accepted writes of the last ten minutes, to tell a listing that is older than they are from what others have done since. */
export class OwnWrites {
  private readonly writes = new Map<string, OwnWrite>();

  constructor(private readonly clock: Clock) {}

  /** To be called before the view shows the changes. */
  note(changes: DnsChange[], before: ZoneView | undefined): void {
    if (!before) return;
    this.forgetOld();
    const at = this.clock.monotonic();
    const removed = changes.filter(({ action }) => action === 'DELETE');
    const created = changes.filter(({ action }) => action === 'CREATE');
    for (const { action, record } of [...removed, ...created]) {
      const key = keyOf(record);
      const known = this.writes.get(key);
      const isSecondHalf = known?.at === at && action === 'CREATE';
      this.writes.set(key, {
        at,
        former: isSecondHalf
          ? known.former
          : [...(known?.former ?? []), inView(before, record)],
        written: action === 'CREATE' ? record : undefined,
      });
    }
  }

  /** What a listing that was started at `startedAt` (monotonic ms) shows as it was before. */
  reverted(listing: ZoneView, startedAt: number): Reverted[] {
    this.forgetOld();
    const found: Reverted[] = [];
    for (const { at, former, written } of this.writes.values()) {
      if (at >= startedAt) continue;
      const record = written ?? former.find(each => each !== undefined);
      if (!record) continue;
      const listed = inView(listing, record);
      if (isAlike(listed, written)) continue;
      if (!former.some(each => isAlike(each, listed))) continue;
      found.push({ record, by: listed && written ? 'value' : 'count' });
    }
    return found;
  }

  private forgetOld(): void {
    const oldest = this.clock.monotonic() - LONGEST_LAG_MS;
    for (const [key, { at }] of this.writes)
      if (at < oldest) this.writes.delete(key);
  }
}

function inView(view: ZoneView, record: DnsRecord): DnsRecord | undefined {
  return view
    .records(record.name, record.type)
    .find(({ setIdentifier }) => setIdentifier === record.setIdentifier);
}

function isAlike(
  left: DnsRecord | undefined,
  right: DnsRecord | undefined,
): boolean {
  if (!left || !right) return left === right;
  return isSameRecord(left, right);
}

function keyOf({ name, type, setIdentifier = '' }: DnsRecord): string {
  return `${canonicalName(name)} ${type} ${setIdentifier}`;
}
