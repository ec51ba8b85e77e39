import { HostnamesConfig } from '../config';
import { Reconciler } from '../reconciler/Reconciler';

/** Read whenever metrics are collected. */
export interface MetricsSource
  extends Pick<Reconciler, 'capacity' | 'clusters' | 'stores'> {
  providers(): ReturnType<Reconciler['status']>['providers'];
  profiles: HostnamesConfig['profiles'];
  /** Wall-clock ms. */
  now(): number;
}

/** A running reconciler as a source of metrics. */
export function metricsSourceOf(
  reconciler: Reconciler,
  { profiles }: Pick<HostnamesConfig, 'profiles'>,
  now: () => number,
): MetricsSource {
  return {
    profiles,
    now,
    capacity: () => reconciler.capacity(),
    clusters: () => reconciler.clusters(),
    stores: cluster => reconciler.stores(cluster),
    providers: () => reconciler.status().providers,
  };
}
