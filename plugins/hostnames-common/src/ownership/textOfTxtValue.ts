/**
 * The text of a TXT value as DNS providers and zone files give it: one or more quoted strings with `\"`, `\\`, `\DDD` (RFC
 * 1035, 5.1; Route 53 writes octal `\ooo`, which this contract never needs: all its characters are printable), joined; or the bare text. Undefined for what is not well formed.
 *
 * @public
 */
export function textOfTxtValue(value: string): string | undefined {
  const trimmed = value.trim();
  if (!trimmed.startsWith('"')) {
    return trimmed.includes('"') ? undefined : unescaped(trimmed);
  }
  const strings = trimmed.match(/"(?:[^"\\]|\\[\s\S])*"/g) ?? [];
  const rest = trimmed.replace(/"(?:[^"\\]|\\[\s\S])*"/g, '');
  if (rest.trim() !== '') return undefined;
  const parts = strings.map(string => unescaped(string.slice(1, -1)));
  return parts.every(part => part !== undefined) ? parts.join('') : undefined;
}

function unescaped(text: string): string | undefined {
  if (!text.includes('\\')) return text;
  let wellFormed = true;
  const plain = text.replace(
    /\\([0-9]{3}|[^0-9]|$|[0-9])/g,
    (_, escaped: string) => {
      if (/^[0-9]{3}$/.test(escaped) && Number(escaped) < 256) {
        return String.fromCharCode(Number(escaped));
      }
      if (escaped === '' || /^[0-9]/.test(escaped)) wellFormed = false;
      return escaped;
    },
  );
  return wellFormed ? plain : undefined;
}
