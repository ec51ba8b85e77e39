import {
  Clock,
  ClosableClusterClient,
  ClusterClient,
  RuntimeMetrics,
  WriteGate,
  createClusterClient,
  loadKubeConfig,
} from '@hostmaster/kubernetes-runtime';
import { ClusterConfig } from '../config/readClusters';

/** How a cluster is reached. */
export interface ClusterConnection {
  name: string;
  /**
   * A client whose writes pass the gate; without one only the lease is written with it. Throws when the configuration cannot be
   * used; that keeps this cluster from being seen and no other.
   */
  connect(
    gate?: WriteGate,
  ): Promise<ClusterClient & Partial<Pick<ClosableClusterClient, 'close'>>>;
}

/** Connections as configured. */
export function connectClusters(
  clusters: ClusterConfig[],
  options: { clock?: Clock; metrics?: RuntimeMetrics } = {},
): ClusterConnection[] {
  return clusters.map(cluster => ({
    name: cluster.name,
    async connect(gate) {
      return createClusterClient({
        name: cluster.name,
        gate,
        kubeConfig: await loadKubeConfig(sourceOf(cluster)),
        fieldManager: 'hostmaster',
        ...options,
      });
    },
  }));
}

function sourceOf(
  cluster: ClusterConfig,
): Parameters<typeof loadKubeConfig>[0] {
  switch (cluster.kind) {
    case 'inCluster':
      return { kind: 'inCluster' };
    case 'kubeconfig':
      return cluster.file
        ? { kind: 'file', path: cluster.file, context: cluster.context }
        : { kind: 'default', context: cluster.context };
    case 'token':
      return { kind: 'text', text: JSON.stringify(kubeConfigOf(cluster)) };
    default:
      throw new Error(
        `unknown cluster ${JSON.stringify(cluster satisfies never)}`,
      );
  }
}

/** JSON is YAML. */
function kubeConfigOf(cluster: ClusterConfig & { kind: 'token' }) {
  const { name, url, token, caData, caFile, skipTLSVerify } = cluster;
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    clusters: [
      {
        name,
        cluster: {
          server: url,
          ...(caData ? { 'certificate-authority-data': caData } : {}),
          ...(caFile ? { 'certificate-authority': caFile } : {}),
          ...(skipTLSVerify ? { 'insecure-skip-tls-verify': true } : {}),
        },
      },
    ],
    users: [{ name, user: token ? { token } : {} }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  };
}
