import { Endpoint } from '../Dialer';
import { DnsAnswer, DnsClient, DnsReply } from './DnsClient';

/** Where a name leads, as one set of servers tells it. */
export type Resolution =
  | {
      kind: 'addresses';
      /** The server that gave the first answer. */
      server: string;
      addresses: string[];
      cnames: string[];
      ttl?: number;
    }
  | {
      kind: Exclude<DnsReply['kind'], 'answer'>;
      server: string;
      message: string;
      cnames: string[];
    };

/** A chain of CNAMEs longer than this leads nowhere sensible. */
const MOST_HOPS = 8;

/**
 * Follows a name to its addresses. The first question goes to `servers`; a CNAME that leaves what they know is followed with
 * the resolvers. Nothing is kept between calls.
 */
export class NameResolver {
  constructor(
    private readonly client: DnsClient,
    private readonly resolvers: () => Endpoint[],
  ) {}

  /** As resolvers out there see it. */
  async resolve(name: string, signal: AbortSignal): Promise<Resolution> {
    return this.follow(name, this.resolvers(), true, signal);
  }

  /** As the zone's own servers tell it, aliases to other zones followed with the resolvers. */
  async resolveAt(
    name: string,
    servers: Endpoint[],
    signal: AbortSignal,
  ): Promise<Resolution> {
    return this.follow(name, servers, false, signal);
  }

  private async follow(
    name: string,
    servers: Endpoint[],
    recursive: boolean,
    signal: AbortSignal,
  ): Promise<Resolution> {
    const cnames: string[] = [];
    const seen = new Set<string>();
    let current = name.toLowerCase();
    let first = await this.addressesAt(servers, current, recursive, signal);
    const server = first.server;
    let least: number | undefined;

    for (let hop = 0; hop <= MOST_HOPS; hop++) {
      if (first.kind !== 'answers')
        return { kind: first.kind, server, message: first.message, cnames };
      const step = walk(current, first.answers);
      cnames.push(...step.cnames);
      least = lowest(least, step.ttl);
      if (step.addresses.length > 0) {
        return {
          kind: 'addresses',
          server,
          addresses: step.addresses,
          cnames,
          ttl: least,
        };
      }
      if (step.end === current || seen.has(step.end)) break;
      seen.add(step.end);
      current = step.end;
      first = await this.addressesAt(this.resolvers(), current, true, signal);
      if (cnames.length > MOST_HOPS) break;
    }
    return {
      kind: 'servfail',
      server,
      message: 'The name leads through too many aliases.',
      cnames,
    };
  }

  /** IPv4 and IPv6 of one name; the first server that answers counts. */
  private async addressesAt(
    servers: Endpoint[],
    name: string,
    recursive: boolean,
    signal: AbortSignal,
  ): Promise<
    | { kind: 'answers'; server: string; answers: DnsAnswer[] }
    | {
        kind: Exclude<DnsReply['kind'], 'answer'>;
        server: string;
        message: string;
      }
  > {
    let last: {
      kind: Exclude<DnsReply['kind'], 'answer'>;
      server: string;
      message: string;
    } = {
      kind: 'unreachable',
      server: '',
      message: 'There is no server to ask.',
    };
    for (const server of servers.slice(0, 3)) {
      const label = serverLabel(server);
      const [ipv4, ipv6] = await Promise.all([
        this.client.query(server, { name, type: 'A', recursive }, signal),
        this.client.query(server, { name, type: 'AAAA', recursive }, signal),
      ]);
      const answers = [ipv4, ipv6].flatMap(reply =>
        reply.kind === 'answer' ? reply.answers : [],
      );
      if (answers.length > 0)
        return { kind: 'answers', server: label, answers };
      const failure = ipv4.kind === 'answer' ? ipv6 : ipv4;
      if (failure.kind === 'answer') continue;
      last = { kind: failure.kind, server: label, message: failure.message };
      if (failure.kind === 'nxdomain' || failure.kind === 'nodata') return last;
      if (signal.aborted) return last;
    }
    return last;
  }
}

export function serverLabel(server: Endpoint): string {
  if (server.port === 53) return server.address;
  return server.address.includes(':')
    ? `[${server.address}]:${server.port}`
    : `${server.address}:${server.port}`;
}

/** From the name through the CNAMEs of one answer. */
function walk(name: string, answers: DnsAnswer[]) {
  const cnames: string[] = [];
  let end = name;
  let ttl: number | undefined;
  for (let hop = 0; hop < MOST_HOPS; hop++) {
    const at = end;
    const alias = answers.find(
      answer => answer.type === 'CNAME' && answer.name === at,
    );
    if (!alias || alias.data === name || cnames.includes(alias.data)) break;
    cnames.push(alias.data);
    ttl = lowest(ttl, alias.ttl);
    end = alias.data;
  }
  const found = answers.filter(
    answer =>
      (answer.type === 'A' || answer.type === 'AAAA') && answer.name === end,
  );
  for (const answer of found) ttl = lowest(ttl, answer.ttl);
  return {
    cnames,
    end,
    ttl,
    addresses: [...new Set(found.map(answer => answer.data))],
  };
}

function lowest(
  left: number | undefined,
  right: number | undefined,
): number | undefined {
  if (left === undefined) return right;
  return right === undefined ? left : Math.min(left, right);
}
