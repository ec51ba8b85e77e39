import { Priority } from './types';

interface Ticket {
  key: string;
  ticket: number;
}

/** First in, first out. */
class Line<T> {
  private items: T[] = [];
  private head = 0;

  get size(): number {
    return this.items.length - this.head;
  }

  push(item: T): void {
    this.items.push(item);
  }

  shift(): T | undefined {
    if (this.size === 0) return undefined;
    const item = this.items[this.head++];
    if (this.head > 32 && this.head > this.items.length / 2) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return item;
  }
}

class Level {
  private readonly namespaces = new Map<string, Line<Ticket>>();
  private readonly ring = new Line<string>();

  add(entry: Ticket): void {
    const namespace = namespaceOf(entry.key);
    let line = this.namespaces.get(namespace);
    if (!line) {
      line = new Line();
      this.namespaces.set(namespace, line);
      this.ring.push(namespace);
    }
    line.push(entry);
  }

  take(isValid: (entry: Ticket) => boolean): Ticket | undefined {
    for (
      let namespace = this.ring.shift();
      namespace !== undefined;
      namespace = this.ring.shift()
    ) {
      const line = this.namespaces.get(namespace) as Line<Ticket>;
      let entry = line.shift();
      while (entry && !isValid(entry)) {
        entry = line.shift();
      }
      if (line.size === 0) {
        this.namespaces.delete(namespace);
      } else {
        this.ring.push(namespace);
      }
      if (entry) return entry;
    }
    return undefined;
  }
}

/**
 * Keys that are ready: highest priority first; within one priority, one key of each namespace in turn; within a namespace in
 * the order of arrival. A key is in it at most once. All functions take (amortised) constant time.
 *
 * @internal
 */
export class ReadyKeys {
  private readonly levels: Record<Priority, Level> = {
    high: new Level(),
    normal: new Level(),
    low: new Level(),
  };
  /** The ticket of each key; an entry in a level with another ticket was moved away. */
  private readonly tickets = new Map<string, number>();
  private lastTicket = 0;

  get size(): number {
    return this.tickets.size;
  }

  add(key: string, priority: Priority): void {
    const ticket = ++this.lastTicket;
    this.tickets.set(key, ticket);
    this.levels[priority].add({ key, ticket });
  }

  /** To the end of another priority. */
  move(key: string, priority: Priority): void {
    this.add(key, priority);
  }

  take(): string | undefined {
    const isValid = ({ key, ticket }: Ticket) =>
      this.tickets.get(key) === ticket;
    for (const priority of ['high', 'normal', 'low'] as const) {
      const taken = this.levels[priority].take(isValid);
      if (taken) {
        this.tickets.delete(taken.key);
        return taken.key;
      }
    }
    return undefined;
  }
}

function namespaceOf(key: string): string {
  const end = key.lastIndexOf('/');
  return end < 0 ? '' : key.slice(0, end);
}
