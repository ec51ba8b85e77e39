import { badRequest } from '../errors/StatusError';
import { labelValueProblems, qualifiedNameProblems } from '../schema/names';

/** One term of a label selector. @internal */
export type Requirement =
  | { operator: 'in' | 'notin'; key: string; values: string[] }
  | { operator: 'exists' | 'absent'; key: string }
  | { operator: 'greater' | 'less'; key: string; value: number };

/** Reads the terms of a label selector. @internal */
export class SelectorParser {
  private readonly tokens: string[];
  private position = 0;

  constructor(selector: string) {
    this.tokens = selector.match(/==|!=|[=<>(),!]|[^\s=<>(),!]+/g) ?? [];
  }

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    for (;;) {
      requirements.push(this.requirement());
      const next = this.next();
      if (next === '') return requirements;
      if (next !== ',')
        throw unparsable(`found '${next}', expected: ',' or 'end of string'`);
      if (this.peek() === '')
        throw unparsable(`found '', expected: identifier after ','`);
    }
  }

  private requirement(): Requirement {
    if (this.peek() === '!') {
      this.next();
      return { operator: 'absent', key: this.key() };
    }
    const key = this.key();
    const operator = this.peek();
    if (operator === '' || operator === ',') return { operator: 'exists', key };
    this.next();
    switch (operator) {
      case '=':
      case '==':
        return { operator: 'in', key, values: [this.value()] };
      case '!=':
        return { operator: 'notin', key, values: [this.value()] };
      case 'in':
      case 'notin':
        return { operator, key, values: this.values() };
      case '>':
      case '<':
        return {
          operator: operator === '>' ? 'greater' : 'less',
          key,
          value: this.number(),
        };
      default:
        throw unparsable(
          `found '${operator}', expected: in, notin, =, ==, !=, gt, lt`,
        );
    }
  }

  private key(): string {
    const key = this.next();
    if (key === '' || /^[=<>(),!]/.test(key)) {
      throw unparsable(
        `found '${key}', expected: !, identifier, or 'end of string'`,
      );
    }
    const problems = qualifiedNameProblems(key);
    if (problems.length > 0) {
      throw unparsable(
        `key: Invalid value: ${JSON.stringify(key)}: ${problems.join('; ')}`,
      );
    }
    return key;
  }

  private value(): string {
    const next = this.peek();
    if (next === '' || next === ',') return '';
    return checkedValue(this.next());
  }

  private number(): number {
    const text = this.next();
    if (!/^-?\d+$/.test(text)) {
      throw unparsable(
        `values[0]: Invalid value: ${JSON.stringify(
          text,
        )}: for 'Gt', 'Lt' operators, the value must be an integer`,
      );
    }
    return Number(text);
  }

  private values(): string[] {
    const open = this.next();
    if (open !== '(') throw unparsable(`found '${open}' expected: '('`);
    const values: string[] = [];
    for (;;) {
      const token = this.next();
      if (token === ')') return values.length > 0 ? values : [''];
      if (token === ',') {
        if (this.peek() === ',' || this.peek() === ')') values.push('');
        continue;
      }
      if (token === '')
        throw unparsable(`found '', expected: ',', ')' or identifier`);
      values.push(checkedValue(token));
    }
  }

  private peek(): string {
    return this.tokens[this.position] ?? '';
  }

  private next(): string {
    return this.tokens[this.position++] ?? '';
  }
}

function checkedValue(value: string): string {
  const problems = labelValueProblems(value);
  if (problems.length > 0) {
    throw unparsable(
      `values[0]: Invalid value: ${JSON.stringify(value)}: ${problems.join(
        '; ',
      )}`,
    );
  }
  return value;
}

function unparsable(text: string) {
  return badRequest(`unable to parse requirement: ${text}`);
}
