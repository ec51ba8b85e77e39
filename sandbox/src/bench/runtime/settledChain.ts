import {
  DnsRecord,
  LoadBalancer,
} from '@hostmaster/backstage-plugin-hostnames-node';
import type { StoredCertificate } from '@hostmaster/backstage-plugin-hostnames-node/testUtils';

/** Requests on one gateway, all of one namespace. */
export const PER_GATEWAY = 20;
/** Port of the listener that serves hostnames. */
export const LISTENED = 443;
export const ZONE = { id: 'Z0001', name: 'example.com' };

/** What is outside of the cluster when everything is done. */
export interface OutsideWorld {
  records: DnsRecord[];
  certificates: StoredCertificate[];
  balancers: Array<LoadBalancer & { certificates: string[] }>;
}

/** `hostnames` of the configuration. */
export const chainConfig = {
  installation: 'acme',
  reconciler: {
    edgeDomain: `edge.${ZONE.name}`,
    homeCluster: 'prod',
    waits: { coolDown: '0s' },
  },
  clusters: [{ name: 'prod', url: 'https://unused' }],
  profiles: {
    'alb-public': {
      certificates: 'acm',
      dns: 'route53',
      placement: 'pool',
      limits: { certificates: PER_GATEWAY, gateways: 10_000 },
    },
  },
};
