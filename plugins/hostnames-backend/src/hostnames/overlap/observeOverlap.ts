import { annotations } from '@hostmaster/backstage-plugin-hostnames-common';
import { KubernetesObject, objectKey } from '@hostmaster/kubernetes-runtime';
import { countedRoute } from '../../gateways/countedRoute';
import {
  Gateway,
  ListenerSet,
  ObjectCondition,
  Route,
  conditionOf,
} from '../../gateways/kinds';
import { poolOf } from '../../gateways/poolLabels';
import { routeDemand } from '../../placement';
import { indexes } from '../../reconciler/ClusterWorld';
import { ChainDeps } from '../ChainDeps';
import { sameTarget } from '../records/alias.pure';
import { aliasTargets } from '../records/aliasTargets';
import { profileOf } from '../records/zoneAccess';
import { acceptanceOf, acceptedRoutes, routesOf } from '../routes';
import { Subject, subjectKey } from '../Subject';
import { addressOf } from '../steps/attachCertificate';
import { GatewayName, OverlapFacts, sameGateway } from './overlap.decide';
import { cannotBeCopied, copyOf, renderCopy, routeKey } from './routeCopy.pure';

/** What `planOverlap` decides on. `open`: the hostname's listener is to take routes at all. */
export async function observeOverlap(
  subject: Subject,
  deps: ChainDeps,
  seen: {
    listenerSet?: ListenerSet;
    redirect?: Route;
    target: GatewayName;
    open: boolean;
  },
): Promise<OverlapFacts> {
  const { listenerSet, redirect, target, open } = seen;
  const { waits } = deps.config.reconciler;
  const key = subjectKey(subject.identity);
  const on = listenerSet && gatewayOf(listenerSet);
  const gateway = on && ownGateway(on, deps);
  const isMove = on !== undefined && !sameGateway(on, target);
  const copies = copiesOf(subject, deps);
  const extra = redirect ? [redirect] : [];
  const sources = open ? [...routesOf(subject, deps), ...extra] : [];
  // A route that was edited a moment ago has no say of its new generation yet, and serves all the same.
  const serving =
    isMove && gateway && open
      ? [
          ...routesOf(subject, deps).filter(
            route => acceptanceOf(route, subject, deps)?.status !== 'False',
          ),
          ...extra,
        ]
      : [];
  const wanted =
    gateway === undefined
      ? []
      : serving.flatMap(route => copyFor(route, gateway.metadata.name) ?? []);
  const onHere = copies.filter(
    route => copyOf(route)?.gateway === gateway?.metadata.name,
  );
  const isInPlace =
    gateway !== undefined &&
    conditionOf(gateway, 'Accepted')?.status !== 'False' &&
    wanted.length > 0 &&
    wanted.every(copy =>
      onHere.some(
        route =>
          route.metadata.name === copy.metadata.name &&
          says(route, 'Accepted')?.status === 'True' &&
          says(route, 'ResolvedRefs')?.status !== 'False',
      ),
    );
  return {
    target,
    on,
    canServeOn: gateway !== undefined,
    isVisited: isMove && (await isVisited(gateway)),
    wanted,
    sources,
    refused:
      serving.flatMap(route => cannotBeCopied(route) ?? [])[0] ??
      noRoom(gateway, onHere, wanted),
    present: copies.map(route => ({
      route,
      gateway: copyOf(route)!.gateway,
      wanted: wantedFor(route),
    })),
    isInPlace,
    problem: onHere.flatMap(route => problemOf(route) ?? [])[0],
    settledFor: deps.notes.lasting(key, 'copies serve', isInPlace),
    settle: waits.routeSettle,
    mayGap:
      subject.request.metadata.annotations?.[annotations.moveWithGap] ===
      'true',
  };

  function copyFor(route: Route, name: string): Route | undefined {
    return renderCopy(subject, route, {
      namespace: deps.pool.namespace,
      gateway: name,
    });
  }

  /** Whatever its controller says of the route it is of: a copy goes when that route, or the gateway, is gone. */
  function wantedFor(copy: Route): Route | undefined {
    const { gateway: name } = copyOf(copy)!;
    const isThere = ownGateway({ namespace: deps.pool.namespace, name }, deps);
    if (!isThere) return undefined;
    return sources
      .flatMap(route => copyFor(route, name) ?? [])
      .find(
        ({ kind, metadata }) =>
          kind === copy.kind && metadata.name === copy.metadata.name,
      );
  }

  async function isVisited(object: Gateway | undefined): Promise<boolean> {
    if (!object) return false;
    if (profileOf(subject).dns === 'external-dns') return true;
    const address = addressOf(object);
    const targets = await aliasTargets(subject, deps);
    return (
      address !== undefined && targets.some(each => sameTarget(each, address))
    );
  }

  function noRoom(
    object: Gateway | undefined,
    present: Route[],
    needed: Route[],
  ): string | undefined {
    const pool = object && poolOf(object);
    const limits = deps.config.profiles.find(
      ({ name }) => name === pool?.profile,
    )?.limits;
    if (!object || !limits || present.length > 0) return undefined;
    const { used } = deps.pool.count(object.metadata.name);
    const { rules, targetGroups } = routeDemand(
      needed.flatMap(({ spec }) => spec.hostnames ?? []),
      needed.map(countedRoute),
    );
    return used.rules + rules > limits.rules ||
      used.targetGroups + targetGroups > limits.targetGroups
      ? `Gateway ${object.metadata.name} has no room for a copy of them; the platform team raises limits.rules with the account's quota, or takes other names off it`
      : undefined;
  }
}

/** The copies of the request's routes that there are. */
export function copiesOf(
  subject: Subject,
  { cluster }: Pick<ChainDeps, 'cluster'>,
): Route[] {
  const { httpRoutes, grpcRoutes } = cluster.stores;
  const key = objectKey(subject.identity);
  return [
    ...httpRoutes.byIndex(indexes.copiesByRequest, key),
    ...grpcRoutes.byIndex(indexes.copiesByRequest, key),
  ].sort((left, right) => (routeKey(left) < routeKey(right) ? -1 : 1));
}

/** Milliseconds for which the target gateway has served the hostname's routes; undefined: no route is there. */
export function routesServeFor(
  subject: Subject,
  deps: ChainDeps,
  listenerSet: ListenerSet | undefined,
): number | undefined {
  const target = subject.request.status?.assignedGateway;
  const routes = routesOf(subject, deps);
  const gateway = target && deps.cluster.stores.gateways.get(target);
  const serves =
    listenerSet !== undefined &&
    target !== undefined &&
    sameGateway(gatewayOf(listenerSet), target) &&
    conditionOf(listenerSet, 'Accepted')?.status === 'True' &&
    (gateway === undefined ||
      conditionOf(gateway, 'Accepted')?.status !== 'False') &&
    acceptedRoutes(subject, deps).length > 0;

  const lasting = deps.notes.lasting(
    subjectKey(subject.identity),
    'routes serve',
    serves,
  );
  return routes.length === 0 ? undefined : lasting;
}

export function gatewayOf({ spec, metadata }: ListenerSet): GatewayName {
  return {
    namespace: spec.parentRef.namespace ?? metadata.namespace ?? '',
    name: spec.parentRef.name,
  };
}

/** A pool gateway of ours that is there and stays. */
function ownGateway(
  { namespace, name }: GatewayName,
  deps: ChainDeps,
): Gateway | undefined {
  if (namespace !== deps.pool.namespace) return undefined;
  const gateway = deps.pool.object(name);
  if (!gateway || gateway.metadata.deletionTimestamp) return undefined;
  return poolOf(gateway) ? gateway : undefined;
}

/** What the gateway's controller says of a copy, of its present generation. */
function says(copy: Route, type: string): ObjectCondition | undefined {
  const gateway = copyOf(copy)?.gateway;
  const parent = copy.status?.parents?.find(
    ({ parentRef }) =>
      (parentRef.kind ?? 'Gateway') === 'Gateway' && parentRef.name === gateway,
  );
  const object: KubernetesObject & {
    status?: { conditions?: ObjectCondition[] };
  } = { ...copy, status: { conditions: parent?.conditions } };
  return conditionOf(object, type);
}

function problemOf(copy: Route): string | undefined {
  const refused = [says(copy, 'Accepted'), says(copy, 'ResolvedRefs')].find(
    condition => condition?.status === 'False',
  );
  if (!refused) return undefined;
  const source = copyOf(copy)?.source.replace(/@\d+$/, '');
  return `that of ${source} is refused with ${refused.reason}${
    refused.message ? ` (${refused.message})` : ''
  }; a Service of another namespace needs a ReferenceGrant for routes of namespace ${
    copy.metadata.namespace
  } too`;
}
