import { Requirement, SelectorParser } from './SelectorParser';

/** Whether an object with these labels is selected. @internal */
export type LabelMatcher = (
  labels: Record<string, string> | undefined,
) => boolean;

/**
 * Parses `a=b,c!=d,e in (f,g),h notin (i),j,!k,l>1`.
 *
 * @throws StatusError 400 when it cannot be read.
 * @internal
 */
export function parseLabelSelector(
  selector: string | undefined,
): LabelMatcher | undefined {
  if (!selector?.trim()) return undefined;
  const requirements = new SelectorParser(selector).parse();
  return labels =>
    requirements.every(requirement => satisfies(labels ?? {}, requirement));
}

/** The structured form of a selector, as objects carry it. @internal */
export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: Array<{
    key: string;
    operator: string;
    values?: string[];
  }>;
}

/** Whether labels satisfy a structured selector; an empty one selects everything. @internal */
export function matchesLabelSelector(
  selector: LabelSelector | undefined,
  labels: Record<string, string> = {},
): boolean {
  const wanted = Object.entries(selector?.matchLabels ?? {}).every(
    ([key, value]) => labels[key] === value,
  );
  return (
    wanted &&
    (selector?.matchExpressions ?? []).every(
      ({ key, operator, values = [] }) => {
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
      },
    )
  );
}

function satisfies(
  labels: Record<string, string>,
  requirement: Requirement,
): boolean {
  const value = Object.hasOwn(labels, requirement.key)
    ? labels[requirement.key]
    : undefined;
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
      return (
        value !== undefined &&
        /^-?\d+$/.test(value) &&
        Number(value) > requirement.value
      );
    case 'less':
      return (
        value !== undefined &&
        /^-?\d+$/.test(value) &&
        Number(value) < requirement.value
      );
    default:
      return requirement satisfies never;
  }
}
