const patterns = new Map<string, RegExp>();

const INLINE_FLAGS = /\(\?([ims]+)\)/g;
const CLASSES: Record<string, string> = {
  '[:alnum:]': 'A-Za-z0-9',
  '[:alpha:]': 'A-Za-z',
  '[:digit:]': '0-9',
  '[:lower:]': 'a-z',
  '[:upper:]': 'A-Z',
  '[:space:]': '\\s',
};

/** A pattern in Go's syntax, compiled once. @internal */
export function patternOf(pattern: string): RegExp {
  let compiled = patterns.get(pattern);
  if (!compiled) {
    compiled = compileGoPattern(pattern);
    patterns.set(pattern, compiled);
  }
  return compiled;
}

/**
 * Compiles an expression in Go's syntax. It is close enough to ours but for named classes, named groups, `\A`, `\z`, and
 * flags inside, which hold for the whole expression here.
 *
 * @throws SyntaxError for an expression that cannot be read.
 * @internal
 */
export function compileGoPattern(pattern: string): RegExp {
  const inline = Array.from(
    pattern.matchAll(INLINE_FLAGS),
    match => match[1],
  ).join('');
  const flags = [...new Set(inline)].join('');
  const source = pattern
    .replace(INLINE_FLAGS, '')
    .replace(/\(\?P</g, '(?<')
    .replace(/\\z/g, '$')
    .replace(/\\A/g, '^')
    .replace(/\[:[a-z]+:\]/g, name => CLASSES[name] ?? name);
  try {
    return new RegExp(source, `u${flags}`);
  } catch {
    return new RegExp(source, flags);
  }
}
