import { createSocket, Socket as DatagramSocket } from 'node:dgram';
import {
  AddressInfo,
  createServer as createTcpServer,
  Server,
  Socket,
} from 'node:net';
import * as packet from 'dns-packet';

/** Answers of a name server in tests: a name's records by type, or a way to misbehave. */
export type Answers = (
  name: string,
  type: string,
) => packet.Answer[] | 'nxdomain' | 'silent' | 'truncate' | Buffer;

/** A DNS server on loopback, over UDP and TCP at the same port. */
export async function startDns(
  answers: Answers,
): Promise<{ port: number; asked: string[]; stop(): Promise<void> }> {
  const asked: string[] = [];
  const respond = (bytes: Buffer, overTcp: boolean): Buffer | undefined => {
    const query = packet.decode(bytes);
    const [question] = query.questions ?? [];
    asked.push(`${overTcp ? 'tcp' : 'udp'} ${question.type} ${question.name}`);
    const found = answers(question.name.toLowerCase(), question.type);
    if (found === 'silent') return undefined;
    if (Buffer.isBuffer(found)) {
      if (found.length >= 2) found.writeUInt16BE(query.id ?? 0, 0);
      return found;
    }
    const truncated = found === 'truncate' && !overTcp;
    return packet.encode({
      type: 'response',
      id: query.id,
      // eslint-disable-next-line no-bitwise
      flags:
        packet.AUTHORITATIVE_ANSWER |
        (truncated ? packet.TRUNCATED_RESPONSE : 0) |
        (found === 'nxdomain' ? 3 : 0),
      questions: query.questions,
      answers: answersOf(found, question.name, overTcp),
    });
  };

  const tcp = createTcpServer(socket => {
    socket.on('error', () => {});
    socket.on('data', chunk => {
      const reply = respond((chunk as Buffer).subarray(2), true);
      if (!reply) return;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(reply.length);
      socket.write(Buffer.concat([length, reply]));
    });
  });
  const port = await listen(tcp);
  const udp: DatagramSocket = createSocket('udp4');
  udp.on('message', (message, from) => {
    const reply = respond(message, false);
    if (reply) udp.send(reply, from.port, from.address);
  });
  await new Promise<void>(resolve => udp.bind(port, '127.0.0.1', resolve));
  return {
    port,
    asked,
    async stop() {
      await new Promise<void>(resolve => udp.close(() => resolve()));
      await new Promise<void>(resolve => tcp.close(() => resolve()));
    },
  };
}

function answersOf(
  found: ReturnType<Answers>,
  name: string,
  overTcp: boolean,
): packet.Answer[] {
  if (Array.isArray(found)) return found;
  return found === 'truncate' && overTcp ? [a(name, '192.0.2.77')] : [];
}

export function a(name: string, data: string): packet.Answer {
  return {
    type: data.includes(':') ? 'AAAA' : 'A',
    name,
    ttl: 60,
    class: 'IN',
    data,
  };
}

export function cname(name: string, data: string): packet.Answer {
  return { type: 'CNAME', name, ttl: 60, class: 'IN', data };
}

/** A TCP server on loopback that does with a connection whatever the test wants. */
export async function startPeer(
  onConnection: (socket: Socket) => void,
): Promise<{ port: number; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createTcpServer(socket => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    onConnection(socket);
  });
  const port = await listen(server);
  return {
    port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
}

export async function listen(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
