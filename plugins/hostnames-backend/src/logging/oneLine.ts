/**
 * Control characters, line separators and marks that turn the direction of text: with them, text from outside could write log
 * lines of its own or hide part of one.
 */
// eslint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g;
const SHORT: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const SECRETS: Array<[RegExp, string]> = [
  [/\b(bearer|basic)\s+[\w~+/.=-]{8,}/gi, '$1 ***'],
  [
    /\b((?:x-amz-)?security[-_]?token|session[-_]?token|(?:aws_?)?secret[-_]?(?:access[-_]?)?key|password|client[-_]?secret)(["']?\s*[=:]\s*["']?)[^\s"',;&]+/gi,
    '$1$2***',
  ],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----.*/gs, '*** private key ***'],
];

/**
 * Text as one printable line, without what looks like credentials: `\n` is written as backslash and n. The same text comes out
 * when it is done twice.
 */
export function oneLine(text: string): string {
  let safe = text;
  for (const [pattern, replacement] of SECRETS)
    safe = safe.replace(pattern, replacement);
  return safe.replace(
    UNPRINTABLE,
    character =>
      SHORT[character] ??
      `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
