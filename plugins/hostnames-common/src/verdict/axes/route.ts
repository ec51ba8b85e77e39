import { listed } from '../../rules/listed';
import { byReason } from '../byReason';
import { Judgement } from '../Judgement';
import { checkAgain, link, pullRequest, template } from '../nextSteps';
import { Subject } from '../Subject';
import { MINUTE } from '../times';
import { waiting } from '../waiting';
import { waitsFor } from '../waitsFor';
import { firstUndone } from './firstUndone';

type RouteOf = NonNullable<Subject['routes']>[number];

/** Reasons of a route's parents and backends (Gateway API), in words. */
const REFUSALS: Record<string, string> = {
  NotAllowedByListeners: 'its namespace or kind may not use this hostname',
  NoMatchingListenerHostname: 'its hostnames do not match the hostname granted',
  NoMatchingParent: 'the ListenerSet or section that it names does not exist',
  BackendNotFound: 'a service that it names does not exist',
  RefNotPermitted:
    'it names a service of another namespace without permission (ReferenceGrant)',
  InvalidKind: 'it names a backend that is no service',
  UnsupportedValue: 'it uses something that this gateway does not support',
  UnsupportedProtocol:
    'its backend speaks a protocol that this gateway does not support',
  IncompatibleFilters: 'its filters cannot be used together',
  Pending: 'the gateway has not looked at it yet',
};

/**
 * Whether routes of the namespace serve the hostname.
 *
 * @internal
 */
export function judgeRoute(subject: Subject): Judgement {
  const { routes } = subject;
  const allowed = subject.condition('RoutesAllowed');
  const notReached = subject.isNotReached('RoutesAllowed');
  const serves = notReached && routes?.some(({ accepted }) => accepted);
  if (allowed?.status !== 'True' && !serves) return notAllowed(subject);
  if (routes === undefined) return allowedOnly(subject);
  if (routes.length === 0) return none(subject);

  const refused = routes.filter(({ accepted }) => !accepted);
  const serving = routes.filter(({ accepted }) => accepted);
  if (refused.length > 0)
    return refusedRoute(subject, refused[0], serving.length);
  const empty = serving.find(({ readyEndpoints }) => readyEndpoints === 0);
  return empty ? backendMissing(empty) : attached(serving, subject);
}

function notAllowed(subject: Subject): Judgement {
  const allowed = subject.condition('RoutesAllowed');
  const undone = firstUndone(subject, 'RoutesAllowed');
  if (!allowed || subject.isNotReached('RoutesAllowed')) {
    return undone ? waitsFor('route', undone) : opening(subject);
  }
  switch (allowed.reason) {
    case 'Opening':
      return opening(subject);
    case 'AwaitingRoute':
      return none(subject);
    case 'RouteBreaksGateway':
      return {
        ...byReason('route', allowed, subject.now),
        state: 'breaks-gateway',
        label: 'Route breaks the gateway',
        impact: 'down',
      };
    default:
      return byReason('route', allowed, subject.now);
  }
}

function opening(subject: Subject): Judgement {
  return waiting(
    {
      id: 'route',
      level: 'waiting',
      state: 'opening',
      label: 'Listener opens',
      sentence: `The listener is being opened for ${subject.namespace}`,
      since: subject.condition('RoutesAllowed')?.lastTransitionTime,
      usual: 'a minute',
      lateAfterMs: 15 * MINUTE,
      late: {
        who: 'platform',
        label: 'Listener is late',
        sentence: duration =>
          `The listener has not opened for ${subject.namespace} for ${duration}`,
        next: [
          link('Look at the ListenerSet and the gateway’s controller'),
          checkAgain(),
        ],
      },
    },
    subject.now,
  );
}

function none(subject: Subject): Judgement {
  return {
    id: 'route',
    level: 'action',
    state: 'none',
    label: 'No route yet',
    sentence: 'No route uses this name yet',
    since: subject.condition('RoutesAllowed')?.lastTransitionTime,
    who: 'you',
    next: [
      template('Add a route', 'add-route', {
        hostname: subject.hostname,
        cluster: subject.cluster.name,
        namespace: subject.namespace,
      }),
    ],
  };
}

function refusedRoute(
  subject: Subject,
  route: RouteOf,
  serving: number,
): Judgement {
  const why =
    (route.reason && REFUSALS[route.reason]) ||
    route.message ||
    route.reason ||
    'no reason is given';
  const pending = route.reason === 'Pending';
  return {
    id: 'route',
    level: pending ? 'waiting' : 'action',
    state: pending ? 'pending' : 'refused',
    label: pending ? 'Route pending' : 'Route refused',
    sentence: pending
      ? `${route.kind} ${route.name} is not accepted yet: ${why}`
      : `${route.kind} ${route.name} is refused: ${why}`,
    who: pending ? 'nobody' : 'you',
    ...(pending ? { usual: 'a minute' } : {}),
    impact: serving === 0 && !pending && subject.isPublished ? 'down' : 'none',
    evidence: [
      { label: 'Route', value: `${route.namespace}/${route.name}` },
      ...(route.reason ? [{ label: 'Reason', value: route.reason }] : []),
      ...(route.message ? [{ label: 'Message', value: route.message }] : []),
    ],
    next: pending
      ? [{ kind: 'wait', text: 'Wait: usually a minute' }]
      : [
          pullRequest(`Correct ${route.kind} ${route.namespace}/${route.name}`),
          checkAgain(),
        ],
  };
}

function backendMissing(route: RouteOf): Judgement {
  const services = listed(route.backends);
  return {
    id: 'route',
    level: 'action',
    state: 'backend-missing',
    label: 'No ready endpoints',
    sentence: services
      ? `${route.backends.length > 1 ? 'Services' : 'Service'} ${services} ${
          route.backends.length > 1 ? 'have' : 'has'
        } no ready endpoints`
      : `${route.kind} ${route.name} has no ready endpoints behind it`,
    who: 'you',
    impact: 'down',
    evidence: [{ label: 'Route', value: `${route.namespace}/${route.name}` }],
    next: [
      link('Look at the service’s pods and their readiness'),
      checkAgain(),
    ],
  };
}

function attached(serving: RouteOf[], subject: Subject): Judgement {
  const paths = [...new Set(serving.flatMap(route => route.paths))];
  return {
    id: 'route',
    level: 'ok',
    state: 'attached',
    label: 'Routes attached',
    sentence: `${serving.length} ${
      serving.length === 1 ? 'route serves' : 'routes serve'
    } ${listed(paths) || 'all paths'}`,
    since: subject.condition('RoutesAllowed')?.lastTransitionTime,
    evidence: serving.map(route => ({
      label: route.kind,
      value: `${route.namespace}/${route.name}`,
    })),
  };
}

/** What routes there are has not been looked at: nothing is claimed but the permission. */
function allowedOnly(subject: Subject): Judgement {
  return {
    id: 'route',
    level: 'ok',
    state: 'allowed',
    label: 'Routes allowed',
    sentence: `Routes of ${subject.namespace} may use this name`,
    since: subject.condition('RoutesAllowed')?.lastTransitionTime,
  };
}
