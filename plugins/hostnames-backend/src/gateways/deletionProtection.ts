import { ChainDeps } from '../hostnames/ChainDeps';
import {
  LoadBalancerConfiguration,
  loadBalancerConfigurationKind,
} from './kinds';

const PROTECTION = 'deletion_protection.enabled';

/** Lets the load balancer of a gateway be deleted. @throws KubernetesError */
export async function unprotect(name: string, deps: ChainDeps): Promise<void> {
  const { client, stores } = deps.cluster;
  const ref = { namespace: deps.pool.namespace, name };
  const current = await client.get(loadBalancerConfigurationKind, ref);
  if (!current || !isProtected(current)) return;
  const attributes = attributesOf(current).map(each =>
    each.key === PROTECTION ? { ...each, value: 'false' } : each,
  );
  const written = await client.replace(loadBalancerConfigurationKind, {
    ...current,
    spec: { ...current.spec, loadBalancerAttributes: attributes },
  });
  const { resourceVersion } = written.metadata;
  if (resourceVersion) stores.configurations.expect(ref, resourceVersion);
}

export function isProtected(
  configuration: LoadBalancerConfiguration | undefined,
): boolean {
  return attributesOf(configuration).some(
    ({ key, value }) => key === PROTECTION && String(value) === 'true',
  );
}

function attributesOf(configuration: LoadBalancerConfiguration | undefined) {
  return (configuration?.spec.loadBalancerAttributes ?? []) as Array<{
    key: string;
    value: unknown;
  }>;
}
