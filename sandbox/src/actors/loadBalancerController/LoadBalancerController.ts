import {
  ElasticLoadBalancingV2Client,
  LoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  createReflector,
  createWorkQueue,
  KubernetesObject,
  objectKey,
  parseObjectKey,
  ResourceKind,
  WorkResult,
} from '@hostmaster/kubernetes-runtime';
import { Actor, ActorOptions } from '../Actor';
import { eventRecorder } from '../clusterEvents';
import {
  admitsListenerSet,
  Attachment,
  attachRoute,
  MergedListener,
  mergeListeners,
} from './attach';
import { Deployer } from './deploy';
import { buildDesired } from './desired';
import {
  CONTROLLER_NAME,
  Gateway,
  GATEWAY_FINALIZER,
  kinds,
  ListenerSet,
  Route,
} from './objects';
import { BuildError, ForwardTarget, isPermitted, RuleContext } from './rules';
import {
  failedConditions,
  gatewayConditions,
  listenerSetConditions,
  listenerStatuses,
  withTransitions,
} from './status';
import { Network, sandboxNetwork } from './network';
import { StatusWriter } from './StatusWriter';
import { TargetGroups } from './targetGroups';

/** Options of the stand-in. */
export interface LoadBalancerControllerOptions extends ActorOptions {
  elb: ElasticLoadBalancingV2Client;
  /** How long until a load balancer that is not active yet is looked at again, ms; two minutes in the real one. */
  provisioningRecheck?: number;
  /** The longest pause before something that failed is tried again, ms; 1,000 s in the real one. */
  longestPause?: number;
  /** Gateways worked on at the same time; three in the real one. */
  concurrency?: number;
  /** Where load balancers and target groups are made; unset: the one network the sandbox's AWS has. */
  network?: Network;
}

/**
 * The stand-in for the AWS Load Balancer Controller's Gateway API part (version 3.5): one load balancer per Gateway, listeners
 * only where routes are attached, certificates from the LoadBalancerConfiguration alone, foreign certificates removed, the
 * whole Gateway failed by one route that cannot be expressed.
 */
export class LoadBalancerController implements Actor {
  readonly name = 'aws-load-balancer-controller';
  private readonly queue;
  private readonly stores;
  private readonly reflectors;
  private readonly deployer: Deployer;
  private readonly write: StatusWriter;
  private readonly record;

  constructor(private readonly options: LoadBalancerControllerOptions) {
    const { client, clock, random, longestPause } = options;
    this.queue = createWorkQueue({ clock, maxDelay: longestPause });
    const reflectors: Array<{
      start(signal: AbortSignal): Promise<void> | void;
    }> = [];
    const reflect = <T extends KubernetesObject>(kind: ResourceKind<T>) => {
      const reflector = createReflector<T>({ client, kind, clock, random });
      reflectors.push(reflector);
      return reflector.store;
    };
    this.stores = {
      gatewayClass: reflect(kinds.gatewayClass),
      gateway: reflect(kinds.gateway),
      listenerSet: reflect(kinds.listenerSet),
      httpRoute: reflect(kinds.httpRoute),
      grpcRoute: reflect(kinds.grpcRoute),
      configuration: reflect(kinds.loadBalancerConfiguration),
      referenceGrant: reflect(kinds.referenceGrant),
      targetGroupConfiguration: reflect(kinds.targetGroupConfiguration),
      ruleConfiguration: reflect(kinds.listenerRuleConfiguration),
      namespace: reflect(kinds.namespace),
      service: reflect(kinds.service),
      endpointSlice: reflect(kinds.endpointSlice),
    };
    this.reflectors = reflectors;
    const network = options.network ?? sandboxNetwork;
    const targetGroups = new TargetGroups(
      options.elb,
      client.cluster,
      network,
      target => this.endpointsOf(target),
    );
    this.deployer = new Deployer(
      options.elb,
      client.cluster,
      network,
      targetGroups,
    );
    this.write = new StatusWriter(client);
    this.record = eventRecorder({
      client,
      clock,
      component: 'gateway.k8s.aws/alb',
    });
  }

  async run(signal: AbortSignal): Promise<void> {
    this.touchOnChange();
    const running = this.reflectors.map(reflector => reflector.start(signal));
    const worker = async (key: string): Promise<WorkResult> =>
      this.reconcile(key);
    await Promise.all([
      ...running,
      this.queue.run(worker, {
        concurrency: this.options.concurrency ?? 3,
        signal,
      }),
    ]);
  }

  // A Gateway is looked at again when anything changes that its load balancer is made from.
  private touchOnChange(): void {
    const {
      gateway,
      gatewayClass,
      listenerSet,
      httpRoute,
      grpcRoute,
      ...others
    } = this.stores;
    gateway.subscribe(({ object }) =>
      this.queue.add(objectKey(object.metadata)),
    );
    listenerSet.subscribe(change => {
      for (const set of 'before' in change
        ? [change.before, change.object]
        : [change.object])
        this.queue.add(gatewayOf(set));
    });
    for (const routes of [httpRoute, grpcRoute]) {
      routes.subscribe(change => {
        const involved =
          'before' in change ? [change.before, change.object] : [change.object];
        for (const key of involved.flatMap(route => this.gatewaysOf(route)))
          this.queue.add(key);
      });
    }
    for (const store of [gatewayClass, ...Object.values(others)]) {
      store.subscribe(() => {
        for (const object of gateway.list())
          this.queue.add(objectKey(object.metadata));
      });
    }
  }

  private async reconcile(key: string): Promise<WorkResult> {
    if (!Object.values(this.stores).every(store => store.hasSynced()))
      return { againAfter: 100 };
    const gateway = this.stores.gateway.get(parseObjectKey(key));
    if (!gateway || !this.isOurs(gateway)) return undefined;
    if (gateway.metadata.deletionTimestamp) return this.release(gateway);
    if (!gateway.metadata.finalizers?.includes(GATEWAY_FINALIZER))
      return this.addFinalizer(gateway);

    const labels = (namespace: string) =>
      this.stores.namespace.get({ name: namespace })?.metadata.labels ?? {};
    const named = this.stores.listenerSet
      .list()
      .filter(set => gatewayOf(set) === key && !set.metadata.deletionTimestamp);
    const admitted = named.filter(set =>
      admitsListenerSet(gateway, set, labels),
    );
    const listeners = mergeListeners(gateway, admitted);
    const attachments = this.routes().flatMap(route =>
      attachRoute(route, gateway, listeners, labels),
    );
    await this.write.routes(attachments, this.now(), route =>
      this.hasPermission(route),
    );

    try {
      const configuration = this.configurationOf(gateway);
      const desired = buildDesired(
        gateway,
        configuration,
        listeners,
        attachments,
        this.ruleContext(gateway),
      );
      const loadBalancer = await this.deployer.deploy(desired);
      return await this.succeed(
        gateway,
        loadBalancer,
        listeners,
        attachments,
        named,
        admitted,
      );
    } catch (error) {
      await this.fail(gateway, error as Error);
      throw error;
    }
  }

  private async succeed(
    gateway: Gateway,
    deployed: LoadBalancer,
    listeners: MergedListener[],
    attachments: Attachment[],
    named: ListenerSet[],
    admitted: ListenerSet[],
  ): Promise<WorkResult> {
    const current =
      (await this.deployer.find(objectKey(gateway.metadata))) ?? deployed;
    const active = ['active', 'active_impaired'].includes(
      current.State?.Code ?? '',
    );
    const now = this.now();
    const own = listeners.filter(entry => entry.owner.kind === 'Gateway');
    await this.write.gateway(gateway, {
      addresses: [
        { type: 'Hostname', value: (current.DNSName ?? '').toLowerCase() },
      ],
      conditions: withTransitions(
        gateway.status?.conditions,
        gatewayConditions(gateway, { arn: current.LoadBalancerArn!, active }),
        now,
      ),
      listeners: listenerStatuses(
        own,
        attachments,
        gateway.metadata.generation,
        now,
      ),
      attachedListenerSets: admitted.length,
    });
    for (const set of named) {
      const isAdmitted = admitted.includes(set);
      const conditions = withTransitions(
        set.status?.conditions,
        listenerSetConditions(set, isAdmitted, active),
        now,
      );
      const mine = listeners.filter(
        ({ owner }) =>
          owner.kind === 'ListenerSet' &&
          owner.name === set.metadata.name &&
          owner.namespace === set.metadata.namespace,
      );
      await this.write.listenerSet(set, {
        conditions,
        listeners: listenerStatuses(
          mine,
          attachments,
          set.metadata.generation,
          now,
        ),
      });
    }
    return active
      ? undefined
      : { againAfter: this.options.provisioningRecheck ?? 120_000 };
  }

  private async fail(gateway: Gateway, error: Error): Promise<void> {
    const reason =
      error instanceof BuildError ? 'FailedBuildModel' : 'FailedDeployModel';
    this.options.log?.(
      `${this.name}: ${objectKey(gateway.metadata)}: ${error.message}`,
    );
    // The Go SDK's errors say `api error <code>: <message>`.
    await this.record(
      gateway,
      'Warning',
      reason,
      reason === 'FailedBuildModel'
        ? `Failed build model due to ${error.message}`
        : `Failed deploy model due to api error ${error.name}: ${error.message}`,
    );
    await this.write.gateway(gateway, {
      conditions: withTransitions(
        gateway.status?.conditions,
        failedConditions(gateway),
        this.now(),
      ),
    });
  }

  private async release(gateway: Gateway): Promise<WorkResult> {
    if (!gateway.metadata.finalizers?.includes(GATEWAY_FINALIZER))
      return undefined;
    const attached = this.routes().filter(route =>
      this.gatewaysOf(route).includes(objectKey(gateway.metadata)),
    );
    if (attached.length > 0) {
      // As in controllers/gateway/gateway_controller.go, reconcileDelete: routes have to go first.
      const names = attached.map(({ metadata }) => objectKey(metadata));
      await this.record(
        gateway,
        'Warning',
        'FailedDeleteWithRoutesAttached',
        `Gateway deletion invoked with routes attached [${names.join(', ')}]`,
      );
      return undefined;
    }
    await this.deployer.remove(objectKey(gateway.metadata));
    const finalizers = gateway.metadata.finalizers.filter(
      finalizer => finalizer !== GATEWAY_FINALIZER,
    );
    await this.patchMetadata(gateway, finalizers);
    return undefined;
  }

  private async addFinalizer(gateway: Gateway): Promise<WorkResult> {
    await this.patchMetadata(gateway, [
      ...(gateway.metadata.finalizers ?? []),
      GATEWAY_FINALIZER,
    ]);
    return undefined;
  }

  private async patchMetadata(
    gateway: Gateway,
    finalizers: string[],
  ): Promise<void> {
    const { resourceVersion } = gateway.metadata;
    await this.options.client.patch(kinds.gateway, gateway.metadata, {
      type: 'merge',
      body: { metadata: { finalizers, resourceVersion } },
    });
  }

  private routes(): Route[] {
    return [
      ...this.stores.httpRoute.list(),
      ...this.stores.grpcRoute.list(),
    ].filter(route => !route.metadata.deletionTimestamp);
  }

  private gatewaysOf(route: Route): string[] {
    return (route.spec.parentRefs ?? []).flatMap(ref => {
      const parent = {
        namespace: ref.namespace ?? route.metadata.namespace,
        name: ref.name,
      };
      if ((ref.kind ?? 'Gateway') === 'Gateway') return [objectKey(parent)];
      const set =
        ref.kind === 'ListenerSet'
          ? this.stores.listenerSet.get(parent)
          : undefined;
      return set ? [gatewayOf(set)] : [];
    });
  }

  private isOurs(gateway: Gateway): boolean {
    return (
      this.stores.gatewayClass.get({ name: gateway.spec.gatewayClassName })
        ?.spec.controllerName === CONTROLLER_NAME
    );
  }

  private configurationOf(gateway: Gateway) {
    const ref = gateway.spec.infrastructure?.parametersRef;
    if (ref?.kind !== 'LoadBalancerConfiguration') return undefined;
    const found = this.stores.configuration.get({
      namespace: gateway.metadata.namespace,
      name: ref.name,
    });
    if (!found)
      throw new BuildError(
        `LoadBalancerConfiguration ${gateway.metadata.namespace}/${ref.name} not found`,
      );
    return found;
  }

  private ruleContext(gateway: Gateway): RuleContext {
    const { ruleConfiguration, service, targetGroupConfiguration } =
      this.stores;
    const name =
      this.configurationOf(gateway)?.spec?.defaultTargetGroupConfiguration
        ?.name;
    const preset = name
      ? targetGroupConfiguration.get({
          namespace: gateway.metadata.namespace,
          name,
        })
      : undefined;
    return {
      ruleConfiguration: (namespace, ref) =>
        ruleConfiguration.get({ namespace, name: ref }),
      service: (namespace, ref) => service.get({ namespace, name: ref }),
      targetGroupConfiguration: (namespace, ref) =>
        targetGroupConfiguration
          .list({ namespace })
          .find(
            ({ spec }) =>
              spec.targetReference?.name === ref &&
              (spec.targetReference.kind ?? 'Service') === 'Service',
          ),
      mayRefer: (route, namespace, backend) =>
        this.mayRefer(route, namespace, backend),
      defaultTargetType:
        preset?.spec.defaultConfiguration?.targetType ?? 'instance',
    };
  }

  private hasPermission(route: Route): boolean {
    const mayRefer = (from: Route, namespace: string, service: string) =>
      this.mayRefer(from, namespace, service);
    return (route.spec.rules ?? [])
      .flatMap(rule => rule.backendRefs ?? [])
      .every(backend => isPermitted(route, backend, { mayRefer }));
  }

  private mayRefer(route: Route, namespace: string, service: string): boolean {
    return this.stores.referenceGrant
      .list({ namespace })
      .some(
        ({ spec }) =>
          spec.from.some(
            from =>
              from.kind === route.kind &&
              from.namespace === route.metadata.namespace,
          ) &&
          spec.to.some(
            to => to.kind === 'Service' && (!to.name || to.name === service),
          ),
      );
  }

  private endpointsOf(
    target: ForwardTarget,
  ): Array<{ address: string; port: number }> {
    return this.stores.endpointSlice
      .list({ namespace: target.namespace })
      .filter(
        slice =>
          slice.metadata.labels?.['kubernetes.io/service-name'] ===
          target.service,
      )
      .flatMap(slice => {
        const port = slice.ports?.[0]?.port ?? target.port;
        const ready = (slice.endpoints ?? []).filter(
          endpoint => endpoint.conditions?.ready !== false,
        );
        return ready.flatMap(endpoint =>
          endpoint.addresses.map(address => ({ address, port })),
        );
      });
  }

  private now(): string {
    return new Date(this.options.clock.now())
      .toISOString()
      .replace(/\.\d+Z$/, 'Z');
  }
}

function gatewayOf(set: ListenerSet): string {
  return objectKey({
    namespace: set.spec.parentRef.namespace ?? set.metadata.namespace,
    name: set.spec.parentRef.name,
  });
}
