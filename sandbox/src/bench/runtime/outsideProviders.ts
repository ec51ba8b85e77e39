import type { ReconcilerOptions } from '@hostmaster/backstage-plugin-hostnames-backend/embedded';
import {
  createMemoryCertificates,
  createMemoryDns,
  createMemoryLoadBalancers,
  MemoryCertificateWorld,
  MemoryDnsWorld,
  MemoryLoadBalancerWorld,
} from '@hostmaster/backstage-plugin-hostnames-node/testUtils';
import { systemClock, WriteGate } from '@hostmaster/kubernetes-runtime';
import { LISTENED, OutsideWorld, ZONE } from './settledChain';

/** Providers over what is outside of the cluster, in memory. Every write passes `around` of the reconciler's gate. */
export function outsideProviders(
  { records, certificates, balancers }: OutsideWorld,
  around: (gate: WriteGate) => WriteGate,
): ReconcilerOptions['providers'] {
  const clock = systemClock;
  const dns = new MemoryDnsWorld(clock, 0);
  dns.addZone({ ...ZONE, records, maxRecords: 2 * records.length });
  const loadBalancers = new MemoryLoadBalancerWorld();
  for (const { certificates: listed, ...balancer } of balancers) {
    loadBalancers.put(balancer);
    loadBalancers.setListener(balancer.ref, LISTENED, listed);
  }
  const authority = new MemoryCertificateWorld({ clock });
  for (const certificate of certificates)
    authority.add({ ...certificate, visibleFrom: 0 });
  return {
    dns: new Map([
      [
        'route53',
        ({ gate }) =>
          createMemoryDns({
            id: 'route53',
            clock,
            gate: around(gate),
            world: dns,
          }),
      ],
    ]),
    certificates: new Map([
      [
        'acm',
        ({ gate }) =>
          createMemoryCertificates({
            id: 'acm',
            clock,
            gate: around(gate),
            world: authority,
          }),
      ],
    ]),
    loadBalancers: new Map([
      [
        'elb',
        () =>
          createMemoryLoadBalancers({ id: 'elb', clock, world: loadBalancers }),
      ],
    ]),
  };
}
