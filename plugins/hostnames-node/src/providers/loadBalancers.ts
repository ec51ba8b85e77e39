import { ProviderHealth } from './dns';

/** @public */
export interface LoadBalancer {
  /** The provider's reference (an ARN). */
  ref: string;
  dnsName: string;
  /** Zone id that alias records name. */
  hostedZoneId: string;
  state: 'provisioning' | 'active' | 'failed';
  scheme: 'internet-facing' | 'internal';
  ipAddressType?: string;
}

/** What is asked of the load balancers behind gateways; read only, the gateway's controller writes. @public */
export interface LoadBalancerProvider {
  readonly id: string;
  /** By DNS name as in a Gateway's status; `undefined` when there is none. @throws ProviderError */
  byDnsName(
    dnsName: string,
    options?: { newerThan?: number; signal?: AbortSignal },
  ): Promise<LoadBalancer | undefined>;
  /**
   * References of the certificates on the HTTPS listener of that port, the default included; `undefined` when there is no
   * such listener. One call per load balancer and flush. `newerThan`: monotonic ms the read must have started after.
   */
  listenerCertificates(
    loadBalancerRef: string,
    port: number,
    options?: { newerThan?: number; signal?: AbortSignal },
  ): Promise<ReadonlySet<string> | undefined>;
  health(): ProviderHealth;
}
