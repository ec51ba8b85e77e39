import { Environment } from '@marcbachmann/cel-js';
import { celEnvironment } from './celEnvironment';
import { rewriteExpression } from './rewriteExpression';

/** Evaluates an expression with variables. Throws what the expression's evaluation ends with. @internal */
export type Expression = (variables: Record<string, unknown>) => unknown;

let environment: Environment | undefined;
const compiled = new Map<string, Expression>();

/**
 * Compiles an expression in CEL; each text once.
 *
 * @throws Error when it cannot be parsed.
 * @internal
 */
export function compileExpression(text: string): Expression {
  let expression = compiled.get(text);
  if (!expression) {
    environment ??= celEnvironment();
    expression = environment.parse(rewriteExpression(environment, text));
    compiled.set(text, expression);
  }
  return expression;
}

/** The first line of an evaluation's error, in the words of the API server. @internal */
export function evaluationProblem(error: unknown): string {
  const [line] = (error instanceof Error ? error.message : String(error)).split(
    '\n',
  );
  return line.replace(/^No such key/, 'no such key');
}
