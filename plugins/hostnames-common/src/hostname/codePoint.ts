/**
 * A character as Unicode names it: `U+200B`.
 *
 * @internal
 */
export function codePoint(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
