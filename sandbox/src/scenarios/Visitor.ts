import { World } from '../createWorld';

/** What a resolver learned. */
export type Resolution =
  | { kind: 'answer'; addresses: string[]; ttl?: number }
  | { kind: 'nodata' | 'nxdomain' | 'refused' | 'servfail' };

/** What a browser got. */
export type Visit =
  | {
      kind: 'served';
      status: number;
      service: string;
      names: string[];
      serial: string;
      notAfter: number;
      body: string;
    }
  | { kind: 'base'; status: number; names: string[] }
  | { kind: 'unresolved'; why: string }
  | { kind: 'refused'; why: string };

const rcodes: Record<number, 'servfail' | 'nxdomain' | 'refused'> = {
  1: 'servfail',
  2: 'servfail',
  3: 'nxdomain',
  4: 'servfail',
  5: 'refused',
};

/** Somebody out on the internet: sees what DNS and the load balancers answer, and nothing else. */
export class Visitor {
  constructor(private readonly world: World) {}

  async resolve(
    hostname: string,
    type: 'A' | 'AAAA' = 'A',
  ): Promise<Resolution> {
    const response = this.world.dns.answer({
      type: 'query',
      id: 1,
      questions: [{ type, name: hostname, class: 'IN' }],
    });
    const failure = rcodes[(response.flags ?? 0) % 16];
    if (failure) return { kind: failure };
    const addresses = (response.answers ?? []).flatMap(answer =>
      answer.type === type ? [String(answer.data)] : [],
    );
    const [first] = (response.answers ?? []) as Array<{ ttl?: number }>;
    return addresses.length
      ? { kind: 'answer', addresses, ttl: first?.ttl }
      : { kind: 'nodata' };
  }

  /** Opens `https://hostname/path` at the address that DNS gives. */
  async open(hostname: string, path = '/'): Promise<Visit> {
    const resolution = await this.resolve(hostname);
    if (resolution.kind !== 'answer')
      return { kind: 'unresolved', why: resolution.kind };
    return this.openAt(resolution.addresses[0], hostname, path);
  }

  /** The same where a resolver still answers with what it learned before, or inside the network. */
  openAt(address: string, hostname: string, path = '/'): Visit {
    const { aws, edge } = this.world;
    const loadBalancer = aws.addresses.loadBalancerAt(address);
    if (!loadBalancer)
      return { kind: 'refused', why: `nothing listens at ${address}` };
    const presented = edge.present(loadBalancer, hostname);
    if (presented.kind === 'refused')
      return { kind: 'refused', why: presented.reason };
    const answer = edge.respond(loadBalancer, hostname, path);
    if (answer.kind === 'refused')
      return { kind: 'refused', why: answer.reason };
    const { domains, serial = '', notAfter = 0 } = presented.certificate;
    const names = domains.map(({ name }) => name);
    if (!answer.service) return { kind: 'base', status: answer.status, names };
    return {
      kind: 'served',
      status: answer.status,
      service: `${answer.service.namespace}/${answer.service.name}`,
      names,
      serial,
      notAfter,
      body: answer.body,
    };
  }
}
