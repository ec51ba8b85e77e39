/**
 * Ten characters `[a-z0-9]` that differ for different texts (about 51 bits of two FNV-1a sums over the text): for
 * names, not for secrets.
 *
 * @internal
 */
export function shortHash(text: string): string {
  return fnv1a(text, 0x811c9dc5) + fnv1a(text, 0x050c5d1f);
}

function fnv1a(text: string, seed: number): string {
  let sum = seed;
  const add = (octet: number) => {
    sum = Math.imul(sum ^ octet, 0x01000193);
  };
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    add(unit & 0xff);
    if (unit > 0xff) add(unit >>> 8);
  }
  // A last mix spreads the difference of the last octets over all bits.
  sum ^= sum >>> 16;
  sum = Math.imul(sum, 0x7feb352d);
  sum ^= sum >>> 15;
  return (sum >>> 0).toString(36).padStart(7, '0').slice(-5);
}
