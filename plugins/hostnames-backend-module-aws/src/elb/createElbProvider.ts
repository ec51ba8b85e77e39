import {
  LoadBalancer,
  LoadBalancerProvider,
  ProviderRuntime,
  canonicalName,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { AwsCaller } from '../calls/AwsCaller';
import { awsErrorName } from '../calls/translateAwsError';
import { Poller } from '../views/Poller';
import { ReadProgress, SharedRead } from '../views/SharedRead';
import { ElbApi } from './ElbApi';

/** A name that is not in the list, or not active yet, is looked for again after so long. */
const MISSING_RETRY_MS = 5_000;
/** What is on a listener is read once for everybody who asks within this time. */
const CERTIFICATES_GOOD_FOR_MS = 10_000;
const LISTENERS_GOOD_FOR_MS = 600_000;

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
    return new Map(list.map(balancer => [comparable(balancer.dnsName), balancer]));
  });
  const listeners = new Map<string, LoadBalancerListeners>();
  const poller = new Poller({
    clock,
    signal: shutdown,
    interval: () => intervalMs,
    run: async () => {
      if (!balancers.latest()) return;
      const { value } = await balancers.newerThan(clock.monotonic() - 1, { urgent: false });
      const refs = new Set([...value.values()].map(({ ref }) => ref));
      for (const ref of listeners.keys()) if (!refs.has(ref)) listeners.delete(ref);
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
      const one = known ?? new LoadBalancerListeners(loadBalancerRef, api, runtime);
      if (!known) listeners.set(loadBalancerRef, one);
      return one.certificates(port, newerThan, signal);
    },

    health() {
      const latest = balancers.latest();
      return {
        ...caller.health(),
        budgets: [api.budget.status()],
        views: latest
          ? [{ name: 'load balancers', ageMs: clock.monotonic() - latest.startedAt }]
          : [],
      };
    },
  };
}

/** The TLS listeners of one load balancer and what is on them. */
class LoadBalancerListeners {
  private readonly listeners: SharedRead<Map<number, string>>;
  private readonly byListener = new Map<string, SharedRead<Set<string>>>();

  constructor(
    loadBalancerRef: string,
    private readonly api: ElbApi,
    private readonly runtime: ProviderRuntime,
  ) {
    this.listeners = new SharedRead(runtime.clock, progress =>
      api.tlsListeners(loadBalancerRef, progress),
    );
  }

  async certificates(
    port: number,
    newerThan: number | undefined,
    signal?: AbortSignal,
  ): Promise<ReadonlySet<string> | undefined> {
    const now = this.runtime.clock.monotonic();
    const time = newerThan ?? now - CERTIFICATES_GOOD_FOR_MS;
    const listener = await this.listenerAt(port, now - LISTENERS_GOOD_FOR_MS, time, signal);
    if (listener === undefined) return undefined;
    try {
      return await this.read(listener, time, signal);
    } catch (error) {
      if (!isListenerGone(error)) throw error;
    }
    // Made anew under another ARN, or gone for good.
    this.byListener.delete(listener);
    const { value } = await this.listeners.newerThan(now, { signal });
    const successor = value.get(port);
    return successor === undefined ? undefined : this.read(successor, time, signal);
  }

  /** A listener that is known stays known for a while; one that is missing is looked for again. */
  private async listenerAt(
    port: number,
    knownSince: number,
    missingSince: number,
    signal?: AbortSignal,
  ): Promise<string | undefined> {
    const known = await this.listeners.newerThan(knownSince, { signal });
    const listener = known.value.get(port);
    if (listener !== undefined) return listener;
    const again = await this.listeners.newerThan(missingSince, { signal });
    return again.value.get(port);
  }

  private async read(
    listener: string,
    newerThan: number,
    signal?: AbortSignal,
  ): Promise<ReadonlySet<string>> {
    const known = this.byListener.get(listener);
    const certificates =
      known ??
      new SharedRead(this.runtime.clock, (progress: ReadProgress) =>
        this.api.certificates(listener, progress),
      );
    if (!known) this.byListener.set(listener, certificates);
    return (await certificates.newerThan(newerThan, { signal })).value;
  }
}

/** Gateways and consoles write `dualstack.` before the name; it is the same load balancer. */
function comparable(dnsName: string): string {
  return canonicalName(dnsName).replace(/^dualstack\./, '');
}

function isSettled(balancer: LoadBalancer | undefined): boolean {
  return balancer?.state === 'active';
}

function isListenerGone(error: unknown): boolean {
  return /^ListenerNotFound/.test(awsErrorName(error));
}
