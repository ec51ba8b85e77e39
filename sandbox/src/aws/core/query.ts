import { XmlContent, XmlList, xmlList } from './xml';

/** A value of the query protocol: text, a list, or named values. @public */
export type QueryValue = string | QueryValue[] | { [name: string]: QueryValue };

/** Named values of the query protocol. @public */
export type QueryInput = { [name: string]: QueryValue };

interface Draft {
  [name: string]: string | Draft;
}

/**
 * The parameters of a form-encoded call as nested values: `A.member.1.B=x` is `{ A: [{ B: 'x' }] }`. Lists may also be
 * written without `member`, and empty lists as `A=`.
 *
 * @public
 */
export function readQuery(parameters: Iterable<[string, string]>): QueryInput {
  const draft: Draft = {};
  for (const [name, value] of parameters) {
    const path = name.split('.');
    if (path.some(part => part === '__proto__' || part === 'constructor'))
      continue;
    let at = draft;
    for (const part of path.slice(0, -1)) {
      const next = at[part];
      at = typeof next === 'object' ? next : ((at[part] = {}) as Draft);
    }
    at[path[path.length - 1]] = value;
  }
  return Object.fromEntries(
    Object.entries(draft).map(([name, value]) => [name, finish(value)]),
  );
}

function finish(value: string | Draft): QueryValue {
  if (typeof value === 'string') return value;
  const names = Object.keys(value);
  if (names.length === 1 && names[0] === 'member') {
    const list = value.member;
    return typeof list === 'string' ? [] : listOf(list);
  }
  if (names.length > 0 && names.every(name => /^\d+$/.test(name)))
    return listOf(value);
  return Object.fromEntries(names.map(name => [name, finish(value[name])]));
}

function listOf(draft: Draft): QueryValue[] {
  return Object.keys(draft)
    .sort((left, right) => Number(left) - Number(right))
    .map(name => finish(draft[name]));
}

/** @public */
export function queryText(input: QueryInput, name: string): string | undefined {
  const value = input[name];
  return typeof value === 'string' ? value : undefined;
}

/** The texts of a list; undefined when the list was not given. @public */
export function queryTexts(
  input: QueryInput,
  name: string,
): string[] | undefined {
  const list = queryList(input, name);
  return list?.filter((item): item is string => typeof item === 'string');
}

/** The items of a list; undefined when the list was not given. @public */
export function queryList(
  input: QueryInput,
  name: string,
): QueryValue[] | undefined {
  const value = input[name];
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return value;
  return value === '' ? [] : undefined;
}

/** The structures of a list; undefined when the list was not given. @public */
export function queryStructures(
  input: QueryInput,
  name: string,
): QueryInput[] | undefined {
  return queryList(input, name)?.filter(
    (item): item is QueryInput =>
      typeof item === 'object' && !Array.isArray(item),
  );
}

/** @public */
export function queryStructure(
  input: QueryInput,
  name: string,
): QueryInput | undefined {
  const value = input[name];
  return typeof value === 'object' && !Array.isArray(value) ? value : undefined;
}

/** A value as the query protocol's XML answers have it. @public */
export function queryXml(value: QueryValue | undefined): XmlContent {
  if (value === undefined || typeof value === 'string') return value;
  if (Array.isArray(value)) return members(value.map(queryXml));
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, queryXml(part)]),
  );
}

/** @public */
export function members(items: readonly XmlContent[]): XmlList {
  return xmlList('member', items);
}
