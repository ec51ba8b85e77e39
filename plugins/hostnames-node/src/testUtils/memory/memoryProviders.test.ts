import { WriteGate } from '@hostmaster/kubernetes-runtime';
import { VirtualClock } from '@hostmaster/kubernetes-runtime/testUtils';
import { describeCertificateProvider } from '../conformance/describeCertificateProvider';
import { describeDnsProvider } from '../conformance/describeDnsProvider';
import { describeLoadBalancerProvider } from '../conformance/describeLoadBalancerProvider';
import { MemoryCertificateWorld } from './MemoryCertificateWorld';
import { MemoryDnsWorld } from './MemoryDnsWorld';
import { createMemoryCertificates } from './createMemoryCertificates';
import { createMemoryDns } from './createMemoryDns';
import {
  MemoryLoadBalancerWorld,
  createMemoryLoadBalancers,
} from './createMemoryLoadBalancers';

const closedGate: WriteGate = {
  isOpen: () => false,
  pass: () =>
    Promise.reject(Object.assign(new Error('closed'), { code: 'GateClosed' })),
  drained: async () => {},
};

function inTime(clock: VirtualClock) {
  return {
    done: <T>(work: Promise<T>) => clock.waitFor(work),
    pass: (milliseconds: number) => clock.advance(milliseconds),
    monotonic: () => clock.monotonic(),
    stop: () => {},
  };
}

describeDnsProvider('memory', async () => {
  const clock = new VirtualClock();
  const world = new MemoryDnsWorld(clock);
  const zone = world.addZone({ name: 'example.com' });
  const provider = createMemoryDns({ clock, world });
  return {
    provider,
    zone,
    aliasTarget: {
      hostedZoneId: 'ZMEMORYALB',
      dnsName: 'gw-01.alb.memory.test',
      evaluateTargetHealth: false,
    },
    another: () => createMemoryDns({ clock, world }),
    withClosedGate: () => createMemoryDns({ clock, world, gate: closedGate }),
    loseNextAnswer: () =>
      provider.faults.next('submit', { kind: 'loseAnswer' }),
    ...inTime(clock),
  };
});

describeCertificateProvider('memory', async () => {
  const clock = new VirtualClock();
  const dns = new MemoryDnsWorld(clock);
  const zone = dns.addZone({ name: 'example.com' });
  const loadBalancers = new MemoryLoadBalancerWorld();
  const world = new MemoryCertificateWorld({ clock, dns, loadBalancers });
  const balancer = loadBalancers.put({ dnsName: 'gw-01.alb.memory.test' });
  const provider = createMemoryCertificates({ clock, world });
  return {
    provider,
    domain: 'example.com',
    another: () => createMemoryCertificates({ clock, world }),
    withClosedGate: () =>
      createMemoryCertificates({ clock, world, gate: closedGate }),
    publish: async records => {
      for (const { name, type, value } of records)
        dns.put(zone.id, { name, type, ttl: 300, values: [value] });
    },
    foreign: async name => world.add({ names: [name] }).ref,
    loseNextAnswer: () =>
      provider.faults.next('request', { kind: 'loseAnswer' }),
    use: async (ref, isUsed) =>
      loadBalancers.setListener(balancer.ref, 443, isUsed ? [ref] : []),
    ...inTime(clock),
  };
});

describeLoadBalancerProvider('memory', async () => {
  const clock = new VirtualClock();
  const world = new MemoryLoadBalancerWorld();
  return {
    provider: createMemoryLoadBalancers({ clock, world }),
    another: () => createMemoryLoadBalancers({ clock, world }),
    create: async count => {
      const certificates = Array.from(
        { length: count },
        (_, index) => `memory:certificate/${index}`,
      );
      const balancer = world.put({ dnsName: 'gw-01.alb.memory.test' });
      world.setListener(balancer.ref, 443, certificates);
      return { ...balancer, certificates };
    },
    attach: async ref => {
      world.setListener(ref, 443, [
        ...world.listener(ref, 443)!,
        'memory:certificate/added',
      ]);
      return 'memory:certificate/added';
    },
    ...inTime(clock),
  };
});
