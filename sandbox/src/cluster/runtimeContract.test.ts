import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createClusterClient,
  loadKubeConfig,
  systemClock,
} from '@hostmaster/kubernetes-runtime';
import { describeRuntimeContract } from '@hostmaster/kubernetes-runtime/testUtils';
import { createMemoryCluster } from './createMemoryCluster';
import { listenHttps } from './listener/listenHttps';

describeRuntimeContract('memory cluster over HTTPS', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'memory-cluster-'));
  const cluster = createMemoryCluster({ name: 'memory', clock: systemClock });
  const listener = await listenHttps(cluster);
  const kubeconfig = await listener.kubeconfig(join(folder, 'kubeconfig'));
  return {
    kubeConfig: await loadKubeConfig({ kind: 'file', path: kubeconfig }),
    async cleanup() {
      await listener.close();
      cluster.close();
      await rm(folder, { recursive: true });
    },
  };
});

describeRuntimeContract('memory cluster in process', async () => {
  const cluster = createMemoryCluster({ name: 'memory', clock: systemClock });
  return {
    createClient: options =>
      createClusterClient({
        name: 'memory',
        transport: cluster.transport,
        baseUrl: 'https://memory.cluster.local',
        ...options,
      }),
    async cleanup() {
      cluster.close();
    },
  };
});
