import { sameJson } from '../json';
import { JsonSchema } from '../schema/JsonSchema';
import { Element, elementsOf } from './elements';
import { FieldSet, isEmptySet, withSelf } from './FieldSet';

/** What differs between two versions of an object. @internal */
export interface Comparison {
  /** Fields that came or hold another value. */
  changed: FieldSet;
  removed: FieldSet;
}

/** Compares two versions of an object, field by field as the schema divides them. @internal */
export function compareObjects(
  before: unknown,
  after: unknown,
  schema: JsonSchema | undefined,
): Comparison {
  const comparison: Comparison = { changed: {}, removed: {} };
  const old = byElement(elementsOf(before, schema));
  const now = byElement(elementsOf(after, schema));
  for (const [element, part] of now) {
    compareElement(element, old.get(element), part, comparison);
  }
  for (const [element, part] of old) {
    if (!now.has(element)) comparison.removed[element] = wholeOf(part);
  }
  return comparison;
}

function compareElement(
  element: string,
  old: Element | undefined,
  now: Element,
  comparison: Comparison,
): void {
  if (!old) {
    comparison.changed[element] = wholeOf(now);
    return;
  }
  if (old.value === now.value) return;
  const bothDivided = isDivided(old) && isDivided(now);
  if (!bothDivided) {
    if (!sameJson(old.value, now.value)) comparison.changed[element] = {};
    return;
  }
  const below = compareObjects(old.value, now.value, now.schema);
  if (!isEmptySet(below.changed)) comparison.changed[element] = below.changed;
  if (!isEmptySet(below.removed)) comparison.removed[element] = below.removed;
}

/** A part that came or went as a whole, with all its parts. */
function wholeOf(part: Element): FieldSet {
  const node: FieldSet = {};
  for (const inner of elementsOf(part.value, part.schema) ?? [])
    node[inner.element] = wholeOf(inner);
  return withSelf(node);
}

function isDivided(part: Element): boolean {
  return elementsOf(part.value, part.schema) !== undefined;
}

function byElement(parts: Element[] | undefined): Map<string, Element> {
  return new Map((parts ?? []).map(part => [part.element, part]));
}
