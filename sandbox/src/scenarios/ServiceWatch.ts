import { plainName } from '../aws';
import { Story } from './Story';

/** A hostname and who has to answer for it, `namespace/name` of the service. */
export interface WatchedName {
  hostname: string;
  service: string;
  /** Services that answer as well while the name changes hands. */
  others?: string[];
}

const SECOND = 1_000;
/** Resolvers keep an alias's answer for so long. */
const TTL = 60 * SECOND;
/** A change of a private zone is at all resolvers of the network after so long. */
const PROPAGATION = 60 * SECOND;

/**
 * Looks at hostnames every second of virtual time, as their visitors do: wherever a resolver may send them, now or with an
 * answer of the last minute, the load balancer there has to show a certificate for the name and be answered by the service.
 */
export class ServiceWatch {
  private readonly gaps: string[] = [];
  /** By hostname: address → until when (monotonic) visitors may come there. */
  private readonly places = new Map<string, Map<string, number>>();
  private looks = 0;
  private cancel = () => {};
  private stopped = false;

  constructor(private readonly story: Story, private names: WatchedName[]) {
    this.next();
  }

  /** How often was looked, and every second in which a visitor was not served. */
  stop(): { looks: number; gaps: string[] } {
    this.stopped = true;
    this.cancel();
    return { looks: this.looks, gaps: this.gaps };
  }

  /** From now on nobody asks for the hostname. */
  forget(hostname: string): void {
    this.names = this.names.filter(each => each.hostname !== hostname);
  }

  private next(): void {
    if (this.stopped) return;
    this.cancel = this.story.clock.schedule(SECOND, () => {
      void this.look().then(() => this.next());
    });
  }

  private async look(): Promise<void> {
    this.looks += 1;
    for (const name of this.names) {
      const missing = await this.missingOf(name);
      if (missing) this.note(name.hostname, missing);
    }
  }

  private async missingOf({
    hostname,
    service,
    others = [],
  }: WatchedName): Promise<string | undefined> {
    const { clock, visitor } = this.story;
    const now = clock.monotonic();
    const places = this.places.get(hostname) ?? new Map<string, number>();
    this.places.set(hostname, places);
    const seen = await visitor.resolve(hostname);
    if (seen.kind === 'answer') {
      for (const address of seen.addresses) places.set(address, now + TTL);
    }
    const inside = this.privateAddresses(hostname);
    for (const address of inside) places.set(address, now + PROPAGATION + TTL);
    if (seen.kind !== 'answer' && inside.length === 0) return seen.kind;
    for (const [address, until] of places) {
      if (until < now) {
        places.delete(address);
        continue;
      }
      const visit = visitor.openAt(address, hostname);
      if (visit.kind !== 'served') {
        const why = 'why' in visit ? visit.why : `status ${visit.status}`;
        return `${visit.kind} at ${address}: ${why}`;
      }
      if (visit.status >= 400) return `${visit.status} at ${address}`;
      if (![service, ...others].includes(visit.service)) {
        return `answered by ${visit.service} at ${address}`;
      }
      if (!visit.names.includes(hostname)) {
        return `a certificate for ${visit.names.join(', ')} at ${address}`;
      }
    }
    return undefined;
  }

  /** Where a private zone's alias leads; public ones are asked through DNS. */
  private privateAddresses(hostname: string): string[] {
    const { aws } = this.story.world;
    const { elb } = aws.inRegion();
    return [...aws.route53.zones.values()]
      .filter(zone => zone.private)
      .flatMap(zone => [...zone.records.all()])
      .filter(({ name, type }) => type === 'A' && plainName(name) === hostname)
      .flatMap(({ alias }) =>
        alias ? elb.loadBalancerOfDnsName(plainName(alias.dnsName)) ?? [] : [],
      )
      .flatMap(({ arn }) => aws.addresses.of(arn) ?? []);
  }

  private note(hostname: string, what: string): void {
    const at = new Date(this.story.clock.now()).toISOString();
    this.gaps.push(`${at} ${hostname}: ${what}`);
  }
}

/** Ends a watch; what was seen, in words. @throws Error when a visitor was not served */
export function servedThroughout(watch: ServiceWatch, least: number): string {
  const { looks, gaps } = watch.stop();
  if (looks < least) throw new Error(`only ${looks} looks were taken`);
  if (gaps.length > 0) {
    throw new Error(
      `${
        gaps.length
      } times in ${looks} seconds a visitor was not served, first: ${
        gaps[0]
      }, last: ${gaps[gaps.length - 1]}`,
    );
  }
  return `${looks} seconds without a gap`;
}
