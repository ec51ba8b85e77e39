/**
 * Values by text keys, in the order of the keys. A page costs a binary search and its length; a write costs a binary search
 * and moving the tail of an array, which for tens of thousands of keys takes microseconds.
 *
 * @public
 */
export class SortedMap<T> {
  private keys: string[] = [];
  private readonly values = new Map<string, T>();

  get size(): number {
    return this.keys.length;
  }

  has(key: string): boolean {
    return this.values.has(key);
  }

  get(key: string): T | undefined {
    return this.values.get(key);
  }

  /** Gives what was there before. */
  set(key: string, value: T): T | undefined {
    const before = this.values.get(key);
    if (!this.values.has(key)) this.insert(key);
    this.values.set(key, value);
    return before;
  }

  delete(key: string): T | undefined {
    const before = this.values.get(key);
    if (this.values.delete(key)) this.keys.splice(this.lowerBound(key), 1);
    return before;
  }

  /** Up to `count` values from the first whose key is `fromKey` or later. */
  page(fromKey: string, count: number): T[] {
    const start = this.lowerBound(fromKey);
    return this.keys
      .slice(start, start + count)
      .map(key => this.values.get(key) as T);
  }

  all(): T[] {
    return this.page('', this.keys.length);
  }

  private insert(key: string): void {
    const last = this.keys[this.keys.length - 1];
    if (last === undefined || last < key) this.keys.push(key);
    else this.keys.splice(this.lowerBound(key), 0, key);
  }

  /** The position of the first key that is `key` or later. */
  private lowerBound(key: string): number {
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
