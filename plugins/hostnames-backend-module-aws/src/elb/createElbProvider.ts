import {
  LoadBalancer,
  LoadBalancerProvider,
  ProviderRuntime,
  canonicalName,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { AwsCaller } from '../calls/AwsCaller';
import { Poller } from '../views/Poller';
import { SharedRead } from '../views/SharedRead';
import { ElbApi } from './ElbApi';
import { LoadBalancerListeners } from './LoadBalancerListeners';

/** A name that is not in the list, or not active yet, is looked for again after so long. */
const MISSING_RETRY_MS = 5_000;

/** Elastic Load Balancing as a LoadBalancerProvider; the AWS Load Balancer Controller writes, this only reads. */
export function createElbProvider(options: {
  api: ElbApi;
  caller: AwsCaller;
  runtime: ProviderRuntime;
  intervalMs: number;
}): LoadBalancerProvider {
  const { api, caller, runtime, intervalMs } = options;
  const { clock, signal: shutdown } = runtime;
  const balancers = new SharedRead(clock, async progress => {
    const list = await api.listLoadBalancers(progress);
    return new Map(
      list.map(balancer => [comparable(balancer.dnsName), balancer]),
    );
  });
  const listeners = new Map<string, LoadBalancerListeners>();
  const poller = new Poller({
    clock,
    signal: shutdown,
    interval: () => intervalMs,
    run: async () => {
      if (!balancers.latest()) return;
      const { value } = await balancers.newerThan(clock.monotonic() - 1, {
        urgent: false,
      });
      const refs = new Set([...value.values()].map(({ ref }) => ref));
      for (const ref of listeners.keys())
        if (!refs.has(ref)) listeners.delete(ref);
    },
  });
  poller.hurry();

  return {
    id: 'elb',

    async byDnsName(dnsName, { newerThan, signal } = {}) {
      const name = comparable(dnsName);
      const find = async (time: number) =>
        (await balancers.newerThan(time, { signal })).value.get(name);
      const found = await find(newerThan ?? Number.NEGATIVE_INFINITY);
      if (isSettled(found) || newerThan !== undefined) return found;
      return find(clock.monotonic() - MISSING_RETRY_MS);
    },

    listenerCertificates(loadBalancerRef, port, { newerThan, signal } = {}) {
      const known = listeners.get(loadBalancerRef);
      const one =
        known ?? new LoadBalancerListeners(loadBalancerRef, api, runtime);
      if (!known) listeners.set(loadBalancerRef, one);
      return one.certificates(port, newerThan, signal);
    },

    health() {
      const latest = balancers.latest();
      return {
        ...caller.health(),
        budgets: [api.budget.status()],
        views: latest
          ? [
              {
                name: 'load balancers',
                ageMs: clock.monotonic() - latest.startedAt,
                intervalMs,
              },
            ]
          : [],
      };
    },
  };
}

/** Gateways and consoles write `dualstack.` before the name; it is the same load balancer. */
function comparable(dnsName: string): string {
  return canonicalName(dnsName).replace(/^dualstack\./, '');
}

function isSettled(balancer: LoadBalancer | undefined): boolean {
  return balancer?.state === 'active';
}
