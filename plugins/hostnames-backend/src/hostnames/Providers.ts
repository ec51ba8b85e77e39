import {
  CertificateProvider,
  DnsProvider,
  GatewayProfile,
  LoadBalancer,
  LoadBalancerProvider,
  ProviderError,
  ProviderFactory,
  ProviderHealth,
  ProviderRuntime,
} from '@hostmaster/backstage-plugin-hostnames-node';

import { existingCertificates } from './existingCertificates';

/** What modules registered, by id. */
export interface ProviderFactories {
  dns: Map<string, ProviderFactory<DnsProvider>>;
  certificates: Map<string, ProviderFactory<CertificateProvider>>;
  loadBalancers: Map<string, ProviderFactory<LoadBalancerProvider>>;
}

export interface ProviderStatus {
  id: string;
  kind: 'dns' | 'certificates' | 'loadBalancers';
  health: ProviderHealth;
}

/** The providers that are configured, found by what a profile names. */
export interface Providers {
  dns(profile: Pick<GatewayProfile, 'dns' | 'name'>): DnsProvider;
  certificates(
    profile: Pick<GatewayProfile, 'certificates' | 'name'>,
  ): CertificateProvider;
  /** Asks each in turn. @throws ProviderError */
  loadBalancer(
    dnsName: string,
    options?: { newerThan?: number },
  ): Promise<
    { provider: LoadBalancerProvider; balancer: LoadBalancer } | undefined
  >;
  allDns(): DnsProvider[];
  allCertificates(): CertificateProvider[];
  allLoadBalancers(): LoadBalancerProvider[];
  status(): ProviderStatus[];
}

/** Makes the providers; a factory that answers `undefined` has nothing configured. */
export function createProviders(
  factories: ProviderFactories,
  runtime: ProviderRuntime,
): Providers {
  const dns = made(factories.dns, runtime);
  const certificates = made(factories.certificates, runtime);
  const loadBalancers = made(factories.loadBalancers, runtime);
  const existing = existingCertificates(() => [...certificates.values()]);
  return {
    dns(profile) {
      const key = `hostnames.profiles.${profile.name}.dns`;
      // external-dns writes the addresses; claims and what stands in the zones are seen through whoever serves the zones.
      const [first] = dns.values();
      return profile.dns === 'external-dns' && first && !dns.has(profile.dns)
        ? first
        : chosen(dns, profile.dns, key);
    },
    certificates(profile) {
      const key = `hostnames.profiles.${profile.name}.certificates`;
      return profile.certificates === 'existing' &&
        !certificates.has('existing')
        ? existing
        : chosen(certificates, profile.certificates, key);
    },
    async loadBalancer(dnsName, options) {
      for (const provider of loadBalancers.values()) {
        const balancer = await provider.byDnsName(dnsName, options);
        if (balancer) return { provider, balancer };
      }
      return undefined;
    },
    allDns: () => [...dns.values()],
    allCertificates: () => [...certificates.values()],
    allLoadBalancers: () => [...loadBalancers.values()],
    status: () => [
      ...statusOf('dns', dns),
      ...statusOf('certificates', certificates),
      ...statusOf('loadBalancers', loadBalancers),
    ],
  };
}

function made<T>(
  factories: Map<string, ProviderFactory<T>>,
  runtime: ProviderRuntime,
): Map<string, T> {
  const providers = new Map<string, T>();
  for (const [id, factory] of factories) {
    const provider = factory(runtime);
    if (provider !== undefined) providers.set(id, provider);
  }
  return providers;
}

function chosen<T>(providers: Map<string, T>, id: string, key: string): T {
  const provider = providers.get(id);
  if (provider) return provider;
  const known = [...providers.keys()].join(', ') || 'none';
  throw new ProviderError(
    'invalid',
    `${key} is "${id}", and no such provider is installed and configured (there is: ${known}); add its module to the backend`,
  );
}

function statusOf(
  kind: ProviderStatus['kind'],
  providers: Map<string, { health(): ProviderHealth }>,
): ProviderStatus[] {
  return [...providers].map(([id, provider]) => ({
    id,
    kind,
    health: provider.health(),
  }));
}
