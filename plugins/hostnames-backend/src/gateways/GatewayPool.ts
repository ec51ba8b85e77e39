import {
  GatewayProfile,
  RequestIdentity,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { annotations } from '@hostmaster/backstage-plugin-hostnames-common';
import {
  Clock,
  objectKey,
  parseObjectKey,
} from '@hostmaster/kubernetes-runtime';
import { copyOf } from '../hostnames/overlap/routeCopy.pure';
import { REQUEST_ANNOTATION } from '../hostnames/steps/listenerSet.pure';
import {
  BASE,
  Demand,
  Placement,
  PlacementQuestion,
  PoolGateway,
  Visibility,
  placeHostname,
  routeDemand,
  sum,
} from '../placement';
import { ClusterWorld, indexes } from '../reconciler/ClusterWorld';
import { ConfigurationWriter } from './ConfigurationWriter';
import { GatewayWriter } from './GatewayWriter';
import { Reservations } from './Reservations';
import { certificatesOf } from './certificatesOf';
import { countedRoute } from './countedRoute';
import {
  Gateway,
  ListenerSet,
  RequestObject,
  Route,
  conditionOf,
} from './kinds';
import { isLarge } from './largeGrants';
import { RETIRING_ANNOTATION, isConfiguredBy, poolOf } from './poolLabels';
import { attachedRoutes, requestDemand } from './requestDemand';
import { listenerSetsOf, namesOf, visibilityOfRequest } from './requestNames';

/**
 * The pool gateways of one cluster: who is placed where, with what is planned but not in any status yet; and the writers of
 * their objects. What is known is kept up from the stores; only gateways that changed are counted again.
 */
export class GatewayPool {
  readonly certificates: ConfigurationWriter;
  readonly gateways: GatewayWriter;
  private readonly counted = new Map<string, PoolGateway>();
  /** Places given away by this process whose status is not in the store yet. */
  private readonly reserved = new Reservations();
  /** Gateways that statuses name. */
  private readonly assigned = new Set<string>();

  constructor(
    private readonly cluster: ClusterWorld,
    readonly namespace: string,
    clock: Clock,
  ) {
    this.certificates = new ConfigurationWriter(cluster, namespace, clock);
    this.gateways = new GatewayWriter(cluster, namespace);
    this.keepUp();
  }

  /** Where the request is or would go; nothing is reserved. */
  place(
    request: RequestObject,
    profile: GatewayProfile,
    names: string[],
  ): Placement {
    const { namespace = '' } = request.metadata;
    const question: PlacementQuestion = {
      profile: profile.name,
      visibility: visibilityOfRequest(request),
      demand: this.demandOf(request, names),
      names: names.map(hostname => ({ hostname, namespace })),
      current: this.gatewayOf(request) ?? this.servedOn(request),
      wanted: this.movesTo(request),
      cannotStay: this.lacksRoomForCertificate(request, profile),
      limits: profile.limits,
    };
    return this.stay(question) ?? placeHostname(question, this.all());
  }

  /**
   * Where the platform team wants it. A gateway that it is just leaving, where copies of its routes still serve visitors, comes
   * only when that move has ended: the routes would take the copies' place before their targets there are healthy. A move that
   * cannot end, since something of it is refused, is taken back at once.
   */
  private movesTo(request: RequestObject): string | undefined {
    const wanted = request.metadata.annotations?.[annotations.moveTo];
    const current = this.gatewayOf(request);
    if (wanted === undefined || current === undefined) return wanted;
    const key = objectKey(request);
    const isLeaving =
      wanted !== current &&
      this.copiesOn(wanted).some(copy => copyOf(copy)?.request === key);
    return isLeaving && this.canEndMove(request, current) ? undefined : wanted;
  }

  /** The ListenerSet has come, and nothing of what serves the hostname there is refused. */
  private canEndMove(request: RequestObject, gateway: string): boolean {
    const { listenerSets } = this.cluster.stores;
    const isRefused = (object: Gateway | ListenerSet | undefined) =>
      object !== undefined &&
      conditionOf(object, 'Accepted')?.status === 'False';
    const names = namesOf(request);
    const sets = listenerSetsOf(names, this.namespace);
    const { namespace } = request.metadata;
    const routes = attachedRoutes(
      this.cluster,
      this.namespace,
      namespace,
      names,
    );
    return (
      this.servedOn(request) === gateway &&
      !isRefused(this.object(gateway)) &&
      !sets.some(key => isRefused(listenerSets.get(parseObjectKey(key)))) &&
      !routes.some(({ status }) =>
        status?.parents?.some(parent =>
          parent.conditions?.some(
            each => each.type === 'Accepted' && each.status === 'False',
          ),
        ),
      )
    );
  }

  /** Who stays needs no look at the other gateways: the answer is the same, and there may be hundreds. */
  private stay(question: PlacementQuestion): Placement | undefined {
    const { current, wanted } = question;
    if (current === undefined || wanted !== undefined) return undefined;
    const alone = placeHostname(question, [this.count(current)]);
    return alone.kind === 'placed' && alone.gateway === current
      ? alone
      : undefined;
  }

  /** Keeps a place until the status that says so is seen. */
  reserve(
    identity: Pick<RequestIdentity, 'namespace' | 'name'>,
    gateway: string,
  ): void {
    const key = objectKey(identity);
    const before = this.reserved.of(key);
    if (before === gateway) return;
    const seen = this.cluster.stores.requests.get(identity);
    if (before === undefined && seen && this.gatewayOf(seen) === gateway)
      return;
    this.reserved.keep(key, gateway);
    this.forget(before);
    this.forget(gateway);
  }

  /** Every gateway of the edge namespace: those of pools, planned ones, and others, whose names are taken. */
  all(): PoolGateway[] {
    const { gateways } = this.cluster.stores;
    const names = new Set([
      ...gateways.list({ namespace: this.namespace }).map(g => g.metadata.name),
      ...this.reserved.gateways(),
      ...this.assigned,
    ]);
    // The name of a gateway that is being taken away is free when nothing of it is left.
    const leftovers = this.cluster.stores.configurations
      .list({ namespace: this.namespace })
      .filter(
        ({ metadata }) =>
          metadata.annotations?.[RETIRING_ANNOTATION] !== undefined,
      )
      .map(({ metadata }) => metadata.name)
      .filter(name => !names.has(name));
    return [
      ...[...names].map(name => this.count(name)),
      ...leftovers.map(name => ({ ...this.count(name), ends: true })),
    ];
  }

  /** What is on a gateway. */
  count(name: string): PoolGateway {
    const known = this.counted.get(name);
    if (known) return known;
    const fresh = this.countAnew(name);
    this.counted.set(name, fresh);
    return fresh;
  }

  object(name: string): Gateway | undefined {
    return this.cluster.stores.gateways.get({
      namespace: this.namespace,
      name,
    });
  }

  /** The gateway a request has a place on. */
  gatewayOf(request: RequestObject): string | undefined {
    const assigned = request.status?.assignedGateway;
    return (
      this.reserved.of(objectKey(request)) ??
      (assigned?.namespace === this.namespace ? assigned.name : undefined)
    );
  }

  /**
   * Where a request was before it lost its status, as when it is restored from Git or a backup: its ListenerSet is still there.
   * Else a gateway that is full with what is being restored would send all of it to new ones.
   */
  private servedOn(request: RequestObject): string | undefined {
    return listenerSetsOf(namesOf(request), this.namespace)
      .map(key => this.cluster.stores.listenerSets.get(parseObjectKey(key)))
      .find(
        set =>
          set?.metadata.annotations?.[REQUEST_ANNOTATION] ===
          objectKey(request),
      )?.spec.parentRef.name;
  }

  /** Requests placed on a gateway. */
  requestsOn(name: string): RequestObject[] {
    const { requests } = this.cluster.stores;
    const stored = requests
      .byIndex(indexes.requestsByGateway, name)
      .filter(request => this.gatewayOf(request) === name);
    const keys = new Set(stored.map(request => objectKey(request)));
    for (const key of this.reserved.on(name)) {
      if (keys.has(key)) continue;
      const [namespace, requestName] = key.split('/');
      const request = requests.get({ namespace, name: requestName });
      if (request) stored.push(request);
    }
    return stored;
  }

  /** Requests placed elsewhere whose ListenerSet, and with it their rules, is still on a gateway. */
  requestsLeaving(name: string): RequestObject[] {
    const { requests, listenerSets } = this.cluster.stores;
    return listenerSets
      .byIndex(indexes.listenerSetsByGateway, `${this.namespace}/${name}`)
      .flatMap(({ metadata }) => {
        const [namespace, requestName] = (
          metadata.annotations?.[REQUEST_ANNOTATION] ?? ''
        ).split('/');
        const request =
          requestName && requests.get({ namespace, name: requestName });
        return request && this.gatewayOf(request) !== name ? [request] : [];
      });
  }

  /** Copies of routes that keep hostnames served which leave a gateway. */
  copiesOn(name: string): Route[] {
    const { httpRoutes, grpcRoutes } = this.cluster.stores;
    return [
      ...httpRoutes.byIndex(indexes.copiesByGateway, name),
      ...grpcRoutes.byIndex(indexes.copiesByGateway, name),
    ];
  }

  /** Other gateways whose configuration still has one of the certificates. */
  configurationsWith(certificates: ReadonlySet<string>): string[] {
    const { configurations } = this.cluster.stores;
    const found = new Set(
      [...certificates].flatMap(ref =>
        configurations.byIndex(indexes.configurationsByCertificate, ref),
      ),
    );
    return [...found]
      .filter(
        configuration =>
          configuration.metadata.namespace === this.namespace &&
          poolOf(configuration),
      )
      .map(({ metadata }) => metadata.name);
  }

  private countAnew(name: string): PoolGateway {
    const gateway = this.object(name);
    const requests = this.requestsOn(name);
    const pool = gateway
      ? poolOf(gateway) ?? this.poolOfUnlabelled(gateway)
      : planned(requests);
    const ours = new Set(
      requests.flatMap(({ status }) => status?.certificateArn ?? []),
    );
    const leaving = this.requestsLeaving(name);
    const copies = this.copiesOn(name);
    const strangers = certificatesOf(
      this.cluster.stores.configurations.get({
        namespace: this.namespace,
        name,
      }),
    ).filter(ref => !ours.has(ref));
    return {
      name,
      profile: pool?.profile ?? '',
      visibility: pool?.visibility ?? 'internet-facing',
      used: sum([
        BASE,
        { ...NONE, certificates: strangers.length },
        ...requests.map(request => this.demandOf(request, namesOf(request))),
        ...leaving.map(request => ({
          ...this.demandOf(request, namesOf(request)),
          certificates: 0,
        })),
        ...copies.map(copy => ({
          ...routeDemand(copy.spec.hostnames ?? [], [countedRoute(copy)]),
          certificates: 0,
          listeners: 0,
        })),
      ]),
      names: [...requests, ...leaving, ...this.owners(copies)].flatMap(
        request =>
          namesOf(request).map(hostname => ({
            hostname,
            namespace: request.metadata.namespace ?? '',
          })),
      ),
      ends: gateway?.metadata.deletionTimestamp !== undefined,
      failing:
        gateway !== undefined &&
        conditionOf(gateway, 'Accepted')?.status === 'False',
      retiring:
        gateway?.metadata.annotations?.[RETIRING_ANNOTATION] !== undefined,
    };
  }

  /** A gateway that somebody took the labels off is still told by its configuration; else all its hostnames would move away. */
  private poolOfUnlabelled(gateway: Gateway) {
    const { namespace, name } = gateway.metadata;
    const ref = { namespace, name };
    const configuration = this.cluster.stores.configurations.get(ref);
    return configuration && isConfiguredBy(gateway, name)
      ? poolOf(configuration)
      : undefined;
  }

  private owners(copies: Route[]): RequestObject[] {
    const keys = new Set(copies.flatMap(copy => copyOf(copy)?.request ?? []));
    return [...keys].flatMap(key => {
      const [namespace, name] = key.split('/');
      return this.cluster.stores.requests.get({ namespace, name }) ?? [];
    });
  }

  /**
   * Whether the listener of its gateway is full and does not have the request's certificate: one more would be refused, and fail
   * the whole gateway. Happens when a certificate is replaced on a full gateway, or limits were lowered.
   */
  private lacksRoomForCertificate(
    request: RequestObject,
    { limits }: GatewayProfile,
  ): boolean {
    const { certificateArn } = request.status ?? {};
    const name = this.gatewayOf(request);
    if (!certificateArn || !name) return false;
    const there = certificatesOf(
      this.cluster.stores.configurations.get({
        namespace: this.namespace,
        name,
      }),
    );
    return (
      there.length >= limits.certificates && !there.includes(certificateArn)
    );
  }

  private demandOf(request: RequestObject, names: string[]): Demand {
    return requestDemand(this.cluster, this.namespace, request, names);
  }

  private keepUp(): void {
    const { stores } = this.cluster;
    const onRequest = (request: RequestObject) => {
      const gateway = request.status?.assignedGateway;
      if (gateway?.namespace === this.namespace) {
        this.assigned.add(gateway.name);
        this.forget(gateway.name);
      }
      const key = objectKey(request);
      const reserved = this.reserved.of(key);
      if (reserved === undefined) return;
      this.forget(reserved);
      if (reserved === gateway?.name) this.reserved.drop(key);
    };
    stores.requests.subscribe(change => {
      if (change.kind === 'changed') onRequest(change.before);
      onRequest(change.object);
      if (change.kind === 'deleted') {
        this.reserved.drop(objectKey(change.object));
        this.dropUnused(change.object.status?.assignedGateway?.name);
      }
    });
    stores.gateways.subscribe(({ object }) =>
      this.forget(object.metadata.name),
    );
    stores.configurations.subscribe(({ object }) =>
      this.forget(object.metadata.name),
    );
    stores.listenerSets.subscribe(change => {
      this.forget(change.object.spec.parentRef.name);
      if (change.kind === 'changed') {
        this.forget(change.before.spec.parentRef.name);
      }
    });
    for (const store of [stores.httpRoutes, stores.grpcRoutes]) {
      store.subscribe(change => {
        // Rare beside requests, and a route does not tell its gateway: count all again.
        if (change.object.metadata.namespace !== this.namespace) {
          this.counted.clear();
        } else {
          this.forget(copyOf(change.object)?.gateway);
        }
      });
    }
    stores.grants.subscribe(change => {
      const mattered = change.kind === 'changed' && isLarge(change.before);
      if (mattered || isLarge(change.object)) this.counted.clear();
    });
  }

  private dropUnused(name: string | undefined): void {
    if (!name) return;
    const { requests } = this.cluster.stores;
    const isUsed = requests.byIndex(indexes.requestsByGateway, name).length > 0;
    if (!isUsed) this.assigned.delete(name);
  }

  private forget(name: string | undefined): void {
    if (name !== undefined) this.counted.delete(name);
  }
}

const NONE: Demand = {
  certificates: 0,
  rules: 0,
  targetGroups: 0,
  listeners: 0,
};

/** A gateway that is only in statuses belongs to the pool its requests asked for. */
function planned(
  requests: RequestObject[],
): { profile: string; visibility: Visibility } | undefined {
  const [first] = requests;
  return (
    first && {
      profile: first.spec.gatewayClass,
      visibility: visibilityOfRequest(first),
    }
  );
}
