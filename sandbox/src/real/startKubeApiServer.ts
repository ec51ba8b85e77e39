import { createServer } from 'node:net';
import { freePort } from '../dev/ports';
import { RealServer, startRealServer } from './RealServer';
import { repositoryPath } from './repositoryPath';

/** A real kube-apiserver with an etcd of its own, both empty. */
export interface KubeApiServer extends RealServer {
  /** Path of an administrator's kubeconfig; gone once the server is closed. */
  kubeconfig: string;
}

/** Starts them on loopback. `binary`: what `scripts/real/kube-apiserver install` printed. */
export async function startKubeApiServer(
  binary: string,
): Promise<KubeApiServer> {
  const port = await threeFreePorts();
  const server = await startRealServer(
    repositoryPath('scripts/real/kube-apiserver'),
    ['run', binary, String(port)],
    { isReady: line => line.endsWith('/kubeconfig') },
  );
  return { ...server, kubeconfig: server.ready };
}

// The API server's and, above it, etcd's two.
async function threeFreePorts(): Promise<number> {
  for (;;) {
    const port = await freePort();
    if (port < 65_000 && (await isFree(port + 1)) && (await isFree(port + 2)))
      return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
