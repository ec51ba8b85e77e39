import { clusters, edgeDomain, edgeNamespace, profile } from '../seed/world';

/** The product as a platform team would configure it for this world; all waits but those given are the defaults. */
export function productConfig(
  waits: Record<string, string> = {},
  changes: Record<string, unknown> = {},
) {
  return {
    hostnames: {
      installation: 'sandbox',
      reconciler: {
        enabled: true,
        edgeNamespace,
        edgeDomain,
        homeCluster: clusters[0].name,
        waits,
      },
      clusters: clusters.map(({ name }) => ({ name, kubeconfig: '/unused' })),
      profiles: {
        [profile]: {
          gatewayClass: 'alb',
          certificates: 'acm',
          dns: 'route53',
          placement: 'pool',
          listeners: 'listenerSet',
          limits: { certificates: 24, rules: 100 },
          spare: 0,
          loadBalancer: { ipAddressType: 'ipv4' },
          ...changes,
        },
      },
      environments: clusters.map(({ environment }) => environment),
      domains: [
        { suffix: 'example.test' },
        {
          suffix: 'media.test',
          owners: ['group:default/media', 'group:default/platform'],
        },
      ],
      reserved: ['www.example.test', 'admin.*'],
    },
  };
}

export type ProductConfig = ReturnType<typeof productConfig>;
