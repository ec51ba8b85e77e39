import {
  CertificateProvider,
  DnsProvider,
  HostnameProbe,
  HostnamesCertificatesExtensionPoint,
  HostnamesDnsExtensionPoint,
  HostnamesGatewaysExtensionPoint,
  HostnamesProbesExtensionPoint,
  LoadBalancerProvider,
  ProviderFactory,
  ProviderRuntime,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { ProviderFactories } from '../hostnames/Providers';
import { ListedProvider } from '../service/DefaultReconcilerPort';

/**
 * Implements the extension points: collects what modules add. The factories it hands on remember what they made, so that the
 * API can look into the same views as the reconciler.
 */
export class ProviderRegistry
  implements
    HostnamesDnsExtensionPoint,
    HostnamesCertificatesExtensionPoint,
    HostnamesGatewaysExtensionPoint,
    HostnamesProbesExtensionPoint
{
  readonly factories: ProviderFactories = {
    dns: new Map(),
    certificates: new Map(),
    loadBalancers: new Map(),
  };
  readonly probes: HostnameProbe[] = [];
  private readonly made = new Map<
    string,
    ListedProvider & { provider: unknown }
  >();

  addDnsProvider(id: string, factory: ProviderFactory<DnsProvider>): void {
    this.add('dns', this.factories.dns, id, factory);
  }

  addCertificateProvider(
    id: string,
    factory: ProviderFactory<CertificateProvider>,
  ): void {
    this.add('certificates', this.factories.certificates, id, factory);
  }

  addLoadBalancerProvider(
    id: string,
    factory: ProviderFactory<LoadBalancerProvider>,
  ): void {
    this.add('loadBalancers', this.factories.loadBalancers, id, factory);
  }

  addProbe(probe: HostnameProbe): void {
    if (this.probes.some(({ id }) => id === probe.id))
      throw new Error(`Probe '${probe.id}' was added twice`);
    this.probes.push(probe);
  }

  /** Providers there are, those that are not configured left out. */
  listed(): ListedProvider[] {
    return [...this.made.values()];
  }

  dns(): DnsProvider[] {
    return [...this.made.values()]
      .filter(({ kind, provider }) => kind === 'dns' && provider)
      .map(({ provider }) => provider as DnsProvider);
  }

  /** Makes the providers in a process without reconciler: the API looks into their views. */
  makeAll(runtime: ProviderRuntime): void {
    for (const factories of Object.values(this.factories)) {
      for (const factory of factories.values()) factory(runtime);
    }
  }

  private add<T extends { health: ListedProvider['health'] }>(
    kind: ListedProvider['kind'],
    factories: Map<string, ProviderFactory<T>>,
    id: string,
    factory: ProviderFactory<T>,
  ): void {
    if (factories.has(id))
      throw new Error(`Provider '${id}' of ${kind} was added twice`);
    factories.set(id, runtime => {
      try {
        const provider = factory(runtime);
        if (provider)
          this.made.set(`${kind}/${id}`, {
            id,
            kind,
            health: () => provider.health(),
            provider,
          });
        return provider;
      } catch (error) {
        // One provider that cannot be made is shown as failing; the others work.
        runtime.logger.error(
          `Provider ${id} of ${kind} cannot be used`,
          error as Error,
        );
        const failing = {
          since: runtime.clock.now(),
          message: (error as Error).message,
          code: 'invalid',
        };
        this.made.set(`${kind}/${id}`, {
          id,
          kind,
          health: () => ({ failing, budgets: [], views: [] }),
          provider: undefined,
        });
        return undefined;
      }
    });
  }
}
