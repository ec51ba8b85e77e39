/**
 * A text as it is quoted in a message: cut after 80 characters.
 *
 * @internal
 */
export function shown(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}
