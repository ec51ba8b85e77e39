/**
 * Orders two resource versions of the same kind: negative when `left` is older, 0 when equal, positive when newer, `undefined`
 * when they cannot be ordered. Versions of a Kubernetes API server are decimal numbers that grow (KEP-5504); they may be longer
 * than a JavaScript number is exact.
 *
 * @public
 */
export function compareVersions(
  left: string,
  right: string,
): number | undefined {
  if (left === right) return 0;
  if (!/^\d+$/.test(left) || !/^\d+$/.test(right)) return undefined;
  const [a, b] = [
    left.replace(/^0+(?=\d)/, ''),
    right.replace(/^0+(?=\d)/, ''),
  ];
  if (a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
