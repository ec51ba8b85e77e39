import { createSocket, Socket as UdpSocket } from 'node:dgram';
import { AddressInfo, createServer, Server, Socket } from 'node:net';
import type { Dns } from './createDns';

/** @public */
export interface DnsListener {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

const IDLE_CONNECTION = 30_000;
const ATTEMPTS_FOR_A_FREE_PORT = 20;

/** Serves a DNS server over UDP and TCP, both on the same port. @public */
export async function listenDns(
  dns: Dns,
  options: { port: number; host?: string },
): Promise<DnsListener> {
  const host = options.host ?? '127.0.0.1';
  for (let attempt = 1; ; attempt++) {
    const udp = await bindUdp(dns, options.port, host);
    const { port } = udp.address();
    try {
      const tcp = await listenTcp(dns, port, host);
      return { host, port, close: () => closeBoth(udp, tcp) };
    } catch (error) {
      await new Promise<void>(resolve => udp.close(() => resolve()));
      if (options.port !== 0 || attempt === ATTEMPTS_FOR_A_FREE_PORT)
        throw error;
    }
  }
}

function bindUdp(dns: Dns, port: number, host: string): Promise<UdpSocket> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.once('error', reject);
    socket.on('message', (message, sender) => {
      const response = dns.answerMessage(message, 'udp');
      if (response)
        socket.send(response, sender.port, sender.address, () => {});
    });
    socket.bind(port, host, () => {
      socket.off('error', reject);
      socket.on('error', () => {});
      resolve(socket);
    });
  });
}

interface TcpServer {
  server: Server;
  connections: Set<Socket>;
}

function listenTcp(dns: Dns, port: number, host: string): Promise<TcpServer> {
  return new Promise((resolve, reject) => {
    const connections = new Set<Socket>();
    const server = createServer(connection => {
      connections.add(connection);
      connection.on('close', () => connections.delete(connection));
      serveConnection(dns, connection);
    });
    server.once('error', reject);
    server.listen(port, host, () => {
      if ((server.address() as AddressInfo).port === port)
        resolve({ server, connections });
      else reject(new Error(`TCP port ${port} is not free`));
    });
  });
}

/** Messages follow one another, each with its length in two octets before it (RFC 1035 section 4.2.2). */
function serveConnection(dns: Dns, connection: Socket): void {
  let received: Buffer = Buffer.alloc(0);
  connection.setTimeout(IDLE_CONNECTION, () => connection.destroy());
  connection.on('error', () => connection.destroy());
  connection.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    while (
      received.length >= 2 &&
      received.length >= 2 + received.readUInt16BE(0)
    ) {
      const length = received.readUInt16BE(0);
      const response = dns.answerMessage(
        received.subarray(2, 2 + length),
        'tcp',
      );
      received = received.subarray(2 + length);
      if (!response) {
        connection.destroy();
        return;
      }
      const prefix = Buffer.alloc(2);
      prefix.writeUInt16BE(response.length);
      connection.write(Buffer.concat([prefix, response]));
    }
  });
}

function closeBoth(udp: UdpSocket, tcp: TcpServer): Promise<void> {
  for (const connection of tcp.connections) connection.destroy();
  return Promise.all([
    new Promise<void>(resolve => udp.close(() => resolve())),
    new Promise<void>(resolve => tcp.server.close(() => resolve())),
  ]).then(() => undefined);
}
