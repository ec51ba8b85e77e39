import { CLOSED_FOR_ANNOTATION } from '../hostnames/createRouteBreaker';
import { ClusterStores } from '../reconciler/Reconciler';
import { Instruments, Sample } from './Instruments';
import { knownReason } from './knownReason';
import { MetricsSource } from './MetricsSource';

type Read = (cluster: string, stores: ClusterStores, now: number) => Sample[];

/** Registers what is known of all requests and claims, cluster by cluster. */
export function registerFleet(
  instruments: Instruments,
  source: () => MetricsSource | undefined,
): void {
  const each = (read: Read) => () => {
    const from = source();
    return (from?.clusters() ?? []).flatMap(({ name }) => {
      const stores = from?.stores(name);
      return from && stores ? read(name, stores, from.now()) : [];
    });
  };
  instruments.collected('hostmaster_requests', each(requests));
  instruments.collected('hostmaster_conditions', each(conditions));
  instruments.collected('hostmaster_condition_oldest_seconds', each(oldest));
  instruments.collected('hostmaster_claims', each(claims));
  instruments.collected('hostmaster_brake_held_requests', each(held));
  instruments.collected(
    'hostmaster_route_breaker_closed_listeners',
    each(closed),
  );
  instruments.collected('hostmaster_cluster_reachable', () =>
    (source()?.clusters() ?? []).map(({ name, reachable }) => ({
      labels: { cluster: name },
      value: reachable ? 1 : 0,
    })),
  );
}

const requests: Read = (cluster, stores) =>
  counted(
    stores.requests.list().map(({ status }) => {
      const ready = status?.conditions?.find(({ type }) => type === 'Ready');
      return { cluster, ready: ready?.status ?? 'Unknown' };
    }),
  );

const conditions: Read = (cluster, stores) =>
  counted(conditionsOf(cluster, stores).map(({ labels }) => labels));

const oldest: Read = (cluster, stores, now) => {
  const ages = conditionsOf(cluster, stores)
    .filter(({ labels, since }) => labels.status !== 'True' && since > 0)
    .map(({ labels, since }) => ({
      labels,
      value: Math.max(0, (now - since) / 1000),
    }));
  return merged(ages, Math.max);
};

const claims: Read = (cluster, stores) =>
  counted(
    stores.claims.list().map(({ spec }) => {
      const delegated = spec.owner ? 'held' : 'delegated';
      return { cluster, state: spec.state ?? delegated };
    }),
  );

const held: Read = (cluster, stores) => [
  {
    labels: { cluster },
    value: stores.requests
      .list()
      .filter(({ status }) =>
        status?.conditions?.some(({ reason }) => reason === 'BrakeApplied'),
      ).length,
  },
];

const closed: Read = (cluster, stores) => [
  {
    labels: { cluster },
    value: stores.listenerSets
      .list()
      .filter(({ metadata }) => metadata.annotations?.[CLOSED_FOR_ANNOTATION])
      .length,
  },
];

/** `Reconciling` and `Stalled` only repeat what `Ready` says. */
const REPEATED = ['Reconciling', 'Stalled'];

function conditionsOf(cluster: string, stores: ClusterStores) {
  return stores.requests.list().flatMap(({ status }) =>
    (status?.conditions ?? [])
      .filter(({ type }) => !REPEATED.includes(type))
      .map(condition => ({
        labels: {
          cluster,
          type: condition.type,
          status: condition.status,
          reason: knownReason(condition.reason),
        },
        since: Date.parse(condition.lastTransitionTime) || 0,
      })),
  );
}

function counted(labels: Array<Record<string, string>>): Sample[] {
  return merged(
    labels.map(each => ({ labels: each, value: 1 })),
    (left, right) => left + right,
  );
}

/** One sample for equal labels. */
function merged(
  samples: Sample[],
  merge: (left: number, right: number) => number,
): Sample[] {
  const found = new Map<string, Sample>();
  for (const { labels, value } of samples) {
    const key = Object.values(labels).join('\0');
    const known = found.get(key);
    if (known) known.value = merge(known.value, value);
    else found.set(key, { labels, value });
  }
  return [...found.values()];
}
