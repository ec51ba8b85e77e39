import { isJsonObject } from '../types';

type Step =
  | { kind: 'field'; name: string }
  | { kind: 'index'; index: number }
  | { kind: 'slice'; from?: number; to?: number }
  | { kind: 'all' }
  | { kind: 'descend' }
  | { kind: 'filter'; left: Operand; operator?: string; right?: Operand };

type Operand =
  | { kind: 'path'; steps: Step[] }
  | { kind: 'value'; value: unknown };

const parsed = new Map<string, Step[]>();

/**
 * The values at a JSONPath of Kubernetes' dialect (`.status.conditions[?(@.type=="Ready")].status`); none when a part of
 * the way is missing.
 *
 * @throws Error when the path cannot be read.
 * @internal
 */
export function findByJsonPath(value: unknown, path: string): unknown[] {
  let steps = parsed.get(path);
  if (!steps) {
    steps = parseJsonPath(path);
    parsed.set(path, steps);
  }
  return walk([value], steps);
}

function parseJsonPath(path: string): Step[] {
  const text = path.replace(/^\{/, '').replace(/\}$/, '').replace(/^[$@]/, '');
  const steps: Step[] = [];
  let position = 0;
  while (position < text.length) {
    const rest = text.slice(position);
    const dots = /^\.\.?/.exec(rest)?.[0] ?? '';
    const field = /^\.{0,2}((?:\\.|[^.[\]\\])+)/.exec(rest);
    if (dots === '..') steps.push({ kind: 'descend' });
    if (rest[dots.length] === '[') {
      const bracket = bracketAt(rest, dots.length);
      steps.push(parseBracket(bracket.slice(1, -1).trim(), path));
      position += dots.length + bracket.length;
    } else if (field) {
      const name = field[1].replace(/\\(.)/g, '$1');
      steps.push(name === '*' ? { kind: 'all' } : { kind: 'field', name });
      position += field[0].length;
    } else if (dots && rest.length === dots.length) {
      position = text.length;
    } else {
      throw new Error(
        `JSONPath ${JSON.stringify(path)}: cannot read ${JSON.stringify(rest)}`,
      );
    }
  }
  return steps;
}

/** The bracketed part that begins at `start`, with its closing bracket; quotes and nesting respected. */
function bracketAt(text: string, start: number): string {
  let depth = 0;
  let quote = '';
  for (let index = start; index < text.length; index++) {
    const character = text[index];
    if (quote) {
      if (character === '\\') index++;
      else if (character === quote) quote = '';
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '[') depth++;
    else if (character === ']' && --depth === 0)
      return text.slice(start, index + 1);
  }
  throw new Error(`JSONPath ${JSON.stringify(text)}: unterminated array`);
}

function parseBracket(inside: string, path: string): Step {
  if (inside === '*') return { kind: 'all' };
  const quoted = /^(['"])(.*)\1$/.exec(inside);
  if (quoted) return { kind: 'field', name: quoted[2].replace(/\\(.)/g, '$1') };
  if (/^-?\d+$/.test(inside)) return { kind: 'index', index: Number(inside) };
  const slice = /^(-?\d*):(-?\d*)$/.exec(inside);
  if (slice) {
    return {
      kind: 'slice',
      from: slice[1] ? Number(slice[1]) : undefined,
      to: slice[2] ? Number(slice[2]) : undefined,
    };
  }
  const filter = /^\?\((.*)\)$/s.exec(inside);
  if (!filter)
    throw new Error(
      `JSONPath ${JSON.stringify(path)}: cannot read [${inside}]`,
    );
  const comparison = /^(.*?)\s*(==|!=|>=|<=|>|<)\s*(.*)$/s.exec(
    filter[1].trim(),
  );
  if (!comparison)
    return { kind: 'filter', left: parseOperand(filter[1].trim()) };
  return {
    kind: 'filter',
    left: parseOperand(comparison[1]),
    operator: comparison[2],
    right: parseOperand(comparison[3]),
  };
}

function parseOperand(text: string): Operand {
  if (text.startsWith('@') || text.startsWith('$'))
    return { kind: 'path', steps: parseJsonPath(text) };
  const quoted = /^(['"])(.*)\1$/s.exec(text);
  if (quoted)
    return { kind: 'value', value: quoted[2].replace(/\\(.)/g, '$1') };
  if (text === 'true' || text === 'false')
    return { kind: 'value', value: text === 'true' };
  return {
    kind: 'value',
    value: text !== '' && !Number.isNaN(Number(text)) ? Number(text) : text,
  };
}

function walk(values: unknown[], steps: Step[]): unknown[] {
  return steps.reduce<unknown[]>(
    (current, step) => current.flatMap(value => take(value, step)),
    values,
  );
}

function take(value: unknown, step: Step): unknown[] {
  switch (step.kind) {
    case 'field':
      return isJsonObject(value) && Object.hasOwn(value, step.name)
        ? [value[step.name]]
        : [];
    case 'index':
      return Array.isArray(value)
        ? value.slice(
            step.index,
            step.index === -1 ? undefined : step.index + 1,
          )
        : [];
    case 'slice':
      return Array.isArray(value) ? value.slice(step.from, step.to) : [];
    case 'all':
      return children(value);
    case 'descend':
      return descendants(value);
    case 'filter':
      return children(value).filter(item => passes(item, step));
    default:
      return step satisfies never;
  }
}

function passes(item: unknown, filter: Step & { kind: 'filter' }): boolean {
  const left = operandValue(item, filter.left);
  if (!filter.operator || !filter.right) return left !== undefined;
  const right = operandValue(item, filter.right);
  if (left === undefined) return false;
  switch (filter.operator) {
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    default:
      return compares(left, filter.operator, right);
  }
}

function compares(left: unknown, operator: string, right: unknown): boolean {
  if (
    typeof left !== typeof right ||
    (typeof left !== 'number' && typeof left !== 'string')
  )
    return false;
  const [first, second] = [left, right as typeof left];
  if (operator === '>') return first > second;
  if (operator === '<') return first < second;
  return operator === '>=' ? first >= second : first <= second;
}

function operandValue(item: unknown, operand: Operand): unknown {
  return operand.kind === 'value'
    ? operand.value
    : walk([item], operand.steps)[0];
}

function children(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return isJsonObject(value) ? Object.values(value) : [];
}

function descendants(value: unknown): unknown[] {
  return [value, ...children(value).flatMap(descendants)];
}
