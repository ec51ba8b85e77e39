import type { ListenerSet, ObjectCondition, Route } from '../../gateways/kinds';
import type { Decision } from '../../reconciler/Step';
import type { OverlapPlan } from '../overlap/overlap.decide';
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
      /** Set while the breaker keeps the listener closed: the route, `kind/namespace/name@generation`. */
      brokenBy?: string;
      /** Milliseconds after which the breaker looks again: the gateway fails. */
      breakerAgain?: number;
      /** The names that are answered elsewhere today. */
      answeredElsewhere: string[];
      /** A route of the namespace was accepted by the listener. */
      hasRoute: boolean;
      /** Milliseconds until the targets of its routes are healthy; 0: they are. */
      routesSettleIn: number;
      /** How the hostname gets to another gateway. */
      overlap: OverlapPlan;
      /** The routes that copies are made of. */
      sources: Route[];
      /** The route that sends `www.` on: to be written, or to be removed. */
      redirect?: { write: Route } | { remove: Route };
    }
  /** The present holder's, who hands the hostname over within the cluster: it stays theirs until the hostname is ours. */
  | {
      kind: 'lent';
      listenerSet: string;
      /** It lets routes of our namespace in. */
      isOpen: boolean;
      /** It is on the gateway on which the certificate is. */
      isHere: boolean;
      accepted?: ObjectCondition;
      hasRoute: boolean;
    }
  /** The hostname has been handed over within the cluster since this pass began: nothing of it is ours to write any more. */
  | { kind: 'handedOver' }
  /** The listener is somebody else's; the grant alone says what the namespace may route. */
  | { kind: 'shared'; gateway: string; allowed: boolean };

export type AllowAction =
  | { kind: 'write'; listenerSet: ListenerSet }
  | { kind: 'copy'; write: Route[]; remove: Route[]; sources: Route[] }
  | { kind: 'redirect'; change: { write: Route } | { remove: Route } };

/**
 * | ListenerSet | policy | answered elsewhere | route | decision |
 * | --- | --- | --- | --- | --- |
 * | another's | | | | blocked, Opening |
 * | of the holder who hands the name over | | | none accepted | wait, Opening or AwaitingRoute |
 * | of the holder who hands the name over | | | accepted | satisfied: it becomes ours with the name |
 * | of the holder whom the name was handed over to | | | | wait, Opening: the claim is looked at again |
 * | missing, not as wanted | | | | act: write it |
 * | closed as wanted | disabled | | | blocked, DisabledByPolicy |
 * | closed as wanted | | | breaks the gateway | blocked, RouteBreaksGateway |
 * | on the gateway that the hostname leaves | | | copies missing | act: write them |
 * | on the gateway that the hostname leaves | | | copies not yet sure to serve | wait, Moving |
 * | open, not accepted | | | | wait, Opening |
 * | open, accepted | | yes | none accepted | wait, AwaitingRoute |
 * | open, accepted | | yes | accepted 20 s ago | wait, RouteSettling |
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
  if (facts.kind === 'lent') return decideLent(namespace, facts);
  if (facts.kind === 'handedOver') {
    return {
      kind: 'wait',
      reason: 'Opening',
      message: `${subject.hostname} has just been handed over; its claim is looked at again.`,
      checkAfter: 1_000,
    };
  }
  const { wanted, current, accepted, overlap } = facts;
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
  if (overlap.write.length + overlap.remove.length > 0) {
    const { write, remove } = overlap;
    return {
      kind: 'act',
      action: { kind: 'copy', write, remove, sources: facts.sources },
      reason: 'Moving',
      message:
        overlap.waits?.message ??
        'The copies of routes that serve the gateway that was left are brought up to date.',
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
    const [route] = facts.brokenBy.split('@');
    return {
      kind: 'blocked',
      reason: 'RouteBreaksGateway',
      message: `The listener is closed, because ${route} kept the whole gateway from changing. Correct it; the listener opens again by itself.`,
      checkAfter: 60_000,
    };
  }
  if (overlap.waits) {
    const { message, checkAfter, blocked } = overlap.waits;
    return {
      kind: blocked ? 'blocked' : 'wait',
      reason: 'Moving',
      message,
      checkAfter,
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
  if (facts.answeredElsewhere.length > 0 && facts.routesSettleIn > 0) {
    return {
      kind: 'wait',
      reason: 'RouteSettling',
      message: `${facts.answeredElsewhere.join(
        ', ',
      )} is answered elsewhere today; the alias moves when the targets of the routes that ListenerSet ${name} accepted are healthy.`,
      checkAfter: facts.routesSettleIn,
    };
  }
  return {
    ...satisfied(namespace, `ListenerSet ${name}`),
    checkAfter: facts.breakerAgain,
  };
}

function decideLent(
  namespace: string,
  facts: AllowFacts & { kind: 'lent' },
): Decision<AllowAction, Memory> {
  const { listenerSet, isOpen, isHere, accepted, hasRoute } = facts;
  const wait = (
    reason: string,
    message: string,
  ): Decision<AllowAction, Memory> => ({
    kind: 'wait',
    reason,
    message,
    checkAfter: 10_000,
  });
  if (!isHere) {
    return wait(
      'Opening',
      `The present holder's ListenerSet ${listenerSet} is on another gateway than the one with room for this request's certificate. The platform team makes room there, or moves the present holder.`,
    );
  }
  if (!isOpen || accepted?.status !== 'True') {
    return wait(
      'Opening',
      `The present holder's ListenerSet ${listenerSet} is being opened to namespace ${namespace} too.`,
    );
  }
  if (!hasRoute) {
    return wait(
      'AwaitingRoute',
      `The hostname changes hands when a route of namespace ${namespace} is accepted by ListenerSet ${listenerSet}.`,
    );
  }
  return satisfied(namespace, `ListenerSet ${listenerSet}`);
}

function satisfied(
  namespace: string,
  listener: string,
): Decision<AllowAction, Memory> & { kind: 'satisfied' } {
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
  /** Copies of routes on other gateways. */
  copies: Route[];
  /** What belongs to copies may still be there. */
  overlaps: boolean;
  /** Hostnames that the grant still has for the request. */
  granted: string[];
}

export type CloseAction =
  | { kind: 'removeListenerSet'; listenerSet: ListenerSet }
  | { kind: 'removeRedirect'; redirect: Route }
  | { kind: 'removeCopies'; copies: Route[] }
  | { kind: 'revoke' };

/** First the listener, then the right to route. */
export function decideClose(
  subject: Subject,
  { listenerSet, redirect, copies, overlaps, granted }: CloseFacts,
): Decision<CloseAction, Memory> {
  if (copies.length > 0 || overlaps) {
    return {
      kind: 'act',
      action: { kind: 'removeCopies', copies },
      reason: 'Releasing',
      message:
        'The copies of routes on the gateway that was left are being removed.',
    };
  }
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
