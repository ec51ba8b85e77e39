import type { KubeConfig } from '@kubernetes/client-node';
import { clientNode } from './clientNode';

/** Where a cluster's address and credentials come from. @public */
export type KubeConfigSource =
  | { kind: 'file'; path: string; context?: string }
  | { kind: 'text'; text: string; context?: string }
  /** The service account of the pod. */
  | { kind: 'inCluster' }
  /** `KUBECONFIG`, then `~/.kube/config`, then the service account of the pod. */
  | { kind: 'default'; context?: string };

/**
 * Loads a kubeconfig. Make one per cluster: client-node keeps credentials by user name within one.
 *
 * @throws Error that names the source when it cannot be read, or the context or its cluster does not exist.
 * @public
 */
export async function loadKubeConfig(
  source: KubeConfigSource,
): Promise<KubeConfig> {
  const config = new (clientNode().KubeConfig)();
  switch (source.kind) {
    case 'file':
      config.loadFromFile(source.path);
      break;
    case 'text':
      config.loadFromString(source.text);
      break;
    case 'inCluster':
      if (!process.env.KUBERNETES_SERVICE_HOST) {
        throw new Error(
          'kubeconfig inCluster: KUBERNETES_SERVICE_HOST is not set; this process does not run in a pod',
        );
      }
      config.loadFromCluster();
      break;
    default:
      config.loadFromDefault();
  }
  if ('context' in source && source.context !== undefined) {
    config.setCurrentContext(source.context);
  }
  const name = `kubeconfig ${
    source.kind === 'file' ? source.path : source.kind
  }`;
  if (!config.getContextObject(config.getCurrentContext())) {
    const known = config.getContexts().map(context => `'${context.name}'`);
    throw new Error(
      `${name}: there is no context '${
        config.getCurrentContext() ?? ''
      }'; known: ${known.join(', ') || 'none'}`,
    );
  }
  if (!config.getCurrentCluster()) {
    throw new Error(
      `${name}: the cluster of context '${config.getCurrentContext()}' is not defined`,
    );
  }
  return config;
}
