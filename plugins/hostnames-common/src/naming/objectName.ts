import { shortHash } from './shortHash';

/**
 * A Kubernetes name (RFC 1123 label, 1–63 characters) made from a hostname or other text. Where characters had to be
 * replaced beyond dots, or cut, a hash of the whole text keeps different texts apart.
 *
 * @public
 */
export function objectName(text: string): string {
  const name = text
    .toLowerCase()
    .replace(/\./g, '-')
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  const plain = name === text.replace(/\./g, '-') && name !== '';
  if (plain && name.length <= 63) return name;
  const head = name.slice(0, 52).replace(/-+$/, '');
  return head ? `${head}-${shortHash(text)}` : `x-${shortHash(text)}`;
}
