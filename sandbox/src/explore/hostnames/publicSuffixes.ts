import {
  edgeChild,
  edgeLength,
  edgeStart,
  exceptionsRoot,
  labelText,
  nodeFlags,
  rulesRoot,
} from 'tldts/dist/cjs/src/data/trie';

/** The public-suffix list as published, ICANN and private part. */
export interface PublicSuffixList {
  /** `com`, `co.uk`, `github.io`. */
  rules: Set<string>;
  /** What stands behind `*.` in a rule: `ck`. */
  wildcards: Set<string>;
  /** Rules with `!`: `www.ck`. */
  exceptions: Set<string>;
}

/**
 * All rules of the list that is installed with tldts, read from its data without its look-up: so that the look-up is compared
 * with the list and not with itself.
 */
export const PUBLIC_SUFFIXES: PublicSuffixList = readList();

/** Whether a name is a public suffix, by the algorithm of publicsuffix.org: an exception wins over every rule. */
export function isPublicSuffix(name: string): boolean {
  const { rules, wildcards, exceptions } = PUBLIC_SUFFIXES;
  if (exceptions.has(name)) return false;
  return rules.has(name) || wildcards.has(name.slice(name.indexOf('.') + 1));
}

function readList(): PublicSuffixList {
  const offsets: number[] = [];
  edgeLength.reduce((offset, length, edge) => {
    offsets[edge] = offset;
    return offset + length;
  }, 0);
  const namesBelow = (root: number): string[] => {
    const names: string[] = [];
    const walk = (node: number, name: string) => {
      if (nodeFlags[node] > 0 && name) names.push(name);
      for (let edge = edgeStart[node]; edge < edgeStart[node + 1]; edge++) {
        const start = offsets[edge];
        const label = labelText.slice(start, start + edgeLength[edge]);
        walk(edgeChild[edge], name ? `${label}.${name}` : label);
      }
    };
    walk(root, '');
    return names;
  };
  const rules = namesBelow(rulesRoot);
  return {
    rules: new Set(rules.filter(rule => !rule.startsWith('*.'))),
    wildcards: new Set(
      rules.filter(rule => rule.startsWith('*.')).map(rule => rule.slice(2)),
    ),
    exceptions: new Set(namesBelow(exceptionsRoot)),
  };
}
