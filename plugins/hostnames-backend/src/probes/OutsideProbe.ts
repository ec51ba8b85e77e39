import { rootCertificates } from 'node:tls';
import {
  HostnameProbe,
  ProbeResult,
  ProbeTarget,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { Clock } from '@hostmaster/kubernetes-runtime';
import { createAddressPolicy } from './AddressPolicy';
import { Dialer, Endpoint, SocketFactory } from './Dialer';
import { DnsClient } from './dns/DnsClient';
import { NameResolver, Resolution } from './dns/NameResolver';
import { ipv4First, NameServers } from './dns/NameServers';
import { lookAtEdge } from './edge/lookAtEdge';
import { ProbesConfig } from './ProbesConfig';

/** Everything a look may take, whatever the peers do. */
const LOOK_MS = 10_000;
/** Addresses tried when connections are refused. */
const MOST_ADDRESSES = 2;

/**
 * The built-in look from outside: the name at the zone's own servers and at the resolvers, then a TLS handshake and `GET /` at
 * an address they gave. Every address on the way must be public or allowed; one that is not ends the look.
 */
export function createOutsideProbe(
  config: Pick<
    ProbesConfig,
    | 'allowedAddresses'
    | 'authoritative'
    | 'resolvers'
    | 'edgePort'
    | 'extraRoots'
  >,
  options: { clock: Clock; sockets?: SocketFactory },
): HostnameProbe {
  const { clock } = options;
  const dialer = new Dialer(
    createAddressPolicy(config.allowedAddresses),
    options.sockets,
  );
  const resolver = new NameResolver(
    new DnsClient(dialer, clock),
    () => config.resolvers,
  );
  const nameServers = new NameServers(resolver, clock, config.authoritative);
  const roots = [...rootCertificates, ...config.extraRoots];

  return {
    id: 'outside',
    async run(target, { signal }) {
      const limit = deadline(clock, signal);
      try {
        return await look(target, limit.signal);
      } finally {
        limit.end();
      }
    },
  };

  async function look(
    target: ProbeTarget,
    signal: AbortSignal,
  ): Promise<ProbeResult[]> {
    const hostname = askable(target.hostname);
    const servers = await nameServers.endpoints(
      target.zone?.nameServers ?? [],
      signal,
    );
    const [authoritative, resolved, expected] = await Promise.all([
      servers.length > 0
        ? resolver.resolveAt(hostname, servers, signal)
        : undefined,
      resolver.resolve(hostname, signal),
      target.expectedTarget
        ? expectedAddresses(target.expectedTarget, servers, signal)
        : undefined,
    ]);
    const results = [
      ...(authoritative
        ? [dnsResult(authoritative, 'authoritative', expected)]
        : []),
      dnsResult(resolved, 'resolver', expected),
    ];
    const addresses = addressesOf(authoritative) ?? addressesOf(resolved);
    return addresses
      ? [...results, ...(await edgeResults(hostname, addresses, signal))]
      : results;
  }

  /** The target's addresses; a zone of the same servers may hold it (a sandbox), else resolvers know it. */
  async function expectedAddresses(
    name: string,
    servers: Endpoint[],
    signal: AbortSignal,
  ) {
    const found = await resolver.resolve(name, signal);
    if (found.kind === 'addresses' || !config.authoritative)
      return addressesOf(found);
    return addressesOf(await resolver.resolveAt(name, servers, signal));
  }

  function dnsResult(
    resolution: Resolution,
    layer: 'authoritative' | 'resolver',
    targetAddresses: string[] | undefined,
  ): ProbeResult {
    const seen = {
      probe: 'dns',
      at: clock.now(),
      server: resolution.server,
      layer,
    } as const;
    if (resolution.kind !== 'addresses')
      return { ...seen, kind: resolution.kind, message: resolution.message };
    const { addresses, cnames, ttl } = resolution;
    return {
      ...seen,
      kind: 'answer',
      addresses,
      cnames,
      ...(ttl === undefined ? {} : { ttl }),
      ...(targetAddresses ? { targetAddresses } : {}),
    };
  }

  async function edgeResults(
    hostname: string,
    addresses: string[],
    signal: AbortSignal,
  ): Promise<ProbeResult[]> {
    const forbidden = addresses.find(address => !dialer.allows(address));
    const candidates = forbidden
      ? [forbidden]
      : ipv4First(addresses).slice(0, MOST_ADDRESSES);
    let results: ProbeResult[] = [];
    for (const address of candidates) {
      results = await lookAtEdge({
        address,
        port: config.edgePort,
        hostname,
        roots,
        dialer,
        clock,
        signal,
      });
      if (results[0].kind !== 'refused' || signal.aborted) break;
    }
    return results;
  }
}

/** A wildcard answers for any name one label below it; this one is nobody's. */
function askable(hostname: string): string {
  return hostname.startsWith('*.')
    ? `hostmaster-probe.${hostname.slice(2)}`
    : hostname;
}

function addressesOf(resolution: Resolution | undefined): string[] | undefined {
  return resolution?.kind === 'addresses' ? resolution.addresses : undefined;
}

function deadline(clock: Clock, signal: AbortSignal) {
  const controller = new AbortController();
  const stop = () => controller.abort();
  const cancel = clock.schedule(LOOK_MS, stop);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  return {
    signal: controller.signal,
    end: () => {
      cancel();
      signal.removeEventListener('abort', stop);
    },
  };
}
