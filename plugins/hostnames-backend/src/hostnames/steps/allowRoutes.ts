import { listenerSetName } from '@hostmaster/backstage-plugin-hostnames-common';
import { KubernetesObject } from '@hostmaster/kubernetes-runtime';
import {
  ListenerSet,
  Route,
  conditionOf,
  httpRouteKind,
  listenerSetKind,
} from '../../gateways/kinds';
import { matchesWanted } from '../../gateways/matchesWanted';
import { StepPart, step } from '../../reconciler/Step';
import { ChainDeps } from '../ChainDeps';
import { CLOSED_FOR_ANNOTATION } from '../createRouteBreaker';
import { profileOf } from '../records/zoneAccess';
import { answeredElsewhere } from '../records/answeredElsewhere';
import { acceptedRoutes } from '../routes';
import { Memory, Subject } from '../Subject';
import {
  AllowAction,
  AllowFacts,
  CloseAction,
  CloseFacts,
  decideAllow,
  decideClose,
} from './allowRoutes.decide';
import {
  REQUEST_ANNOTATION,
  redirectRouteName,
  renderListenerSet,
  renderRedirect,
  requestRef,
} from './listenerSet.pure';

const apply: StepPart<Subject, ChainDeps, AllowFacts, AllowAction, Memory> = {
  async observe(subject, deps) {
    const profile = profileOf(subject);
    const { assignedGateway, certificateRef } = subject.request.status ?? {};
    const gateway = assignedGateway ?? { namespace: '', name: '' };
    const allowed = subject.request.spec.routePolicy?.allowNamespace !== false;
    if (profile.listeners === 'shared') {
      return { kind: 'shared', gateway: gateway.name, allowed };
    }
    const brokenBy = deps.breaker.brokenBy(subject);
    const wanted = renderListenerSet(subject, {
      namespace: deps.pool.namespace,
      gateway,
      open: allowed && brokenBy === undefined,
      closedFor: brokenBy,
      secret: certificateRef,
    });
    const current = listenerSetOf(subject, deps);
    return {
      kind: 'listenerSet',
      wanted,
      current: current && {
        isOurs: isOurs(current, subject),
        asWanted:
          matchesWanted(
            { spec: wanted.spec, metadata: { labels: wanted.metadata.labels } },
            current,
          ) &&
          current.metadata.annotations?.[CLOSED_FOR_ANNOTATION] === brokenBy,
      },
      accepted: current && conditionOf(current, 'Accepted'),
      allowed,
      brokenBy,
      answeredElsewhere:
        profile.dns === 'external-dns'
          ? []
          : await answeredElsewhere(subject, deps),
      hasRoute: acceptedRoutes(subject, deps).length > 0,
      redirect: redirectChange(subject, deps),
    };
  },
  decide: decideAllow,
  async act(action, subject, deps) {
    const { client, stores } = deps.cluster;
    if (action.kind === 'redirect') return changeRedirect(action.change, deps);
    const { listenerSet } = action;
    const current = listenerSetOf(subject, deps);
    const written = current
      ? await client.replace(listenerSetKind, {
          ...current,
          metadata: {
            ...current.metadata,
            labels: {
              ...current.metadata.labels,
              ...listenerSet.metadata.labels,
            },
            annotations: {
              ...withoutClosing(current.metadata.annotations),
              ...listenerSet.metadata.annotations,
            },
          },
          spec: listenerSet.spec,
        })
      : await client.create(listenerSetKind, listenerSet);
    const { namespace, name, resourceVersion } = written.metadata;
    if (resourceVersion) {
      stores.listenerSets.expect({ namespace, name }, resourceVersion);
    }
    return undefined;
  },
};

const release: StepPart<Subject, ChainDeps, CloseFacts, CloseAction, Memory> = {
  async observe(subject, deps) {
    const current = listenerSetOf(subject, deps);
    return {
      listenerSet: current && isOurs(current, subject) ? current : undefined,
      redirect: redirectOf(subject, deps),
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
    if (action.kind === 'removeRedirect') {
      await changeRedirect({ remove: action.redirect }, deps);
      return;
    }
    const { namespace, name, uid } = action.listenerSet.metadata;
    await deps.cluster.client.delete(
      listenerSetKind,
      { namespace, name },
      { uid },
    );
  },
};

export const allowRoutes = step({
  name: 'allowRoutes',
  condition: 'RoutesAllowed',
  apply,
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

/** The redirect route of this request, where there is one. */
function redirectOf(subject: Subject, deps: ChainDeps): Route | undefined {
  const route = deps.cluster.stores.httpRoutes.get({
    namespace: deps.pool.namespace,
    name: redirectRouteName(subject),
  });
  return route && isOurs(route, subject) ? route : undefined;
}

function redirectChange(
  subject: Subject,
  deps: ChainDeps,
): { write: Route } | { remove: Route } | undefined {
  const current = redirectOf(subject, deps);
  const wanted = renderRedirect(subject, deps.pool.namespace);
  if (!wanted) return current && { remove: current };
  return matchesWanted(wanted.spec, current?.spec)
    ? undefined
    : { write: current ? { ...current, spec: wanted.spec } : wanted };
}

async function changeRedirect(
  change: { write: Route } | { remove: Route },
  { cluster }: ChainDeps,
): Promise<void> {
  const { client, stores } = cluster;
  if ('remove' in change) {
    const { namespace, name, uid } = change.remove.metadata;
    await client.delete(httpRouteKind, { namespace, name }, { uid });
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
