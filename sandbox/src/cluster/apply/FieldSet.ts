import { JsonObject } from '../types';

/**
 * A set of fields in the form in which `managedFields` carries them (FieldsV1): each key is a path element (`f:name`,
 * `k:{"type":"Ready"}`, `v:"A"`), an empty node is a member, a node with `.` is a member that has members below it.
 *
 * @internal
 */
export type FieldSet = { [element: string]: FieldSet };

const SELF = '.';

/** @internal */
export function isEmptySet(set: FieldSet): boolean {
  return Object.keys(set).length === 0;
}

/** Marks a node as a member although it has members below it. Changes and answers `node`. @internal */
export function withSelf(node: FieldSet): FieldSet {
  if (Object.keys(node).length > 0) node[SELF] = {};
  return node;
}

/** @internal */
export function unionOf(left: FieldSet, right: FieldSet): FieldSet {
  const result: FieldSet = { ...left };
  for (const [element, node] of Object.entries(right)) {
    result[element] = Object.hasOwn(left, element)
      ? unionOfNodes(left[element], node)
      : node;
  }
  return result;
}

/** What is in both. @internal */
export function intersectionOf(left: FieldSet, right: FieldSet): FieldSet {
  const result: FieldSet = {};
  for (const [element, node] of Object.entries(left)) {
    if (element === SELF || !Object.hasOwn(right, element)) continue;
    const below = intersectionOf(node, right[element]);
    const isIn = isMember(node) && isMember(right[element]);
    if (isIn) result[element] = withSelf(below);
    else if (!isEmptySet(below)) result[element] = below;
  }
  return result;
}

/** What is in `left` alone. @internal */
export function differenceOf(left: FieldSet, right: FieldSet): FieldSet {
  const result: FieldSet = {};
  for (const [element, node] of Object.entries(left)) {
    if (element === SELF) continue;
    if (!Object.hasOwn(right, element)) {
      result[element] = node;
      continue;
    }
    const below = differenceOf(node, right[element]);
    const stays = isMember(node) && !isMember(right[element]);
    if (stays) result[element] = withSelf(below);
    else if (!isEmptySet(below)) result[element] = below;
  }
  return result;
}

/** The same set with its elements in order, as it is stored. @internal */
export function sortedSet(set: FieldSet): JsonObject {
  return Object.fromEntries(
    Object.keys(set)
      .sort()
      .map(element => [element, sortedSet(set[element])]),
  );
}

/** The members as paths, `.spec.conditions[type="Ready"].status`, in order. @internal */
export function pathsOf(set: FieldSet, prefix = ''): string[] {
  return Object.keys(set)
    .filter(element => element !== SELF)
    .sort()
    .flatMap(element => {
      const path = prefix + showElement(element);
      return [
        ...(isMember(set[element]) ? [path] : []),
        ...pathsOf(set[element], path),
      ];
    });
}

function isMember(node: FieldSet): boolean {
  return isEmptySet(node) || Object.hasOwn(node, SELF);
}

function unionOfNodes(left: FieldSet, right: FieldSet): FieldSet {
  const both = unionOf(left, right);
  return isMember(left) || isMember(right) ? withSelf(both) : both;
}

/** A path element as messages show it. @internal */
export function showElement(element: string): string {
  const rest = element.slice(2);
  switch (element[0]) {
    case 'f':
      return `.${rest}`;
    case 'k': {
      const keys = Object.entries(JSON.parse(rest) as JsonObject);
      return `[${keys
        .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
        .join(',')}]`;
    }
    case 'v':
      return `[=${rest}]`;
    default:
      return `[${rest}]`;
  }
}
