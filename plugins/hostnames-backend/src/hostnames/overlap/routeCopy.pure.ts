import {
  MANAGED_BY,
  MANAGED_BY_LABEL,
  listenerSetName,
  routeCopyName,
} from '@hostmaster/backstage-plugin-hostnames-common';
import type { Route, RouteRule } from '../../gateways/kinds';
import { redirectedName } from '../../gateways/redirectedName.pure';
import { REQUEST_ANNOTATION, requestRef } from '../steps/listenerSet.pure';
import type { Subject } from '../Subject';

/** On a copy: the pool gateway it is attached to. */
export const COPY_LABEL = 'hostmaster.dev/copy-on';

/** On a copy: the route it is of, `kind/namespace/name@generation`. */
export const COPY_OF_ANNOTATION = 'hostmaster.dev/copy-of';

/** external-dns leaves alone what another controller is named for: a copy is no reason to write a record. */
const DNS_CONTROLLER = 'external-dns.alpha.kubernetes.io/controller';

const GATEWAY_API = 'gateway.networking.k8s.io';

/** The listener of a pool gateway's base that takes routes of the edge namespace for any hostname. */
const BASE_LISTENER = 'https';

/** What a copy is for: `namespace/name` of the request, the gateway it is on, and the route it is of. */
export interface CopyMarks {
  request: string;
  gateway: string;
  /** `kind/namespace/name@generation` */
  source: string;
}

/** Undefined: the route is not a copy of ours. */
export function copyOf(route: Route): CopyMarks | undefined {
  const { labels = {}, annotations = {} } = route.metadata;
  const gateway = labels[COPY_LABEL];
  const request = annotations[REQUEST_ANNOTATION];
  if (labels[MANAGED_BY_LABEL] !== MANAGED_BY || !gateway || !request) {
    return undefined;
  }
  return { request, gateway, source: annotations[COPY_OF_ANNOTATION] ?? '' };
}

/** `kind/namespace/name` */
export function routeKey({ kind, metadata }: Route): string {
  return `${kind}/${metadata.namespace}/${metadata.name}`;
}

/**
 * The copy of a route that keeps the names of a request served by a gateway which its ListenerSet leaves. It lives in the edge
 * namespace, on the listener of the gateway's base, and so beside the original and without a second listener of the same
 * hostname; it is for names of the request alone, whatever else the route asks for. Undefined: the route serves none of them.
 *
 * | the route's hostnames | names of the request | the copy's hostnames |
 * | --- | --- | --- |
 * | – | `shop.example.com`, `shop.example.net` | both |
 * | `shop.example.com`, `other.example.com` | `shop.example.com` | `shop.example.com` |
 * | `*.example.com` | `shop.example.com` | `shop.example.com` |
 * | `a.example.com` | `*.example.com` | `a.example.com` |
 * | `other.example.com` | `shop.example.com` | no copy |
 */
export function renderCopy(
  subject: Subject,
  route: Route,
  values: { namespace: string; gateway: string },
): Route | undefined {
  const { namespace, gateway } = values;
  const hostnames = hostnamesOf(subject, route, namespace);
  if (hostnames.length === 0) return undefined;
  const { parentRefs: _, ...spec } = route.spec;
  return {
    apiVersion: `${GATEWAY_API}/v1`,
    kind: route.kind,
    metadata: {
      name: routeCopyName(subject.hostname, gateway, routeKey(route)),
      namespace,
      labels: { [MANAGED_BY_LABEL]: MANAGED_BY, [COPY_LABEL]: gateway },
      annotations: {
        [REQUEST_ANNOTATION]: requestRef(subject),
        [COPY_OF_ANNOTATION]: `${routeKey(route)}@${
          route.metadata.generation ?? 0
        }`,
        [DNS_CONTROLLER]: MANAGED_BY,
      },
    },
    spec: {
      ...spec,
      parentRefs: [
        {
          group: GATEWAY_API,
          kind: 'Gateway',
          name: gateway,
          sectionName: BASE_LISTENER,
        },
      ],
      hostnames,
      rules: spec.rules?.map(rule =>
        withBackendsOf(rule, route.metadata.namespace, namespace),
      ),
    },
  };
}

/** Why a route cannot be served from the edge namespace; undefined: it can. */
export function cannotBeCopied(route: Route): string | undefined {
  const extension = route.spec.rules
    ?.flatMap(rule => [rule, rule.backendRefs].flat())
    .flatMap(part => part?.filters)
    .find(filter => filter?.type === 'ExtensionRef');
  if (!extension) return undefined;
  const { kind, name } = extension.extensionRef ?? { kind: '?', name: '?' };
  return `${routeKey(
    route,
  )} has an ExtensionRef to ${kind} ${name}, which works in its own namespace only`;
}

/** The Services of the request's namespace that copies refer to: a ReferenceGrant has to allow it. */
export function referredServices(routes: Route[], namespace: string): string[] {
  const names = routes
    .filter(({ metadata }) => metadata.namespace === namespace)
    .flatMap(({ spec }) => spec.rules)
    .flatMap(rule => rule?.backendRefs ?? [])
    .filter(
      backend =>
        (backend.kind ?? 'Service') === 'Service' &&
        (backend.namespace ?? namespace) === namespace,
    )
    .map(({ name }) => name);
  return [...new Set(names)].sort();
}

function withBackendsOf(
  rule: RouteRule,
  own: string | undefined,
  namespace: string,
): RouteRule {
  if (own === namespace || !rule.backendRefs) return rule;
  return {
    ...rule,
    backendRefs: rule.backendRefs.map(backend => ({
      ...backend,
      namespace: backend.namespace ?? own,
    })),
  };
}

function hostnamesOf(
  subject: Subject,
  route: Route,
  namespace: string,
): string[] {
  const redirected = redirectedName(subject.request.spec)?.[0];
  const isRedirect = route.metadata.namespace === namespace;
  const listeners = subject.names
    .map(({ hostname }, index) => ({
      hostname,
      section: index === 0 ? 'https' : `https-${index + 1}`,
    }))
    .filter(({ hostname }) => (hostname === redirected) === isRedirect)
    .filter(({ section }) => isAttached(subject, route, namespace, section));
  return [
    ...new Set(
      listeners.flatMap(({ hostname }) =>
        intersection(hostname, route.spec.hostnames ?? []),
      ),
    ),
  ];
}

function isAttached(
  { hostname }: Subject,
  { metadata, spec }: Route,
  namespace: string,
  section: string,
): boolean | undefined {
  return spec.parentRefs?.some(
    parent =>
      parent.kind === 'ListenerSet' &&
      parent.name === listenerSetName(hostname) &&
      (parent.namespace ?? metadata.namespace) === namespace &&
      (parent.sectionName ?? section) === section &&
      (parent.port ?? 443) === 443,
  );
}

/** Of Gateway API: what a listener's hostname and a route's have in common; a leading `*.` stands for one or more labels. */
function intersection(listener: string, hostnames: string[]): string[] {
  if (hostnames.length === 0) return [listener];
  return hostnames.flatMap(hostname => {
    if (hostname === listener || isBelow(hostname, listener)) return [hostname];
    return isBelow(listener, hostname) ? [listener] : [];
  });
}

function isBelow(hostname: string, wildcard: string): boolean {
  return wildcard.startsWith('*.') && hostname.endsWith(wildcard.slice(1));
}
