import { Knex } from 'knex';
import { Registry } from 'prom-client';
import { HostnameStore } from '../readModel/HostnameStore';
import { Instruments } from './Instruments';
import { registerCertificates } from './certificateSamples';

/** What the portal's side counts. No label names a hostname, a namespace or an owner. */
export interface PortalMetrics {
  probed(result: { probe: string; kind: string }): void;
}

/** Registers what the read model tells, the same in every replica, and the probes of this one. */
export function createPortalMetrics(
  registry: Registry,
  { store, knex, now }: { store: HostnameStore; knex: Knex; now: () => number },
): PortalMetrics {
  const instruments = new Instruments(registry);
  const probes = instruments.counter('hostmaster_probe_results_total');
  instruments.collected('hostmaster_hostnames', async () =>
    Object.entries(await store.countsByLevel()).map(([level, value]) => ({
      labels: { level },
      value,
    })),
  );
  registerCertificates(instruments, knex, now);
  return { probed: ({ probe, kind }) => probes.inc({ probe, kind }) };
}
