import { createServer as createHttpServer } from 'node:http';
import { Aws } from '../../aws';
import type { Edge } from './createEdge';
import { EdgeSockets, SHARED_ADDRESS } from './EdgeSockets';

/** @public */
export interface EdgeListener {
  /** Port of every HTTPS listener. */
  readonly port: number;
  /** Port of every HTTP listener; undefined when none was asked for. */
  readonly httpPort: number | undefined;
  /** True where the system has one loopback address only: all load balancers are at 127.0.0.1 then. */
  readonly isShared: boolean;
  /** Resolves when the sockets are as the load balancers are now. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

const PROBE_ADDRESS = '127.53.0.1';

/** Opens the sockets of all load balancers, and keeps them as the load balancers come and go. @public */
export async function listenEdge(
  aws: Aws,
  edge: Edge,
  options: { port: number; httpPort?: number },
): Promise<EdgeListener> {
  if (!(await canListenOn(PROBE_ADDRESS)))
    aws.addresses.shareOne(SHARED_ADDRESS);
  const sockets = new EdgeSockets(aws, edge);
  await sockets.open(options);
  return {
    get port() {
      return sockets.port;
    },
    get httpPort() {
      return sockets.httpPort;
    },
    get isShared() {
      return aws.addresses.isShared;
    },
    settled: () => sockets.settled(),
    close: () => sockets.close(),
  };
}

function canListenOn(address: string): Promise<boolean> {
  return new Promise(resolve => {
    const server = createHttpServer();
    server.once('error', () => resolve(false));
    server.listen(0, address, () => server.close(() => resolve(true)));
  });
}
