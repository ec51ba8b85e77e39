import { Watchdog } from '@hostmaster/kubernetes-runtime';
import { ClusterUnit } from './ClusterUnit';
import { ClusterStatus } from './Reconciler';

/** Whether a cluster can be seen, and since when not. */
export function clusterStatus(
  name: string,
  unit: ClusterUnit | undefined,
  failed: { since: number; message: string } | undefined,
  watchdog: Watchdog,
): ClusterStatus {
  if (!unit) {
    return {
      name,
      reachable: false,
      since: failed?.since,
      message: failed?.message ?? 'It has not been connected to yet.',
    };
  }
  const states = unit.world.needed.map(reflector => reflector.state());
  const heard = states.flatMap(({ lastHeard }) => lastHeard ?? []);
  const lastHeard = heard.length ? Math.min(...heard) : undefined;
  const health = watchdog
    .snapshot()
    .clusters.find(({ cluster }) => cluster === name);
  const bad =
    health?.stores.find(({ problem }) => problem) ??
    states.find(({ synced }) => !synced);
  if (!bad) return { name, reachable: true, lastHeard };
  return {
    name,
    reachable: false,
    lastHeard,
    since: bad.lastHeard ?? bad.since,
    message:
      bad.lastError?.message ??
      ('problem' in bad ? (bad.problem as string) : undefined) ??
      `${bad.resource} has not been read yet.`,
  };
}
