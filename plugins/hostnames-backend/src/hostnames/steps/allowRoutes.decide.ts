import type { ListenerSet, ObjectCondition, Route } from '../../gateways/kinds';
import type { Decision } from '../../reconciler/Step';
import type { Memory, Subject } from '../Subject';

export type AllowFacts =
  | {
      kind: 'listenerSet';
      wanted: ListenerSet;
      /** As it is. `isOurs`: made for this request; `asWanted`: with everything that is wanted. */
      current?: { isOurs: boolean; asWanted: boolean };
      accepted?: ObjectCondition;
      /** spec.routePolicy.allowNamespace. */
      allowed: boolean;
      /** Set while the breaker keeps the listener closed. */
      brokenBy?: string;
      /** The names that are answered elsewhere today. */
      answeredElsewhere: string[];
      /** A route of the namespace was accepted by the listener. */
      hasRoute: boolean;
      /** The route that sends `www.` on: to be written, or to be removed. */
      redirect?: { write: Route } | { remove: Route };
    }
  /** The listener is somebody else's; the grant alone says what the namespace may route. */
  | { kind: 'shared'; gateway: string; allowed: boolean };

export type AllowAction =
  | { kind: 'write'; listenerSet: ListenerSet }
  | { kind: 'redirect'; change: { write: Route } | { remove: Route } };

/**
 * | ListenerSet | policy | answered elsewhere | route | decision |
 * | --- | --- | --- | --- | --- |
 * | another's | | | | blocked, Opening |
 * | missing, not as wanted | | | | act: write it |
 * | closed as wanted | disabled | | | blocked, DisabledByPolicy |
 * | closed as wanted | | | breaks the gateway | blocked, RouteBreaksGateway |
 * | open, not accepted | | | | wait, Opening |
 * | open, accepted | | yes | none accepted | wait, AwaitingRoute |
 * | open, accepted | | no | | satisfied |
 */
export function decideAllow(
  subject: Subject,
  facts: AllowFacts,
): Decision<AllowAction, Memory> {
  const { namespace } = subject.identity;
  if (facts.kind === 'shared') {
    return facts.allowed
      ? satisfied(namespace, `the listeners of Gateway ${facts.gateway}`)
      : disabled();
  }
  const { wanted, current, accepted } = facts;
  const name = `${wanted.metadata.namespace}/${wanted.metadata.name}`;
  if (current && !current.isOurs) {
    return {
      kind: 'blocked',
      reason: 'Opening',
      message: `The ListenerSet ${name} exists and was not made for this request. Its owner removes it.`,
      checkAfter: 60_000,
    };
  }
  if (!current?.asWanted) {
    return {
      kind: 'act',
      action: { kind: 'write', listenerSet: wanted },
      reason: 'Opening',
      message: `The ListenerSet ${name} is being written.`,
    };
  }
  if (facts.redirect) {
    return {
      kind: 'act',
      action: { kind: 'redirect', change: facts.redirect },
      reason: 'Opening',
      message: `The redirect from www.${subject.hostname} is being changed.`,
    };
  }
  if (!facts.allowed) return disabled();
  if (facts.brokenBy) {
    return {
      kind: 'blocked',
      reason: 'RouteBreaksGateway',
      message: `The listener is closed, because ${facts.brokenBy} kept the whole gateway from changing. Correct it; the listener opens again by itself.`,
      checkAfter: 60_000,
    };
  }
  if (accepted?.status !== 'True') {
    return {
      kind: 'wait',
      reason: 'Opening',
      message: `The ListenerSet ${name} is not accepted yet${
        accepted?.message ? `: ${accepted.message}` : '.'
      }`,
      checkAfter: 15_000,
    };
  }
  if (facts.answeredElsewhere.length > 0 && !facts.hasRoute) {
    return {
      kind: 'wait',
      reason: 'AwaitingRoute',
      message: `${facts.answeredElsewhere.join(
        ', ',
      )} is answered elsewhere today; the alias moves when a route of namespace ${namespace} is accepted by ListenerSet ${name}.`,
      checkAfter: 60_000,
    };
  }
  return satisfied(namespace, `ListenerSet ${name}`);
}

function satisfied(
  namespace: string,
  listener: string,
): Decision<AllowAction, Memory> {
  return {
    kind: 'satisfied',
    reason: 'NamespaceAllowed',
    message: `Routes of namespace ${namespace} may use ${listener}.`,
  };
}

function disabled(): Decision<AllowAction, Memory> {
  return {
    kind: 'blocked',
    reason: 'DisabledByPolicy',
    message:
      'spec.routePolicy.allowNamespace is false. Set it to true when routes should serve the hostname.',
  };
}

export interface CloseFacts {
  listenerSet?: ListenerSet;
  /** The route that sends `www.` on. */
  redirect?: Route;
  /** Hostnames that the grant still has for the request. */
  granted: string[];
}

export type CloseAction =
  | { kind: 'removeListenerSet'; listenerSet: ListenerSet }
  | { kind: 'removeRedirect'; redirect: Route }
  | { kind: 'revoke' };

/** First the listener, then the right to route. */
export function decideClose(
  subject: Subject,
  { listenerSet, redirect, granted }: CloseFacts,
): Decision<CloseAction, Memory> {
  if (redirect) {
    return {
      kind: 'act',
      action: { kind: 'removeRedirect', redirect },
      reason: 'Releasing',
      message: `The redirect ${redirect.metadata.name} is being removed.`,
    };
  }
  if (listenerSet) {
    return {
      kind: 'act',
      action: { kind: 'removeListenerSet', listenerSet },
      reason: 'Releasing',
      message: `The ListenerSet ${listenerSet.metadata.name} is being removed.`,
    };
  }
  if (granted.length > 0) {
    return {
      kind: 'act',
      action: { kind: 'revoke' },
      reason: 'Releasing',
      message: `The grant of namespace ${subject.identity.namespace} is being taken back.`,
    };
  }
  return {
    kind: 'satisfied',
    reason: 'Released',
    message: 'No listener and no grant is left.',
  };
}
