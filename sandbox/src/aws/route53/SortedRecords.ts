import { SortedMap } from '../core/SortedMap';
import { RecordSet, recordSortKey } from './RecordSet';

/**
 * The record sets of a zone in Route 53's order.
 *
 * @public
 */
export class SortedRecords {
  private readonly byKey = new SortedMap<RecordSet>();
  /** Record sets per name, for the questions that need no order. */
  private readonly byName = new Map<string, RecordSet[]>();

  get size(): number {
    return this.byKey.size;
  }

  get(key: {
    name: string;
    type: string;
    setIdentifier?: string;
  }): RecordSet | undefined {
    return this.byKey.get(recordSortKey(key));
  }

  /** Whether a record set with this `recordSortKey` is there. */
  has(key: string): boolean {
    return this.byKey.has(key);
  }

  /** All record sets of a name, in no particular order. */
  ofName(name: string): readonly RecordSet[] {
    return this.byName.get(name) ?? [];
  }

  put(record: RecordSet): void {
    const before = this.byKey.set(recordSortKey(record), record);
    const others = this.ofName(record.name).filter(other => other !== before);
    this.byName.set(record.name, [...others, record]);
  }

  remove(record: {
    name: string;
    type: string;
    setIdentifier?: string;
  }): RecordSet | undefined {
    const before = this.byKey.delete(recordSortKey(record));
    if (!before) return undefined;
    const left = this.ofName(before.name).filter(other => other !== before);
    if (left.length > 0) this.byName.set(before.name, left);
    else this.byName.delete(before.name);
    return before;
  }

  /** Up to `count` record sets from the first whose key is `fromKey` or later. */
  page(fromKey: string, count: number): RecordSet[] {
    return this.byKey.page(fromKey, count);
  }

  all(): RecordSet[] {
    return this.byKey.all();
  }
}
