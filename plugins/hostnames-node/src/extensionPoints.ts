import { createExtensionPoint } from '@backstage/backend-plugin-api';
import { CertificateProvider } from './providers/certificates';
import { DnsProvider } from './providers/dns';
import { LoadBalancerProvider } from './providers/loadBalancers';
import { HostnameProbe } from './providers/probes';
import { ProviderRuntime } from './providers/runtime';

/** Made when the reconciler starts, with the runtime's clock and gate; `undefined`: not configured. @public */
export type ProviderFactory<T> = (runtime: ProviderRuntime) => T | undefined;

/** `hostnames.dns`: where records are written. @public */
export interface HostnamesDnsExtensionPoint {
  addDnsProvider(id: string, factory: ProviderFactory<DnsProvider>): void;
}

/** @public */
export const hostnamesDnsExtensionPoint =
  createExtensionPoint<HostnamesDnsExtensionPoint>({ id: 'hostnames.dns' });

/** `hostnames.certificates`: who issues certificates. @public */
export interface HostnamesCertificatesExtensionPoint {
  addCertificateProvider(
    id: string,
    factory: ProviderFactory<CertificateProvider>,
  ): void;
}

/** @public */
export const hostnamesCertificatesExtensionPoint =
  createExtensionPoint<HostnamesCertificatesExtensionPoint>({
    id: 'hostnames.certificates',
  });

/** `hostnames.gateways`: what stands behind gateways. @public */
export interface HostnamesGatewaysExtensionPoint {
  addLoadBalancerProvider(
    id: string,
    factory: ProviderFactory<LoadBalancerProvider>,
  ): void;
}

/** @public */
export const hostnamesGatewaysExtensionPoint =
  createExtensionPoint<HostnamesGatewaysExtensionPoint>({
    id: 'hostnames.gateways',
  });

/** `hostnames.probes`: further looks from outside. @public */
export interface HostnamesProbesExtensionPoint {
  addProbe(probe: HostnameProbe): void;
}

/** @public */
export const hostnamesProbesExtensionPoint =
  createExtensionPoint<HostnamesProbesExtensionPoint>({
    id: 'hostnames.probes',
  });
