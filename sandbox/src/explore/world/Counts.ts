import { WriteLedger } from './ExploredWorld';

interface Count {
  creates: number;
  deletes: number;
}

export type SavedCounts = Array<[identity: string, count: Count]>;

/** Creates and deletes by identity. */
export class Counts implements WriteLedger {
  private readonly counts = new Map<string, Count>();

  begin(): void {
    this.counts.clear();
  }

  save(): SavedCounts {
    return [...this.counts].map(([identity, count]) => [
      identity,
      { ...count },
    ]);
  }

  /** Goes on counting from there. */
  load(saved: SavedCounts): void {
    this.counts.clear();
    for (const [identity, count] of saved)
      this.counts.set(identity, { ...count });
  }

  /** How much happened so far, whatever it was. */
  total = 0;

  created(identity: string): void {
    this.total += 1;
    this.of(identity).creates += 1;
  }

  deleted(identity: string): void {
    this.total += 1;
    this.of(identity).deletes += 1;
  }

  lines(): string[] {
    return [...this.counts]
      .map(([key, { creates, deletes }]) => `${key}: +${creates} -${deletes}`)
      .sort();
  }

  private of(identity: string) {
    let count = this.counts.get(identity);
    if (!count) {
      count = { creates: 0, deletes: 0 };
      this.counts.set(identity, count);
    }
    return count;
  }
}

/** Counts the record sets of some names of a zone that came and went since it was last told. */
export class RecordCounts {
  private readonly known = new Map<string, Set<string>>();

  constructor(private readonly counts: Counts) {}

  compare(zone: string, name: string, lines: Iterable<string>): void {
    const key = `${zone} ${name}`;
    const before = this.known.get(key) ?? new Set<string>();
    const after = new Set(lines);
    for (const line of after)
      if (!before.has(line)) this.counts.created(`${zone} ${line}`);
    for (const line of before)
      if (!after.has(line)) this.counts.deleted(`${zone} ${line}`);
    this.known.set(key, after);
  }
}
