import { edgeDomain, edgeNamespace, profile } from '../../seed/world';

/** Name of the one cluster. */
export const CHAOS_CLUSTER = 'prod';

export const CHAOS_ACCOUNT = '123456789012';

/** The zone of every hostname of the load. */
export const CHAOS_ZONE = 'example.test';

/**
 * The product as a platform team would configure it, with the lease, the brake and the resync of the defaults: what a test waits
 * for must not be the resync. Only the waits of AWS and DNS are short.
 */
export function chaosConfig(kubeconfig: string) {
  return {
    hostnames: {
      installation: 'chaos',
      reconciler: {
        enabled: true,
        edgeNamespace,
        edgeDomain,
        homeCluster: CHAOS_CLUSTER,
        waits: { certificateSettle: '3s', aliasDrain: '3s', coolDown: '0s' },
      },
      clusters: [{ name: CHAOS_CLUSTER, kubeconfig }],
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
        },
      },
      environments: [CHAOS_CLUSTER],
      domains: [{ suffix: CHAOS_ZONE }],
    },
  };
}
