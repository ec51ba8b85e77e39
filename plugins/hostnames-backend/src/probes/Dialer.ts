import { createSocket, Socket as DatagramSocket } from 'node:dgram';
import { createConnection, isIP, Socket } from 'node:net';
import { AddressPolicy, unmapped } from './AddressPolicy';

/** Where to connect. `configured`: the platform team wrote this address into the configuration, so it needs no permission. */
export interface Endpoint {
  address: string;
  port: number;
  configured?: boolean;
}

/** The only things in the probes that open sockets. */
export interface SocketFactory {
  connect(options: { host: string; port: number; family: number }): Socket;
  datagram(family: 'udp4' | 'udp6'): DatagramSocket;
}

const systemSockets: SocketFactory = {
  connect: options => createConnection(options),
  datagram: family => createSocket({ type: family }),
};

/** An address that a probe may not connect to. */
export class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError';

  constructor(readonly address: string) {
    super(
      `${printable(
        address,
      )} is not a public address; allow it under hostnames.probes.allowedAddresses if probes may reach it`,
    );
  }
}

/** Opens connections to literal addresses that the policy allows, and to nothing else. Never resolves a name. */
export class Dialer {
  private readonly sockets: SocketFactory;

  constructor(
    private readonly policy: AddressPolicy,
    sockets: SocketFactory = systemSockets,
  ) {
    this.sockets = sockets;
  }

  allows(address: string): boolean {
    return this.policy.allows(address);
  }

  /** @throws ForbiddenAddressError; what the network answers comes as the socket's events. */
  connect(endpoint: Endpoint): Socket {
    const host = this.permitted(endpoint);
    return this.sockets.connect({
      host,
      port: endpoint.port,
      family: isIP(host),
    });
  }

  /** A datagram socket bound to this peer: packets of others are dropped by the system. @throws ForbiddenAddressError */
  datagram(endpoint: Endpoint): {
    socket: DatagramSocket;
    connect: (then: () => void) => void;
  } {
    const host = this.permitted(endpoint);
    const socket = this.sockets.datagram(isIP(host) === 4 ? 'udp4' : 'udp6');
    return {
      socket,
      connect: then => socket.connect(endpoint.port, host, then),
    };
  }

  private permitted(endpoint: Endpoint): string {
    const host = unmapped(endpoint.address);
    if (isIP(host) === 0) throw new ForbiddenAddressError(endpoint.address);
    if (!endpoint.configured && !this.policy.allows(host))
      throw new ForbiddenAddressError(endpoint.address);
    return host;
  }
}

function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 80);
}
