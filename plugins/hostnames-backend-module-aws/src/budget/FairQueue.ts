/** How urgent a call is. `high`: writes and what they wait for; `normal`: somebody waits; `low`: background. @public */
export type CallPriority = 'high' | 'normal' | 'low';

/** Where an entry stands in line. */
export interface QueuePlace {
  /** Whose work it is; the line is fair between these. */
  namespace: string;
  priority: CallPriority;
  /** Work that has failed before goes after work that has not. */
  retry?: boolean;
}

/** Every so many turns the oldest entry of all goes first, so that nothing waits for ever behind more urgent work. */
const TURNS_UNTIL_OLDEST = 5;

const LANES = [
  'high',
  'high retry',
  'normal',
  'normal retry',
  'low',
  'low retry',
];

interface Entry<T> {
  item: T;
  order: number;
}

/**
 * A line that is fair: by priority, fresh work before retries, in turn between namespaces, oldest first within one.
 *
 * ```
 * waiting                          leaves as
 * a1 a2 a3 (team a), b1 (team b)   a1 b1 a2 a3
 * low1, then high1 high2           high1 high2 low1
 * ```
 */
export class FairQueue<T> {
  private readonly lanes = new Map(
    LANES.map(name => [name, new Map<string, Array<Entry<T>>>()]),
  );
  private order = 0;
  private turns = 0;
  private count = 0;

  get size(): number {
    return this.count;
  }

  add(item: T, place: QueuePlace): void {
    const lane = this.lane(place);
    const line = lane.get(place.namespace);
    const entry = { item, order: this.order++ };
    if (line) line.push(entry);
    else lane.set(place.namespace, [entry]);
    this.count++;
  }

  /** Takes an item out of the line that will not be needed any more. */
  remove(item: T, place: QueuePlace): void {
    const lane = this.lane(place);
    const line = lane.get(place.namespace);
    const index = line?.findIndex(entry => entry.item === item) ?? -1;
    if (!line || index < 0) return;
    line.splice(index, 1);
    if (line.length === 0) lane.delete(place.namespace);
    this.count--;
  }

  /** The next in line. */
  take(): T | undefined {
    if (this.count === 0) return undefined;
    this.turns++;
    const next =
      this.turns % TURNS_UNTIL_OLDEST === 0 ? this.oldest() : this.foremost();
    if (!next) return undefined;
    const { lane, namespace } = next;
    const line = lane.get(namespace)!;
    const { item } = line.shift()!;
    lane.delete(namespace);
    // The namespace goes to the end of its lane: the others come first now.
    if (line.length > 0) lane.set(namespace, line);
    this.count--;
    return item;
  }

  private foremost() {
    for (const lane of this.lanes.values()) {
      for (const namespace of lane.keys()) return { lane, namespace };
    }
    return undefined;
  }

  private oldest() {
    let found = this.foremost();
    for (const lane of this.lanes.values()) {
      for (const [namespace, [first]] of lane) {
        const best = found && found.lane.get(found.namespace)![0].order;
        if (best === undefined || first.order < best)
          found = { lane, namespace };
      }
    }
    return found;
  }

  private lane({ priority, retry }: QueuePlace) {
    return this.lanes.get(retry ? `${priority} retry` : priority)!;
  }
}
