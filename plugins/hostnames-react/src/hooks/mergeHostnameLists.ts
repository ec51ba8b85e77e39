import type {
  HostnameList,
  HostnameSummary,
  Level,
} from '@hostmaster/backstage-plugin-hostnames-common';

/** Levels, worst first: what needs somebody, what cannot be seen, what is on its way, what could be better, the rest. */
export const levelsWorstFirst: Level[] = [
  'action',
  'unknown',
  'waiting',
  'improve',
  'ok',
];

/** A list of one hostname. */
export function listOfOne(item: HostnameSummary): HostnameList {
  const counts = { ok: 0, improve: 0, waiting: 0, action: 0, unknown: 0 };
  counts[item.verdict.level] = 1;
  const facets = {
    clusters: [],
    owners: [],
    gateways: [],
    zones: [],
    namespaces: [],
  };
  return { items: [item], totalItems: 1, counts, facets };
}

/** Several lists as one, worst first, at most `limit` items; the counts are of all. */
export function mergeHostnameLists(
  lists: HostnameList[],
  limit: number,
): HostnameList {
  const sum = (pick: (list: HostnameList) => number) =>
    lists.reduce((total, list) => total + pick(list), 0);
  const union = (pick: (list: HostnameList) => string[]) =>
    [...new Set(lists.flatMap(pick))].sort();
  const items = lists.flatMap(list => list.items);
  if (lists.length > 1)
    items.sort((a, b) => rankOf(a.verdict.level) - rankOf(b.verdict.level));

  return {
    items: items.slice(0, limit),
    totalItems: sum(list => list.totalItems),
    counts: {
      ok: sum(list => list.counts.ok),
      improve: sum(list => list.counts.improve),
      waiting: sum(list => list.counts.waiting),
      action: sum(list => list.counts.action),
      unknown: sum(list => list.counts.unknown),
    },
    facets: {
      clusters: union(list => list.facets.clusters),
      owners: union(list => list.facets.owners),
      gateways: union(list => list.facets.gateways),
      zones: union(list => list.facets.zones),
      namespaces: union(list => list.facets.namespaces),
    },
  };
}

function rankOf(level: Level): number {
  return levelsWorstFirst.indexOf(level);
}
