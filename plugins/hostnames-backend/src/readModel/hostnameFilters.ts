import { PermissionCriteria } from '@backstage/plugin-permission-common';
import {
  HostnameRef,
  Level,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { Knex } from 'knex';
import { HostnameCriterion } from '../permissions/HostnameCriterion';

/** What the caller may see: everything, nothing, or what fulfils conditions. */
export type Visibility =
  | 'everything'
  | 'nothing'
  | PermissionCriteria<HostnameCriterion>;

/** Filters of a list. Several values of one filter: any of them. */
export interface HostnameFilters {
  level?: Level[];
  cluster?: string[];
  namespace?: string[];
  owner?: string[];
  /** Entity refs; `kubernetesIds` are the other way the same entities are named. */
  entity?: string[];
  kubernetesIds?: string[];
  gateway?: string[];
  zone?: string[];
  text?: string;
  expiresBefore?: number;
}

export type HostnameOrder =
  | 'verdict'
  | 'hostname'
  | 'owner'
  | 'entity'
  | 'cluster'
  | 'gateway'
  | 'expires'
  | 'changed';

/** The only columns a list can be ordered by. */
const orderColumns: Record<HostnameOrder, string> = {
  verdict: 'verdict_rank',
  hostname: 'hostname',
  owner: 'owner',
  entity: 'entity',
  cluster: 'cluster',
  gateway: 'gateway',
  expires: 'certificate_expires_at',
  changed: 'changed_at',
};

export function applyFilters(
  query: Knex.QueryBuilder,
  filters: HostnameFilters,
): Knex.QueryBuilder {
  anyOf(query, 'level', filters.level);
  anyOf(query, 'cluster', filters.cluster);
  anyOf(query, 'namespace', filters.namespace);
  anyOf(query, 'owner', filters.owner?.map(lower));
  anyOf(query, 'gateway', filters.gateway);
  anyOf(query, 'zone', filters.zone);
  if (filters.entity) {
    const { entity, kubernetesIds = [] } = filters;
    query.andWhere(either =>
      either
        .whereIn('entity', entity.map(lower))
        .orWhereIn('kubernetes_id', kubernetesIds),
    );
  }
  if (filters.text) {
    const pattern = `%${escapeLike(
      filters.text.normalize('NFC').toLowerCase(),
    )}%`;
    query.andWhere(either => {
      either
        .whereRaw(`hostname LIKE ? ESCAPE '!'`, [pattern])
        .orWhereRaw(`display_name LIKE ? ESCAPE '!'`, [pattern]);
    });
  }
  if (filters.expiresBefore !== undefined)
    query.andWhere('certificate_expires_at', '<=', filters.expiresBefore);
  return query;
}

export function applyVisibility(
  query: Knex.QueryBuilder,
  visibility: Visibility,
): Knex.QueryBuilder {
  if (visibility === 'everything') return query;
  if (visibility === 'nothing') return query.whereRaw('1 = 0');
  return query.andWhere(part => applyCriteria(part, visibility));
}

/** Rows without a value come last in both directions; equal ones are in the order of the hostname. */
export function applyOrder(
  query: Knex.QueryBuilder,
  orderBy: HostnameOrder,
  order: 'asc' | 'desc',
): Knex.QueryBuilder {
  const column = orderColumns[orderBy];
  return query
    .orderByRaw(`CASE WHEN ?? IS NULL THEN 1 ELSE 0 END`, [column])
    .orderBy(column, order)
    .orderBy('hostname')
    .orderBy('cluster')
    .orderBy('namespace')
    .orderBy('name');
}

export function whereRef(
  query: Knex.QueryBuilder,
  ref: HostnameRef,
): Knex.QueryBuilder {
  return query.where({
    cluster: ref.cluster,
    namespace: ref.namespace,
    name: ref.name,
  });
}

function applyCriteria(
  query: Knex.QueryBuilder,
  criteria: PermissionCriteria<HostnameCriterion>,
): void {
  if ('allOf' in criteria) {
    for (const part of criteria.allOf)
      query.andWhere(inner => applyCriteria(inner, part));
  } else if ('anyOf' in criteria) {
    for (const part of criteria.anyOf)
      query.orWhere(inner => applyCriteria(inner, part));
  } else if ('not' in criteria) {
    query.whereNot(inner => applyCriteria(inner, criteria.not));
  } else {
    applyCriterion(query, criteria);
  }
}

function applyCriterion(
  query: Knex.QueryBuilder,
  criterion: HostnameCriterion,
): void {
  const values = criterion.values.map(lower);
  if (values.length === 0) {
    query.whereRaw('1 = 0');
    return;
  }
  switch (criterion.field) {
    case 'owner':
      // The first half makes the whole false, not NULL, for a hostname without owner: "not owned by" then holds for it.
      query.whereNotNull('owner').whereIn('owner', values);
      return;
    case 'namespace':
    case 'cluster':
      query.whereIn(criterion.field, criterion.values);
      return;
    case 'suffix':
      for (const value of values) {
        query
          .orWhere('hostname', value)
          .orWhereRaw(`hostname LIKE ? ESCAPE '!'`, [`%.${escapeLike(value)}`]);
      }
      return;
    default:
      throw new Error(`unknown field ${criterion.field satisfies never}`);
  }
}

function anyOf(
  query: Knex.QueryBuilder,
  column: string,
  values: string[] | undefined,
): void {
  if (values) query.whereIn(column, values);
}

function escapeLike(text: string): string {
  return text.replace(/[!%_]/g, character => `!${character}`);
}

function lower(text: string): string {
  return text.toLowerCase();
}
