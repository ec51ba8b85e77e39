import {
  KubernetesError,
  KubernetesObject,
  ResourceKind,
} from '@hostmaster/kubernetes-runtime';
import { ClusterWorld } from '../reconciler/ClusterWorld';
import { Coalesced, coalesce } from '../reconciler/coalesce';
import {
  Gateway,
  LoadBalancerConfiguration,
  gatewayKind,
  httpRouteKind,
  listenerRuleConfigurationKind,
  loadBalancerConfigurationKind,
  targetGroupConfigurationKind,
} from './kinds';
import { matchesWanted } from './matchesWanted.pure';
import { isConfiguredBy, poolOf } from './poolLabels';
import { RenderedGateway } from './renderGateway';

/** Makes and repairs the objects of pool gateways; of what exists only the fields that are ours are changed. */
export class GatewayWriter {
  private readonly writer: Coalesced<RenderedGateway>;

  constructor(
    private readonly cluster: ClusterWorld,
    private readonly namespace: string,
  ) {
    this.writer = coalesce((_name, rendered) =>
      this.write(rendered[rendered.length - 1]),
    );
  }

  /** Whether the gateway's objects are in the stores as wanted. */
  isThere(rendered: RenderedGateway): boolean {
    const { stores } = this.cluster;
    const { name } = rendered.gateway.metadata;
    const ref = { namespace: this.namespace, name };
    const configuration = stores.configurations.get(ref);
    return (
      configuration !== undefined &&
      matchesWanted(
        wantedOf(rendered.configuration, configuration),
        configuration,
      ) &&
      matchesWanted(rendered.gateway, stores.gateways.get(ref)) &&
      rendered.routes.every(route =>
        matchesWanted(
          route,
          stores.httpRoutes.get({
            namespace: this.namespace,
            name: route.metadata.name,
          }),
        ),
      )
    );
  }

  /** Resolves when everything has been written; merged with what others want of the same gateway. */
  ensure(rendered: RenderedGateway): Promise<void> {
    return this.writer.add(rendered.gateway.metadata.name, rendered);
  }

  private async write(rendered: RenderedGateway): Promise<void> {
    const { stores } = this.cluster;
    await this.put(listenerRuleConfigurationKind, rendered.noRoute);
    await this.put(targetGroupConfigurationKind, rendered.targets);
    const configuration = await this.put(
      loadBalancerConfigurationKind,
      rendered.configuration,
      wantedOf,
    );
    expected(stores.configurations, configuration);
    expected(stores.gateways, await this.put(gatewayKind, rendered.gateway));
    for (const route of rendered.routes) {
      expected(stores.httpRoutes, await this.put(httpRouteKind, route));
    }
  }

  /** Creates the object, or brings our fields of an existing one in order. */
  private async put<T extends KubernetesObject>(
    kind: ResourceKind<T>,
    wanted: T,
    merge: (wanted: T, current: T) => T = (each, current) => ({
      ...current,
      ...each,
      metadata: {
        ...current.metadata,
        labels: { ...current.metadata.labels, ...each.metadata.labels },
      },
    }),
  ): Promise<T> {
    const { client } = this.cluster;
    const ref = { namespace: this.namespace, name: wanted.metadata.name };
    const current = await client.get(kind, ref);
    if (!current) return client.create(kind, wanted);
    const next = merge(wanted, current);
    if (matchesWanted(wanted, current) || matchesWanted(next, current)) {
      return current;
    }
    const isOurs =
      current.metadata.labels?.['app.kubernetes.io/managed-by'] ===
        'hostmaster' || this.lostItsLabels(current);
    if (!isOurs) {
      throw new KubernetesError(
        'AlreadyExists',
        `${kind.kind} ${ref.namespace}/${ref.name} exists and is not managed by hostmaster; rename or remove it`,
      );
    }
    return client.replace(kind, next);
  }

  /** A gateway whose labels somebody took off, told by the configuration that it refers to and that has ours. */
  private lostItsLabels(object: KubernetesObject): boolean {
    const { namespace, name } = object.metadata;
    const { configurations } = this.cluster.stores;
    const configuration = configurations.get({ namespace, name });
    return (
      object.kind === gatewayKind.kind &&
      isConfiguredBy(object as Gateway, name) &&
      configuration !== undefined &&
      poolOf(configuration) !== undefined
    );
  }
}

/** What a configuration should be, its certificates and the default one left as they are: they are changed by deltas only. */
function wantedOf(
  wanted: LoadBalancerConfiguration,
  current: LoadBalancerConfiguration,
): LoadBalancerConfiguration {
  const listeners = current.spec.listenerConfigurations ?? [];
  const ours = wanted.spec.listenerConfigurations ?? [];
  const merged = ours.map(each => {
    const there = listeners.find(
      ({ protocolPort }) => protocolPort === each.protocolPort,
    );
    return {
      ...there,
      ...each,
      defaultCertificate: there?.defaultCertificate ?? each.defaultCertificate,
    };
  });
  const others = listeners.filter(
    ({ protocolPort }) =>
      !ours.some(each => each.protocolPort === protocolPort),
  );
  return {
    ...current,
    metadata: {
      ...current.metadata,
      labels: { ...current.metadata.labels, ...wanted.metadata.labels },
    },
    spec: {
      ...current.spec,
      ...wanted.spec,
      listenerConfigurations: [...merged, ...others],
    },
  };
}

function expected<T extends KubernetesObject>(
  store: {
    expect(ref: { namespace?: string; name: string }, version: string): void;
  },
  { metadata }: T,
): void {
  const { namespace, name, resourceVersion } = metadata;
  if (resourceVersion) store.expect({ namespace, name }, resourceVersion);
}
