import { Counter, Gauge, Registry } from 'prom-client';
import { HostnameStore } from '../readModel/HostnameStore';

/** What the portal's side counts. No label names a hostname, a namespace or an owner. */
export interface PortalMetrics {
  probed(result: { probe: string; kind: string }): void;
}

export function createPortalMetrics(
  registry: Registry,
  store: HostnameStore,
): PortalMetrics {
  const probes = new Counter({
    name: 'hostmaster_probe_results_total',
    help: 'Looks from outside, by probe and what was seen',
    labelNames: ['probe', 'kind'],
    registers: [registry],
  });
  const hostnames = new Gauge({
    name: 'hostmaster_hostnames',
    help: 'Hostnames by level of their verdict',
    labelNames: ['level'],
    registers: [registry],
    async collect() {
      for (const [level, number] of Object.entries(await store.countsByLevel()))
        hostnames.set({ level }, number);
    },
  });
  return { probed: ({ probe, kind }) => probes.inc({ probe, kind }) };
}
