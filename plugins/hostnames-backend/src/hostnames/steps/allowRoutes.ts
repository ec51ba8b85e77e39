import { listenerSetName } from '@hostmaster/backstage-plugin-hostnames-common';
import { KubernetesObject } from '@hostmaster/kubernetes-runtime';
import {
  ListenerSet,
  Route,
  conditionOf,
  httpRouteKind,
  listenerSetKind,
} from '../../gateways/kinds';
import { matchesWanted } from '../../gateways/matchesWanted.pure';
import { StepPart, step } from '../../reconciler/Step';
import { ChainDeps } from '../ChainDeps';
import { CLOSED_FOR_ANNOTATION } from '../createRouteBreaker';
import { listenerSetRepair, routeRepair } from '../fights/repairs';
import { profileOf } from '../records/zoneAccess';
import { ALIAS_SETTLED } from '../records/aliasTargets';
import { answeredElsewhere } from '../records/answeredElsewhere';
import {
  copiesOf,
  observeOverlap,
  routesServeFor,
} from '../overlap/observeOverlap';
import { planOverlap } from '../overlap/overlap.decide';
import { endOverlap, isMarked } from '../overlap/endOverlap';
import { writeCopies } from '../overlap/writeOverlap';
import { acceptedRoutes } from '../routes';
import { Memory, Subject, subjectKey } from '../Subject';
import {
  AllowAction,
  AllowFacts,
  CloseAction,
  CloseFacts,
  decideAllow,
  decideClose,
} from './allowRoutes.decide';
import { handover, receiversOf } from './allowRoutes.handover';
import {
  OVERLAP_ANNOTATION,
  REQUEST_ANNOTATION,
  isOpenTo,
  redirectRouteName,
  renderListenerSet,
  renderRedirect,
  requestRef,
} from './listenerSet.pure';

/** From a gateway with the certificate to a listener that lets the routes of the namespace in. */
export const allow: StepPart<
  Subject,
  ChainDeps,
  AllowFacts,
  AllowAction,
  Memory
> = {
  async observe(subject, deps) {
    const profile = profileOf(subject);
    const { assignedGateway, certificateRef } = subject.request.status ?? {};
    const gateway = assignedGateway ?? { namespace: '', name: '' };
    const allowed = subject.request.spec.routePolicy?.allowNamespace !== false;
    if (profile.listeners === 'shared') {
      return { kind: 'shared', gateway: gateway.name, allowed };
    }
    const current = listenerSetOf(subject, deps);
    const change = await handover(subject, deps);
    if (change === 'gone') return { kind: 'handedOver' };
    if (change === 'coming' && current && !isOurs(current, subject)) {
      return {
        kind: 'lent',
        listenerSet: `${current.metadata.namespace}/${current.metadata.name}`,
        isOpen: isOpenTo(current, subject.identity.namespace),
        isHere: current.spec.parentRef.name === gateway.name,
        accepted: conditionOf(current, 'Accepted'),
        hasRoute: acceptedRoutes(subject, deps).length > 0,
      };
    }
    const breaker = await deps.breaker.judge(subject);
    const brokenBy = breaker.closedFor;
    const open = allowed && brokenBy === undefined;
    const seen = await observeOverlap(subject, deps, {
      listenerSet: current,
      redirect: redirectOf(subject, deps),
      target: { namespace: gateway.namespace, name: gateway.name },
      open,
    });
    const overlap = planOverlap(seen);
    const wanted = renderListenerSet(subject, {
      namespace: deps.pool.namespace,
      gateway: overlap.home,
      open,
      guests: receiversOf(subject, deps),
      closedFor: brokenBy,
      overlaps:
        overlap.write.length > 0 ||
        current?.metadata.annotations?.[OVERLAP_ANNOTATION] !== undefined,
      secret: certificateRef,
    });
    // What is decided now holds for this version only: until it is written the hostname may have changed hands.
    wanted.metadata.resourceVersion = current?.metadata.resourceVersion;
    return {
      kind: 'listenerSet',
      wanted,
      current: current && {
        // It belongs to the holder of the hostname, whoever held it when it was made.
        isOurs:
          current.metadata.annotations?.[REQUEST_ANNOTATION] !== undefined,
        asWanted:
          isOurs(current, subject) &&
          matchesWanted(
            { spec: wanted.spec, metadata: { labels: wanted.metadata.labels } },
            current,
          ) &&
          current.metadata.annotations?.[CLOSED_FOR_ANNOTATION] === brokenBy &&
          current.metadata.annotations?.[OVERLAP_ANNOTATION] ===
            wanted.metadata.annotations?.[OVERLAP_ANNOTATION],
      },
      accepted: current && conditionOf(current, 'Accepted'),
      allowed,
      brokenBy,
      breakerAgain: breaker.again,
      answeredElsewhere:
        profile.dns === 'external-dns'
          ? []
          : await answeredElsewhere(subject, deps),
      hasRoute: acceptedRoutes(subject, deps).length > 0,
      routesSettleIn: Math.max(
        0,
        deps.config.reconciler.waits.routeSettle -
          (routesServeFor(subject, deps, current) ?? Infinity),
      ),
      overlap,
      sources: seen.sources,
      redirect: redirectChange(subject, deps),
    };
  },
  decide: decideAllow,
  async act(action, subject, deps) {
    const { client, stores } = deps.cluster;
    if (action.kind === 'redirect') return changeRedirect(action.change, deps);
    if (action.kind === 'copy') return writeCopies(subject, deps, action);
    const { listenerSet } = action;
    const current = listenerSetOf(subject, deps);
    if (current?.spec.parentRef.name !== listenerSet.spec.parentRef.name) {
      // Where records follow the ListenerSet by themselves, this is what changes them.
      deps.notes.lasting(subjectKey(subject.identity), ALIAS_SETTLED, false);
    }
    const seen = listenerSet.metadata.resourceVersion;
    const written =
      seen === undefined
        ? await client.create(listenerSetKind, listenerSet)
        : await client.replace(listenerSetKind, {
            ...current,
            ...listenerSet,
            metadata: {
              ...current?.metadata,
              ...listenerSet.metadata,
              labels: {
                ...current?.metadata.labels,
                ...listenerSet.metadata.labels,
              },
              annotations: {
                ...withoutClosing(current?.metadata.annotations),
                ...listenerSet.metadata.annotations,
              },
            },
          });
    const { namespace, name, resourceVersion } = written.metadata;
    if (resourceVersion) {
      stores.listenerSets.expect({ namespace, name }, resourceVersion);
    }
    return undefined;
  },
  repairs(action, _subject, deps) {
    if (action.kind === 'copy') return [];
    return action.kind === 'redirect'
      ? [routeRepair(action.change, deps)]
      : [listenerSetRepair(action.listenerSet, 'present', deps)];
  },
};

const release: StepPart<Subject, ChainDeps, CloseFacts, CloseAction, Memory> = {
  async observe(subject, deps) {
    const current = listenerSetOf(subject, deps);
    const isKept = (await handover(subject, deps)) === 'gone';
    return {
      listenerSet:
        current && isOurs(current, subject) && !isKept ? current : undefined,
      redirect: isKept ? undefined : redirectOf(subject, deps),
      copies: copiesOf(subject, deps),
      overlaps: current !== undefined && isMarked(current, subject),
      granted: deps.grants.granted(
        subject.identity.namespace,
        subject.identity.name,
      ),
    };
  },
  decide: decideClose,
  async act(action, subject, deps) {
    if (action.kind === 'revoke') {
      await deps.grants.set(subject.identity.namespace, {
        request: subject.identity.name,
        hostnames: [],
        since: new Date(deps.clock.now()).toISOString(),
      });
      return;
    }
    if (action.kind === 'removeCopies') {
      await endOverlap(subject, deps, action.copies);
      return;
    }
    if (action.kind === 'removeRedirect') {
      await changeRedirect({ remove: action.redirect }, deps);
      return;
    }
    const { namespace, name, uid, resourceVersion } =
      action.listenerSet.metadata;
    await deps.cluster.client.delete(
      listenerSetKind,
      { namespace, name },
      { uid, resourceVersion },
    );
  },
  repairs(action, _subject, deps) {
    switch (action.kind) {
      case 'removeListenerSet':
        return [listenerSetRepair(action.listenerSet, 'absent', deps)];
      case 'removeRedirect':
        return [routeRepair({ remove: action.redirect }, deps)];
      default:
        return [];
    }
  },
};

export const allowRoutes = step({
  name: 'allowRoutes',
  condition: 'RoutesAllowed',
  apply: allow,
  release,
});

export function listenerSetOf(
  subject: Subject,
  deps: Pick<ChainDeps, 'cluster' | 'pool'>,
): ListenerSet | undefined {
  return deps.cluster.stores.listenerSets.get({
    namespace: deps.pool.namespace,
    name: listenerSetName(subject.hostname),
  });
}

function isOurs(object: KubernetesObject, subject: Subject): boolean {
  return (
    object.metadata.annotations?.[REQUEST_ANNOTATION] === requestRef(subject)
  );
}

/** The redirect route of the hostname, where there is one; like the ListenerSet it belongs to the hostname's holder. */
function redirectOf(subject: Subject, deps: ChainDeps): Route | undefined {
  const route = deps.cluster.stores.httpRoutes.get({
    namespace: deps.pool.namespace,
    name: redirectRouteName(subject),
  });
  const isMade = route?.metadata.annotations?.[REQUEST_ANNOTATION];
  return route && isMade !== undefined ? route : undefined;
}

function redirectChange(
  subject: Subject,
  deps: ChainDeps,
): { write: Route } | { remove: Route } | undefined {
  const current = redirectOf(subject, deps);
  const wanted = renderRedirect(subject, deps.pool.namespace);
  if (!wanted) return current && { remove: current };
  if (current && isOurs(current, subject)) {
    return matchesWanted(wanted.spec, current.spec)
      ? undefined
      : { write: { ...current, spec: wanted.spec } };
  }
  const { annotations } = wanted.metadata;
  return {
    write: current
      ? {
          ...current,
          metadata: {
            ...current.metadata,
            annotations: { ...current.metadata.annotations, ...annotations },
          },
          spec: wanted.spec,
        }
      : wanted,
  };
}

async function changeRedirect(
  change: { write: Route } | { remove: Route },
  { cluster }: ChainDeps,
): Promise<void> {
  const { client, stores } = cluster;
  if ('remove' in change) {
    const { namespace, name, uid, resourceVersion } = change.remove.metadata;
    await client.delete(
      httpRouteKind,
      { namespace, name },
      { uid, resourceVersion },
    );
    return;
  }
  const written = change.write.metadata.uid
    ? await client.replace(httpRouteKind, change.write)
    : await client.create(httpRouteKind, change.write);
  const { namespace, name, resourceVersion } = written.metadata;
  if (resourceVersion) {
    stores.httpRoutes.expect({ namespace, name }, resourceVersion);
  }
}

function withoutClosing(
  annotations: Record<string, string> = {},
): Record<string, string> {
  const { [CLOSED_FOR_ANNOTATION]: _, ...rest } = annotations;
  return rest;
}
