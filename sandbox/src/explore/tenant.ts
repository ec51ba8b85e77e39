import { listenerSetName } from '@hostmaster/backstage-plugin-hostnames-common';
import { AnyObject, ExploredWorld } from './world/ExploredWorld';
import { claimKind, requestKind, routeKind } from './world/kinds';

/** A request and its route, as a GitOps engine would apply them. */
export function applyHostname(
  world: ExploredWorld,
  hostname: string,
  options: {
    namespace?: string;
    cluster?: number;
    spec?: object;
    annotations?: Record<string, string>;
  } = {},
): void {
  const { namespace = 'shop', cluster = 0, spec, annotations } = options;
  const name = requestName(hostname);
  const tenant = world.clusters[cluster];
  tenant.apply({
    ...requestKind,
    metadata: {
      namespace,
      name,
      annotations: {
        'hostmaster.dev/owner': `group:default/${namespace}`,
        ...annotations,
      },
    },
    spec: { hostname, environment: 'prod', gatewayClass: 'alb', ...spec },
  });
  tenant.apply(route(hostname, namespace));
}

export function removeHostname(
  world: ExploredWorld,
  hostname: string,
  { namespace = 'shop', cluster = 0 } = {},
): void {
  const ref = { namespace, name: requestName(hostname) };
  world.clusters[cluster].delete(routeKind, ref);
  world.clusters[cluster].delete(requestKind, ref);
}

export function requestOf(
  world: ExploredWorld,
  hostname: string,
  { namespace = 'shop', cluster = 0 } = {},
): AnyObject | undefined {
  return world.clusters[cluster].get(requestKind, {
    namespace,
    name: requestName(hostname),
  });
}

interface Condition {
  status: string;
  reason: string;
  message: string;
  observedGeneration?: number;
}

export function conditionOf(
  request: AnyObject | undefined,
  type: string,
): Condition | undefined {
  const { conditions = [] } = request?.status ?? {};
  return conditions.find((each: { type: string }) => each.type === type);
}

/** Live, and the status speaks of the spec as it is now. */
export function isReady(request: AnyObject | undefined): boolean {
  const ready = conditionOf(request, 'Ready');
  return (
    ready?.status === 'True' &&
    ready.observedGeneration === request?.metadata.generation
  );
}

/** No request, no claim and no ownership record but the default certificate's is left. */
export function isForgotten(world: ExploredWorld): boolean {
  return (
    world.clusters.every(
      cluster =>
        cluster.list(requestKind).length === 0 &&
        cluster.list(claimKind).length === 0,
    ) &&
    !world.outside
      .records()
      .some(
        ({ name, type }) =>
          type === 'TXT' &&
          name.includes('._hostmaster.') &&
          !name.startsWith('default.'),
      )
  );
}

function requestName(hostname: string): string {
  return hostname.replace('*', 'any').split('.')[0];
}

function route(hostname: string, namespace: string): AnyObject {
  return {
    ...routeKind,
    metadata: { namespace, name: requestName(hostname) },
    spec: {
      parentRefs: [
        {
          group: 'gateway.networking.k8s.io',
          kind: 'ListenerSet',
          namespace: 'edge',
          name: listenerSetName(hostname),
        },
      ],
      hostnames: [hostname],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/' } }],
          backendRefs: [{ name: 'web', port: 80 }],
        },
      ],
    },
  };
}
