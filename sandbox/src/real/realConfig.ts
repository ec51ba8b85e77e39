import { edgeDomain, edgeNamespace, profile } from '../seed/world';

/** Name of the one cluster. */
export const REAL_CLUSTER = 'prod';

/** Where the product finds the real servers. */
export interface RealEndpoints {
  kubeconfig: string;
  aws: string;
  region: string;
}

/** The product as a platform team would configure it for them, with waits that a test has the patience for. */
export function realConfig({ kubeconfig }: Pick<RealEndpoints, 'kubeconfig'>) {
  return {
    hostnames: {
      installation: 'real',
      reconciler: {
        enabled: true,
        edgeNamespace,
        edgeDomain,
        homeCluster: REAL_CLUSTER,
        waits: {
          certificateSettle: '3s',
          aliasDrain: '3s',
          coolDown: '0s',
          resync: '10s',
        },
        lease: { duration: '6s', renewDeadline: '4s', retryPeriod: '1s' },
      },
      clusters: [{ name: REAL_CLUSTER, kubeconfig }],
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
      environments: [REAL_CLUSTER],
      domains: [{ suffix: 'example.test' }],
    },
  };
}
