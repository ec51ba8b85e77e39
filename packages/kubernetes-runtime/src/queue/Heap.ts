/**
 * A binary heap: the smallest item by `before` comes out first. `push` and `pop` are O(log n).
 *
 * @internal
 */
export class Heap<T> {
  private items: T[] = [];

  constructor(private readonly before: (left: T, right: T) => boolean) {}

  get size(): number {
    return this.items.length;
  }

  peek(): T | undefined {
    return this.items[0];
  }

  push(item: T): void {
    this.items.push(item);
    this.moveUp(this.items.length - 1);
  }

  pop(): T | undefined {
    const first = this.items[0];
    const last = this.items.pop();
    if (last !== undefined && this.items.length > 0) {
      this.items[0] = last;
      this.moveDown(0);
    }
    return first;
  }

  /** Keeps only the items for which `wanted` holds, in O(n). */
  retain(wanted: (item: T) => boolean): void {
    this.items = this.items.filter(wanted);
    for (let index = (this.items.length >> 1) - 1; index >= 0; index--) {
      this.moveDown(index);
    }
  }

  /** All items, in no particular order. */
  values(): readonly T[] {
    return this.items;
  }

  private moveUp(start: number): void {
    let index = start;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.before(this.items[index], this.items[parent])) return;
      this.swap(index, parent);
      index = parent;
    }
  }

  private moveDown(start: number): void {
    let index = start;
    for (;;) {
      let smallest = index;
      for (const child of [2 * index + 1, 2 * index + 2]) {
        if (
          child < this.items.length &&
          this.before(this.items[child], this.items[smallest])
        ) {
          smallest = child;
        }
      }
      if (smallest === index) return;
      this.swap(index, smallest);
      index = smallest;
    }
  }

  private swap(left: number, right: number): void {
    [this.items[left], this.items[right]] = [
      this.items[right],
      this.items[left],
    ];
  }
}
