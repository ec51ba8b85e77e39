import { ASTNode, Environment } from '@marcbachmann/cel-js';

/** The name under which `matches` of Go's expressions is registered; the library's own takes those of JavaScript. @internal */
export const GO_MATCHES = 'matchesPattern';

/**
 * Writes an expression in the library's dialect:
 *
 * - `has(list[0].field)` as `list[0].?field.hasValue()`, since its `has` takes only names with dots in between;
 * - `text.matches(pattern)` as a call of the function that reads Go's patterns.
 *
 * @internal
 */
export function rewriteExpression(
  environment: Environment,
  expression: string,
): string {
  const edit = findEdit(environment.parse(expression).ast);
  if (!edit) return expression;
  const rewritten =
    expression.slice(0, edit.start) + edit.text + expression.slice(edit.end);
  return rewriteExpression(environment, rewritten);
}

interface Edit {
  start: number;
  end: number;
  text: string;
}

/** The first thing to rewrite, if there is one. */
function findEdit(node: unknown): Edit | undefined {
  if (Array.isArray(node)) {
    for (const part of node) {
      const edit = findEdit(part);
      if (edit) return edit;
    }
    return undefined;
  }
  if (!isNode(node)) return undefined;
  return editOfHas(node) ?? editOfMatches(node) ?? findEdit(node.args);
}

function editOfHas(node: ASTNode): Edit | undefined {
  if (node.op !== 'call' || node.args[0] !== 'has') return undefined;
  const [argument] = node.args[1];
  if (argument?.op !== '.' || isPath(argument)) return undefined;
  const [base, field] = argument.args;
  const { start, end, input } = node;
  return {
    start,
    end,
    text: `${input.slice(base.start, base.end)}.?${field}.hasValue()`,
  };
}

function editOfMatches(node: ASTNode): Edit | undefined {
  if (node.op !== 'rcall' || node.args[0] !== 'matches') return undefined;
  const [, receiver, [pattern]] = node.args;
  if (!pattern) return undefined;
  const between = node.input.slice(receiver.end, pattern.start);
  return {
    start: receiver.end,
    end: pattern.start,
    text: between.replace('matches', GO_MATCHES),
  };
}

/** Names with dots in between. */
function isPath(node: ASTNode): boolean {
  if (node.op === '.' || node.op === '.?') return isPath(node.args[0]);
  return node.op === 'id';
}

function isNode(value: unknown): value is ASTNode {
  return (
    typeof value === 'object' &&
    value !== null &&
    'op' in value &&
    'args' in value
  );
}
