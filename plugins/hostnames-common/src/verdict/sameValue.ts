/**
 * Whether two record values or names are the same but for case, trailing dots, quotes and the `dualstack.` that load
 * balancer aliases carry.
 *
 * @internal
 */
export function sameValue(a: string, b: string): boolean {
  return plain(a) === plain(b);
}

/**
 * Whether two lists hold the same values, whatever their order.
 *
 * @internal
 */
export function sameValues(a: string[], b: string[]): boolean {
  const left = new Set(a.map(plain));
  const right = new Set(b.map(plain));
  return left.size === right.size && [...left].every(each => right.has(each));
}

function plain(value: string): string {
  return value
    .trim()
    .toLowerCase()
    .replace(/^"(.*)"$/, '$1')
    .replace(/\.$/, '')
    .replace(/^dualstack\./, '');
}
