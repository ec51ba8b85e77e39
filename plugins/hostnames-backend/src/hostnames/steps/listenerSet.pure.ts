import {
  MANAGED_BY,
  MANAGED_BY_LABEL,
  annotations,
  listenerSetName,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { redirectedName } from '../../gateways/redirectedName.pure';
import type { Listener, ListenerSet, Route } from '../../gateways/kinds';
import type { Subject } from '../Subject';

const GATEWAY_API = 'gateway.networking.k8s.io';
const NAMESPACE_LABEL = 'kubernetes.io/metadata.name';

/** Says which request a ListenerSet is for; a ListenerSet of another one is not touched. */
export const REQUEST_ANNOTATION = 'hostmaster.dev/request-ref';

/** Set while the breaker keeps the listener closed. */
const CLOSED_FOR = 'hostmaster.dev/closed-for';

/** Set from before the first copy of a route is made until everything that belongs to the copies is gone. */
export const OVERLAP_ANNOTATION = 'hostmaster.dev/overlap';

/** The owner of a ListenerSet, `namespace/name` of the request. */
export function requestRef({ identity }: Subject): string {
  return `${identity.namespace}/${identity.name}`;
}

/**
 * The ListenerSet of a request: one HTTPS listener per name, open to exactly the namespace of the request, or to none. A
 * selector that matches nothing closes it, because every namespace carries its own name as a label.
 */
export function renderListenerSet(
  subject: Subject,
  values: {
    namespace: string;
    gateway: { namespace: string; name: string };
    open: boolean;
    /** Further namespaces it is open to: of the request that the hostname is being handed over to. */
    guests?: string[];
    /** The route for which the breaker closed it. */
    closedFor?: string;
    /** Copies of its routes serve, or are to serve, another gateway. */
    overlaps?: boolean;
    /** Secrets for listeners that terminate TLS themselves. */
    secret?: { namespace: string; name: string };
  },
): ListenerSet {
  const { request, identity, names } = subject;
  const kinds = request.spec.routePolicy?.kinds ?? ['HTTPRoute', 'GRPCRoute'];
  const owner = request.metadata.annotations?.[annotations.owner];
  const selector = values.open
    ? openTo(identity.namespace, values.guests ?? [])
    : {
        matchExpressions: [{ key: NAMESPACE_LABEL, operator: 'DoesNotExist' }],
      };
  const redirected = redirectedName(request.spec)?.[0];
  const listeners = names.map(
    ({ hostname }, index): Listener => ({
      name: index === 0 ? 'https' : `https-${index + 1}`,
      hostname,
      port: 443,
      protocol: 'HTTPS',
      ...(values.secret
        ? {
            tls: {
              mode: 'Terminate',
              certificateRefs: [{ kind: 'Secret', ...values.secret }],
            },
          }
        : {}),
      allowedRoutes:
        hostname === redirected
          ? { namespaces: { from: 'Same' } }
          : {
              namespaces: { from: 'Selector', selector },
              kinds: kinds.map(kind => ({ group: GATEWAY_API, kind })),
            },
    }),
  );
  return {
    apiVersion: `${GATEWAY_API}/v1`,
    kind: 'ListenerSet',
    metadata: {
      name: listenerSetName(subject.hostname),
      namespace: values.namespace,
      labels: { [MANAGED_BY_LABEL]: MANAGED_BY },
      annotations: {
        [REQUEST_ANNOTATION]: requestRef(subject),
        ...(owner ? { [annotations.owner]: owner } : {}),
        ...(values.closedFor ? { [CLOSED_FOR]: values.closedFor } : {}),
        ...(values.overlaps ? { [OVERLAP_ANNOTATION]: 'true' } : {}),
      },
    },
    spec: {
      parentRef: {
        group: GATEWAY_API,
        kind: 'Gateway',
        namespace: values.gateway.namespace,
        name: values.gateway.name,
      },
      listeners,
    },
  };
}

function openTo(namespace: string, guests: string[]) {
  const others = guests.filter(each => each !== namespace);
  return others.length === 0
    ? { matchLabels: { [NAMESPACE_LABEL]: namespace } }
    : {
        matchExpressions: [
          {
            key: NAMESPACE_LABEL,
            operator: 'In',
            values: [namespace, ...others],
          },
        ],
      };
}

/** Whether a ListenerSet lets routes of the namespace in. */
export function isOpenTo(
  { spec }: Pick<ListenerSet, 'spec'>,
  namespace: string,
): boolean {
  const selector = spec.listeners[0]?.allowedRoutes?.namespaces?.selector;
  return (
    selector?.matchLabels?.[NAMESPACE_LABEL] === namespace ||
    (selector?.matchExpressions?.some(
      ({ key, operator, values }) =>
        key === NAMESPACE_LABEL &&
        operator === 'In' &&
        values?.includes(namespace) === true,
    ) ??
      false)
  );
}

/** Name of the route that sends the visitors of `www.` on. */
export function redirectRouteName({ hostname }: Subject): string {
  return `${listenerSetName(hostname)}-www`;
}

/** With `dns.wwwRedirect`: the route of ours, in the ListenerSet's namespace, that sends visitors of `www.` to the hostname. */
export function renderRedirect(
  subject: Subject,
  namespace: string,
): Route | undefined {
  const redirected = redirectedName(subject.request.spec)?.[0];
  const index = subject.names.findIndex(
    ({ hostname }) => hostname === redirected,
  );
  // The first name is the hostname itself.
  if (index < 1) return undefined;
  return {
    apiVersion: `${GATEWAY_API}/v1`,
    kind: 'HTTPRoute',
    metadata: {
      name: redirectRouteName(subject),
      namespace,
      labels: { [MANAGED_BY_LABEL]: MANAGED_BY },
      annotations: { [REQUEST_ANNOTATION]: requestRef(subject) },
    },
    spec: {
      parentRefs: [
        {
          group: GATEWAY_API,
          kind: 'ListenerSet',
          name: listenerSetName(subject.hostname),
          sectionName: `https-${index + 1}`,
        },
      ],
      hostnames: [subject.names[index].hostname],
      rules: [
        {
          filters: [
            {
              type: 'RequestRedirect',
              requestRedirect: { hostname: subject.hostname, statusCode: 301 },
            },
          ],
        },
      ],
    },
  };
}
