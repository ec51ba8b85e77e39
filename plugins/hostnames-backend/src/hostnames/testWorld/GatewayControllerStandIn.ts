import { Clock } from '@hostmaster/kubernetes-runtime';
import { MemoryLoadBalancerWorld } from '@hostmaster/backstage-plugin-hostnames-node/testUtils';
import { httpsListenerOf } from '../../gateways/certificatesOf';
import {
  Gateway,
  ObjectCondition,
  gatewayKind,
  httpRouteKind,
  listenerSetKind,
  loadBalancerConfigurationKind,
} from '../../gateways/kinds';
import { isOpenTo } from '../steps/listenerSet.pure';
import { MemoryApi } from './MemoryApi';

const watched = [
  gatewayKind,
  listenerSetKind,
  httpRouteKind,
  loadBalancerConfigurationKind,
];

/**
 * A tiny stand-in for the controller behind pool gateways: one load balancer per Gateway, listeners as configured, ListenerSets
 * and routes accepted; it fails a whole Gateway for a route with a filter it does not know, or with the Service `missing`.
 */
export class GatewayControllerStandIn {
  /** Gateways that stay unprogrammed. */
  readonly stuck = new Set<string>();
  /** What it knew when it last looked. */
  private seen?: string;

  constructor(
    private readonly api: MemoryApi,
    private readonly balancers: MemoryLoadBalancerWorld,
    private readonly clock: Clock,
    /** Milliseconds between two looks. */
    private readonly interval = 3_000,
  ) {}

  start(signal: AbortSignal): void {
    const tick = () => {
      if (signal.aborted) return;
      if (!this.api.down) this.reconcile();
      this.clock.schedule(this.interval, tick);
    };
    tick();
  }

  /** Does nothing while nothing has changed that it depends on. */
  private reconcile(): void {
    const known = watched.map(kind => this.api.changes(kind)).join();
    const now = `${known} ${[...this.stuck].join()}`;
    if (now === this.seen) return;
    this.seen = now;
    for (const gateway of this.api.list(gatewayKind)) {
      if (!this.stuck.has(gateway.metadata.name))
        this.reconcileGateway(gateway);
    }
  }

  private reconcileGateway(gateway: Gateway): void {
    const { name, namespace = '' } = gateway.metadata;
    const sets = this.api
      .list(listenerSetKind, namespace)
      .filter(({ spec }) => spec.parentRef.name === name);
    const routes = this.api
      .list(httpRouteKind)
      .filter(route =>
        route.spec.parentRefs?.some(
          parent =>
            (parent.kind === 'ListenerSet' &&
              sets.some(set => set.metadata.name === parent.name)) ||
            (parent.kind === 'Gateway' && parent.name === name),
        ),
      );
    for (const set of sets) {
      this.status(listenerSetKind, set, {
        conditions: [yes('Accepted'), yes('Programmed')],
      });
    }
    const attached = routes.filter(route => {
      const ofSet = route.spec.parentRefs?.find(
        ({ kind }) => kind === 'ListenerSet',
      );
      const set = sets.find(({ metadata }) => metadata.name === ofSet?.name);
      const open = !set || isOpenTo(set, route.metadata.namespace ?? '');
      this.status(httpRouteKind, route, {
        parents: (route.spec.parentRefs ?? []).map(parentRef => ({
          parentRef,
          conditions: [
            open ? yes('Accepted') : no('Accepted', 'NotAllowedByListeners'),
          ],
        })),
      });
      return open;
    });
    const broken = attached.some(({ spec }) =>
      spec.rules?.some(
        rule =>
          rule.filters?.some(({ type }) => type === 'RequestHeaderModifier') ||
          rule.backendRefs?.some(({ name: service }) => service === 'missing'),
      ),
    );
    if (broken) {
      this.status(gatewayKind, gateway, {
        ...gateway.status,
        conditions: [no('Accepted', 'Invalid'), yes('Programmed')],
      });
      return;
    }
    const configuration = this.api.read(loadBalancerConfigurationKind, {
      namespace,
      name: gateway.spec.infrastructure?.parametersRef?.name ?? '',
    });
    const listener = httpsListenerOf(configuration);
    const dnsName = `${name}.${this.api.name}.elb.memory.test`;
    const balancer = this.balancers.put({
      dnsName,
      ref: `memory:lb/${this.api.name}/${name}`,
    });
    this.balancers.setListener(
      balancer.ref,
      443,
      attached.length === 0
        ? undefined
        : [
            listener?.defaultCertificate ?? '',
            ...(listener?.certificates ?? []),
          ],
    );
    this.status(gatewayKind, gateway, {
      addresses: [{ type: 'Hostname', value: dnsName }],
      conditions: [yes('Accepted'), yes('Programmed')],
    });
  }

  private status(
    kind: Parameters<MemoryApi['patch']>[0],
    object: {
      metadata: { namespace?: string; name: string; generation?: number };
      status?: unknown;
    },
    status: { conditions?: ObjectCondition[]; [field: string]: unknown },
  ): void {
    const { generation } = object.metadata;
    const stamped = {
      ...status,
      ...(status.conditions
        ? {
            conditions: status.conditions.map(each => ({
              ...each,
              observedGeneration: generation,
            })),
          }
        : {}),
    };
    if (JSON.stringify(stamped) === JSON.stringify(object.status)) return;
    this.api.patch(
      kind,
      object.metadata,
      { type: 'merge', body: { status: stamped } },
      'status',
    );
  }
}

function yes(type: string): ObjectCondition {
  return { type, status: 'True', reason: type, message: '' };
}

function no(type: string, reason: string): ObjectCondition {
  return {
    type,
    status: 'False',
    reason,
    message: 'Check Gateway Events for more information.',
  };
}
