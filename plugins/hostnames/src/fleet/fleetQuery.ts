import type { Level } from '@hostmaster/backstage-plugin-hostnames-common';
import type { HostnamesQuery } from '@hostmaster/backstage-plugin-hostnames-react';

const levels: Level[] = ['action', 'unknown', 'waiting', 'improve', 'ok'];
const orders = [
  'verdict',
  'hostname',
  'owner',
  'entity',
  'cluster',
  'gateway',
  'expires',
  'changed',
] as const;

/** Filters that take several values, by their name in the URL and in the query. */
export const listFilters = [
  'cluster',
  'namespace',
  'owner',
  'gateway',
  'zone',
  'entity',
] as const;
export type ListFilter = (typeof listFilters)[number];

/** Rows of a page, to choose from. */
export const pageSizes = [25, 50, 100];

/**
 * The table's question, from the page's URL: `?level=action&owner=group:default/a&text=shop&sort=-expires&page=2&size=50`.
 * What cannot be understood is left out.
 */
export function queryFrom(
  parameters: URLSearchParams,
): HostnamesQuery & { offset: number; limit: number } {
  const size = Number(parameters.get('size'));
  const limit = pageSizes.includes(size) ? size : pageSizes[0];
  const page = Number(parameters.get('page') ?? '1');
  const { orderBy, order } = sortFrom(parameters.get('sort'));
  const level = parameters.getAll('level').filter(isLevel);
  const expires = parameters.get('expires');
  const query: HostnamesQuery & { offset: number; limit: number } = {
    orderBy,
    order,
    limit,
    offset: Number.isInteger(page) && page > 0 ? (page - 1) * limit : 0,
  };
  if (level.length > 0) query.level = level;
  for (const filter of listFilters) {
    const values = parameters.getAll(filter).filter(Boolean);
    if (values.length > 0) query[filter] = values;
  }
  const text = parameters.get('text')?.trim();
  if (text) query.text = text.slice(0, 253);
  if (expires && /^\d{1,4}$/.test(expires))
    query.expiresWithinDays = Math.min(3650, Number(expires));
  return query;
}

/** The URL with a filter set to other values, back on the first page. */
export function withFilter(
  parameters: URLSearchParams,
  name: string,
  values: string[],
): URLSearchParams {
  const changed = new URLSearchParams(parameters);
  changed.delete(name);
  changed.delete('page');
  values.filter(Boolean).forEach(value => changed.append(name, value));
  return changed;
}

/** The URL without any filter; order and page size stay. */
export function withoutFilters(parameters: URLSearchParams): URLSearchParams {
  const changed = new URLSearchParams();
  for (const name of ['sort', 'size']) {
    const value = parameters.get(name);
    if (value) changed.set(name, value);
  }
  return changed;
}

export function hasFilters(query: HostnamesQuery): boolean {
  const { level, text, expiresWithinDays } = query;
  return Boolean(
    level ||
      text ||
      expiresWithinDays !== undefined ||
      listFilters.some(filter => query[filter]),
  );
}

function sortFrom(text: string | null): {
  orderBy: HostnamesQuery['orderBy'];
  order: 'asc' | 'desc';
} {
  const descending = text?.startsWith('-') ?? false;
  const name = orders.find(each => each === text?.replace(/^-/, ''));
  return name
    ? { orderBy: name, order: descending ? 'desc' : 'asc' }
    : { orderBy: 'verdict', order: 'asc' };
}

function isLevel(text: string): text is Level {
  return levels.some(level => level === text);
}
