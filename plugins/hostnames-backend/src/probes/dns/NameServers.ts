import { isIP } from 'node:net';
import { Clock } from '@hostmaster/kubernetes-runtime';
import { Endpoint } from '../Dialer';
import { NameResolver } from './NameResolver';

/** Name servers of zones move rarely. */
const KEEP_MS = 10 * 60_000;
const MOST_KEPT = 1_000;

/** The addresses of a zone's name servers. */
export class NameServers {
  private readonly known = new Map<
    string,
    { until: number; addresses: string[] }
  >();

  constructor(
    private readonly resolver: NameResolver,
    private readonly clock: Clock,
    /** Set where the platform team names the servers themselves: they are asked for every zone. */
    private readonly configured: Endpoint[] | undefined,
  ) {}

  /** At most three, of different servers; empty when none could be found. */
  async endpoints(names: string[], signal: AbortSignal): Promise<Endpoint[]> {
    if (this.configured) return this.configured;
    const found = await Promise.all(
      names.slice(0, 3).map(name => this.addressOf(name, signal)),
    );
    return found.flatMap(address => (address ? [{ address, port: 53 }] : []));
  }

  private async addressOf(
    name: string,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    if (isIP(name)) return name;
    const known = this.known.get(name);
    if (known && known.until > this.clock.monotonic())
      return known.addresses[0];
    const resolution = await this.resolver.resolve(name, signal);
    if (resolution.kind !== 'addresses') return known?.addresses[0];
    const addresses = ipv4First(resolution.addresses);
    if (this.known.size >= MOST_KEPT) this.known.clear();
    this.known.set(name, {
      until: this.clock.monotonic() + KEEP_MS,
      addresses,
    });
    return addresses[0];
  }
}

export function ipv4First(addresses: string[]): string[] {
  return [...addresses].sort((left, right) => isIP(left) - isIP(right));
}
