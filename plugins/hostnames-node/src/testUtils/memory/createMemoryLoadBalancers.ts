import { Clock } from '@hostmaster/kubernetes-runtime';
import {
  LoadBalancer,
  LoadBalancerProvider,
} from '../../providers/loadBalancers';
import { canonicalName } from '../../records';
import { MemoryFaults } from './MemoryFaults';
import { MemoryHealth } from './MemoryHealth';

/** What there is; can be loaded by another world. @public */
export interface MemoryLoadBalancerState {
  balancers: LoadBalancer[];
  listeners: Array<[string, Array<[number, string[]]>]>;
}

/** Load balancers and what is on their listeners; written by the test or a stand-in of the gateway's controller. @public */
export class MemoryLoadBalancerWorld {
  private readonly balancers = new Map<string, LoadBalancer>();
  private readonly listeners = new Map<string, Map<number, Set<string>>>();

  save(): MemoryLoadBalancerState {
    return {
      balancers: this.all(),
      listeners: [...this.listeners].map(([ref, ports]) => [
        ref,
        [...ports].map(([port, certificates]) => [port, [...certificates]]),
      ]),
    };
  }

  load({ balancers, listeners }: MemoryLoadBalancerState): void {
    for (const balancer of balancers) this.put(balancer);
    for (const [ref, ports] of listeners)
      for (const [port, certificates] of ports)
        this.setListener(ref, port, certificates);
  }

  /** Adds or replaces a load balancer. */
  put(
    balancer: Partial<LoadBalancer> & Pick<LoadBalancer, 'dnsName'>,
  ): LoadBalancer {
    const stored: LoadBalancer = {
      ref: `memory:loadbalancer/${balancer.dnsName}`,
      hostedZoneId: 'ZMEMORYALB',
      state: 'active',
      scheme: 'internet-facing',
      ...balancer,
    };
    this.balancers.set(stored.ref, stored);
    return stored;
  }

  /** Removes a load balancer and its listeners. */
  remove(ref: string): void {
    this.balancers.delete(ref);
    this.listeners.delete(ref);
  }

  all(): LoadBalancer[] {
    return [...this.balancers.values()];
  }

  /** Sets the certificates of an HTTPS listener, the default included; `undefined` removes the listener. */
  setListener(
    ref: string,
    port: number,
    certificates: Iterable<string> | undefined,
  ): void {
    const ports = this.listeners.get(ref) ?? new Map<number, Set<string>>();
    this.listeners.set(ref, ports);
    if (certificates === undefined) ports.delete(port);
    else ports.set(port, new Set(certificates));
  }

  listener(ref: string, port: number): ReadonlySet<string> | undefined {
    return this.listeners.get(ref)?.get(port);
  }

  /** References of the load balancers that serve the certificate. */
  usersOf(certificate: string): string[] {
    return [...this.listeners]
      .filter(([, ports]) =>
        [...ports.values()].some(certificates => certificates.has(certificate)),
      )
      .map(([ref]) => ref);
  }
}

/** @public */
export interface MemoryLoadBalancers extends LoadBalancerProvider {
  readonly world: MemoryLoadBalancerWorld;
  readonly faults: MemoryFaults;
}

/**
 * A LoadBalancerProvider over load balancers in memory. Answers are cached for `cacheMs` (default 10 s) unless newer ones are
 * asked for.
 *
 * @public
 */
export function createMemoryLoadBalancers(options: {
  clock: Clock;
  id?: string;
  world?: MemoryLoadBalancerWorld;
  cacheMs?: number;
}): MemoryLoadBalancers {
  const {
    clock,
    world = new MemoryLoadBalancerWorld(),
    cacheMs = 10_000,
  } = options;
  const faults = new MemoryFaults(clock);
  const health = new MemoryHealth(clock);
  const cache = new Map<string, { at: number; value: unknown }>();

  const read = <T>(
    operation: string,
    target: string,
    look: () => T,
    { newerThan, signal }: { newerThan?: number; signal?: AbortSignal } = {},
  ): Promise<T> =>
    health.watch(
      faults.meet(
        { operation, target, write: false },
        async ({ stale }) => {
          const key = `${operation} ${target}`;
          const known = cache.get(key);
          const isGoodEnough =
            newerThan === undefined
              ? known && known.at + cacheMs > clock.monotonic()
              : known && known.at > newerThan;
          if (known && (stale || isGoodEnough)) return known.value as T;
          if (newerThan !== undefined && newerThan >= clock.monotonic()) {
            await clock.sleep(newerThan - clock.monotonic() + 1, signal);
          }
          const value = look();
          if (value === undefined) cache.delete(key);
          else cache.set(key, { at: clock.monotonic(), value });
          return value;
        },
        signal,
      ),
    );

  return {
    id: options.id ?? 'memory',
    world,
    faults,
    byDnsName: (dnsName, readOptions) =>
      read(
        'byDnsName',
        canonicalName(dnsName),
        () =>
          world
            .all()
            .find(
              balancer =>
                canonicalName(balancer.dnsName) === canonicalName(dnsName),
            ),
        readOptions,
      ),
    listenerCertificates: (ref, port, readOptions) =>
      read(
        'listenerCertificates',
        `${ref} ${port}`,
        () => {
          const certificates = world.listener(ref, port);
          return certificates && (new Set(certificates) as ReadonlySet<string>);
        },
        readOptions,
      ),
    health: () => health.health([]),
  };
}
