/**
 * Items in a sentence, at most five of them: `a, b and c`, `a, b, c, d, e and 3 more`.
 *
 * @internal
 */
export function listed(items: string[], most = 5): string {
  const shown = items.slice(0, most);
  const more = items.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  if (shown.length < 2) return shown[0] ?? '';
  return `${shown.slice(0, -1).join(', ')} and ${shown[shown.length - 1]}`;
}
