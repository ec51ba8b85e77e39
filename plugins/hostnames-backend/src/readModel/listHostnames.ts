import { Level } from '@hostmaster/backstage-plugin-hostnames-common';
import { Knex } from 'knex';
import {
  applyFilters,
  applyOrder,
  applyVisibility,
  HostnameFilters,
  HostnameOrder,
  Visibility,
} from './hostnameFilters';
import { fromRow, HostnameRow } from './HostnameRow';
import { StoredHostname } from './StoredHostname';

/** One page, with what a table shows around it. */
export interface HostnamePage {
  items: StoredHostname[];
  totalItems: number;
  /** Per level, with all filters but the level's. */
  counts: Record<Level, number>;
  /** Values there are, at most 100 of each, whatever the filters. */
  facets: Record<
    'clusters' | 'owners' | 'gateways' | 'zones' | 'namespaces',
    string[]
  >;
}

export interface HostnameListQuery {
  filters: HostnameFilters;
  visibility: Visibility;
  orderBy: HostnameOrder;
  order: 'asc' | 'desc';
  offset: number;
  limit: number;
}

const MOST_FACETS = 100;

/** Filters, orders, counts and cuts in the database; nothing outside the visibility takes part in any of it. */
export async function listHostnames(
  knex: Knex,
  query: HostnameListQuery,
): Promise<HostnamePage> {
  const { level, ...others } = query.filters;
  const visible = () =>
    applyVisibility(knex<HostnameRow>('hostnames'), query.visibility);
  const [rows, counts, facets] = await Promise.all([
    applyOrder(
      applyFilters(visible(), query.filters),
      query.orderBy,
      query.order,
    )
      .offset(query.offset)
      .limit(query.limit) as Promise<HostnameRow[]>,
    countByLevel(applyFilters(visible(), others)),
    facetsOf(visible),
  ]);
  const totalItems = (level ?? (Object.keys(counts) as Level[])).reduce(
    (sum, each) => sum + counts[each],
    0,
  );
  return { items: rows.map(fromRow), totalItems, counts, facets };
}

export async function countByLevel(
  query: Knex.QueryBuilder,
): Promise<Record<Level, number>> {
  const rows: Array<{ level: Level; number: number | string }> = await query
    .select('level')
    .count({ number: '*' })
    .groupBy('level');
  const counts: Record<Level, number> = {
    ok: 0,
    improve: 0,
    waiting: 0,
    action: 0,
    unknown: 0,
  };
  for (const { level, number } of rows) counts[level] = Number(number);
  return counts;
}

async function facetsOf(
  visible: () => Knex.QueryBuilder,
): Promise<HostnamePage['facets']> {
  const [clusters, owners, gateways, zones, namespaces] = await Promise.all(
    ['cluster', 'owner', 'gateway', 'zone', 'namespace'].map(async column => {
      const rows: Array<Record<string, string>> = await visible()
        .whereNotNull(column)
        .distinct(column)
        .orderBy(column)
        .limit(MOST_FACETS);
      return rows.map(row => row[column]);
    }),
  );
  return { clusters, owners, gateways, zones, namespaces };
}
