const patterns = new Map<string, RegExp>();

/** A pattern of a schema, compiled once. @internal */
export function patternOf(pattern: string): RegExp {
  let compiled = patterns.get(pattern);
  if (!compiled) {
    compiled = compileGoPattern(pattern);
    patterns.set(pattern, compiled);
  }
  return compiled;
}

/** Compiles an expression in Go's syntax: close enough to ours, but for flags at the start and named classes. @internal */
export function compileGoPattern(pattern: string): RegExp {
  const flags = /^\(\?([ims]+)\)/.exec(pattern);
  const source = pattern
    .slice(flags?.[0].length ?? 0)
    .replace(/\(\?P</g, '(?<')
    .replace(/\\z/g, '$')
    .replace(/\\A/g, '^')
    .replace(/\[:alnum:\]/g, 'A-Za-z0-9')
    .replace(/\[:alpha:\]/g, 'A-Za-z')
    .replace(/\[:digit:\]/g, '0-9')
    .replace(/\[:lower:\]/g, 'a-z')
    .replace(/\[:upper:\]/g, 'A-Z')
    .replace(/\[:space:\]/g, '\\s');
  try {
    return new RegExp(source, `u${flags?.[1] ?? ''}`);
  } catch {
    return new RegExp(source, flags?.[1] ?? '');
  }
}
