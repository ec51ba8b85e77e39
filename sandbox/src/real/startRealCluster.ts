import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  createClusterClient,
  loadKubeConfig,
} from '@hostmaster/kubernetes-runtime';
import { userCache } from '../dev/paths';
import { runProcess } from '../dev/processes';
import { UsageError } from '../dev/UsageError';
import { installDefinitions } from './installDefinitions';
import { repositoryPath } from './repositoryPath';
import { KubeApiServer, startKubeApiServer } from './startKubeApiServer';

/**
 * A real kube-apiserver with etcd and every kind the sandbox needs, for `./dev start --cluster real`. Built the first time.
 * @throws UsageError when it cannot be had on this machine, with the reason.
 */
export async function startRealCluster(
  progress: (line: string) => void,
): Promise<KubeApiServer> {
  progress(
    'preparing kube-apiserver and etcd (minutes the first time, then cached) ...',
  );
  const { status, output } = await runProcess(
    repositoryPath('scripts/real/kube-apiserver'),
    ['install', join(userCache, 'real')],
  );
  const binary = output
    .split('\n')
    .reverse()
    .find(line => line.startsWith('/') && existsSync(line));
  if (status !== 0 || !binary)
    throw new UsageError(
      `--cluster real: ${output.trim().split('\n').slice(-3).join(' ')}`,
    );

  const server = await startKubeApiServer(binary);
  try {
    const client = createClusterClient({
      name: 'real',
      kubeConfig: await loadKubeConfig({
        kind: 'file',
        path: server.kubeconfig,
      }),
    });
    const { real, narrow } = await installDefinitions(client);
    await client.close();
    progress(
      `  kinds of their own projects: ${
        real.join(', ') || 'none'
      }; of the sandbox: ${narrow.join(', ')}`,
    );
    return server;
  } catch (error) {
    await server.close();
    throw error;
  }
}
