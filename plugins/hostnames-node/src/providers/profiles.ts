/**
 * A class of gateways with limits, from the configuration. A request names one as `spec.gatewayClass`.
 *
 * @public
 */
export interface GatewayProfile {
  name: string;
  /** Name of the Kubernetes GatewayClass of the pool's gateways. */
  gatewayClass: string;
  certificates: 'acm' | 'cert-manager' | 'existing';
  dns: 'route53' | 'external-dns';
  placement: 'pool' | 'static';
  listeners: 'listenerSet' | 'shared';
  /** Environments that may use the profile; undefined: all. */
  environments?: string[];
  limits: {
    /** Certificates of tenants per gateway; 24 beside the default one on an ALB at the default quota. */
    certificates: number;
    /** Rules per load balancer, the base's included. */
    rules: number;
    targetGroups: number;
    /** Gateways in the pool per visibility. */
    gateways: number;
  };
  /** Empty gateways kept ready. */
  spare: number;
  /** Fields of LoadBalancerConfiguration.spec but scheme and listener certificates. */
  loadBalancer: Record<string, unknown>;
  /** `placement: static`: the Gateway that somebody else owns. */
  gateway?: { namespace: string; name: string };
  /** `certificates: cert-manager`: the default issuer. */
  issuer?: { kind: 'Issuer' | 'ClusterIssuer'; name: string };
}
