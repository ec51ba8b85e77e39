import { badRequest } from '../errors/StatusError';
import { labelValueProblems, qualifiedNameProblems } from '../schema/names';

type Requirement =
  | { operator: 'in' | 'notin'; key: string; values: string[] }
  | { operator: 'exists' | 'absent'; key: string }
  | { operator: 'greater' | 'less'; key: string; value: number };

/** Whether an object with these labels is selected. @internal */
export type LabelMatcher = (labels: Record<string, string> | undefined) => boolean;

/**
 * Parses `a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1`.
 *
 * @throws StatusError 400 when it cannot be read.
 * @internal
 */
export function parseLabelSelector(selector: string | undefined): LabelMatcher | undefined {
  if (!selector?.trim()) return undefined;
  const requirements = new SelectorParser(selector).parse();
  return labels => requirements.every(requirement => satisfies(labels ?? {}, requirement));
}

/** The structured form of a selector, as objects carry it. @internal */
export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: Array<{ key: string; operator: string; values?: string[] }>;
}

/** Whether labels satisfy a structured selector; an empty one selects everything. @internal */
export function matchesLabelSelector(selector: LabelSelector | undefined, labels: Record<string, string> = {}): boolean {
  const wanted = Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
  return (
    wanted &&
    (selector?.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
      switch (operator) {
        case 'In':
          return Object.hasOwn(labels, key) && values.includes(labels[key]);
        case 'NotIn':
          return !Object.hasOwn(labels, key) || !values.includes(labels[key]);
        case 'Exists':
          return Object.hasOwn(labels, key);
        case 'DoesNotExist':
          return !Object.hasOwn(labels, key);
        default:
          return false;
      }
    })
  );
}

function satisfies(labels: Record<string, string>, requirement: Requirement): boolean {
  const value = Object.hasOwn(labels, requirement.key) ? labels[requirement.key] : undefined;
  switch (requirement.operator) {
    case 'in':
      return value !== undefined && requirement.values.includes(value);
    case 'notin':
      return value === undefined || !requirement.values.includes(value);
    case 'exists':
      return value !== undefined;
    case 'absent':
      return value === undefined;
    case 'greater':
      return value !== undefined && /^-?\d+$/.test(value) && Number(value) > requirement.value;
    case 'less':
      return value !== undefined && /^-?\d+$/.test(value) && Number(value) < requirement.value;
    default:
      return requirement satisfies never;
  }
}

class SelectorParser {
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
      if (next !== ',') throw unparsable(`found '${next}', expected: ',' or 'end of string'`);
      if (this.peek() === '') throw unparsable(`found '', expected: identifier after ','`);
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
        return { operator: operator === '>' ? 'greater' : 'less', key, value: this.number() };
      default:
        throw unparsable(`found '${operator}', expected: in, notin, =, ==, !=, gt, lt`);
    }
  }

  private key(): string {
    const key = this.next();
    if (key === '' || /^[=<>(),!]/.test(key)) {
      throw unparsable(`found '${key}', expected: !, identifier, or 'end of string'`);
    }
    const problems = qualifiedNameProblems(key);
    if (problems.length > 0) {
      throw unparsable(`key: Invalid value: ${JSON.stringify(key)}: ${problems.join('; ')}`);
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
        `values[0]: Invalid value: ${JSON.stringify(text)}: for 'Gt', 'Lt' operators, the value must be an integer`,
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
      if (token === '') throw unparsable(`found '', expected: ',', ')' or identifier`);
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
    throw unparsable(`values[0]: Invalid value: ${JSON.stringify(value)}: ${problems.join('; ')}`);
  }
  return value;
}

function unparsable(text: string) {
  return badRequest(`unable to parse requirement: ${text}`);
}
