/**
 * Ten characters `[a-z0-9]` that differ for different texts (about 51 bits of two FNV-1a sums over the UTF-8 octets): for
 * names, not for secrets.
 *
 * @internal
 */
export function shortHash(text: string): string {
  const octets = new TextEncoder().encode(text);
  return (fnv1a(octets, 0x811c9dc5) + fnv1a(octets, 0x050c5d1f)).slice(0, 10);
}

function fnv1a(octets: Uint8Array, seed: number): string {
  let sum = seed;
  for (const octet of octets) {
    sum ^= octet;
    sum = Math.imul(sum, 0x01000193);
  }
  // A last mix spreads the difference of the last octets over all bits.
  sum ^= sum >>> 16;
  sum = Math.imul(sum, 0x7feb352d);
  sum ^= sum >>> 15;
  return (sum >>> 0).toString(36).padStart(7, '0').slice(-5);
}
