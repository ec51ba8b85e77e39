import {
  Gateway,
  LabelSelector,
  Listener,
  ListenerSet,
  NamespaceSelector,
  ParentReference,
  Route,
} from './objects';

/** A listener as it takes part in a Gateway: the Gateway's own, or one of a ListenerSet. */
export interface MergedListener {
  owner: { kind: 'Gateway' | 'ListenerSet'; namespace: string; name: string };
  listener: Listener;
  conflict?: 'ProtocolConflict' | 'HostnameConflict';
}

/** What a route's parentRef came to. */
export interface Attachment {
  route: Route;
  parentRef: ParentReference;
  result:
    | {
        kind: 'attached';
        listeners: Array<{ listener: MergedListener; hostnames: string[] }>;
      }
    | {
        kind: 'refused';
        reason:
          | 'NotAllowedByListeners'
          | 'NoMatchingListenerHostname'
          | 'NoMatchingParent';
        message: string;
      };
}

export type NamespaceLabels = (namespace: string) => Record<string, string>;

/** Which of the ListenerSets that name the Gateway it admits. */
export function admitsListenerSet(
  gateway: Gateway,
  set: ListenerSet,
  labels: NamespaceLabels,
): boolean {
  const allowed = gateway.spec.allowedListeners?.namespaces;
  return namespaceAllowed(
    allowed,
    'None',
    gateway.metadata.namespace ?? '',
    set.metadata.namespace ?? '',
    labels,
  );
}

/**
 * The Gateway's listeners first, then those of its ListenerSets, the oldest set first (ties by namespace/name). The loser of
 * a conflict stays in the list, marked.
 */
export function mergeListeners(
  gateway: Gateway,
  sets: ListenerSet[],
): MergedListener[] {
  const ordered = [...sets].sort(
    (left, right) =>
      (left.metadata.creationTimestamp ?? '').localeCompare(
        right.metadata.creationTimestamp ?? '',
      ) ||
      `${left.metadata.namespace}/${left.metadata.name}`.localeCompare(
        `${right.metadata.namespace}/${right.metadata.name}`,
      ),
  );
  const own = gateway.spec.listeners.map(listener =>
    merged('Gateway', gateway, listener),
  );
  const all = [
    ...own,
    ...ordered.flatMap(set =>
      set.spec.listeners.map(listener => merged('ListenerSet', set, listener)),
    ),
  ];

  const protocols = new Map<number, string>();
  const taken = new Set<string>();
  for (const entry of all) {
    const { port, protocol, hostname } = entry.listener;
    const known = protocols.get(port) ?? protocol;
    protocols.set(port, known);
    const place = `${port}/${hostname ?? ''}`;
    if (known !== protocol) entry.conflict = 'ProtocolConflict';
    else if (taken.has(place)) entry.conflict = 'HostnameConflict';
    else taken.add(place);
  }
  return all;
}

/** Settles every parentRef of the route that names this Gateway or one of its ListenerSets. */
export function attachRoute(
  route: Route,
  gateway: Gateway,
  listeners: MergedListener[],
  labels: NamespaceLabels,
): Attachment[] {
  return (route.spec.parentRefs ?? []).flatMap(parentRef => {
    const candidates = listeners.filter(entry =>
      isParent(entry, parentRef, route, gateway),
    );
    const named = parentIs(
      parentRef,
      'Gateway',
      gateway.metadata.namespace,
      gateway.metadata.name,
      route,
    );
    if (candidates.length === 0 && !named) return [];
    return [
      {
        route,
        parentRef,
        result: settle(route, parentRef, candidates, labels),
      },
    ];
  });
}

/** Hostname intersection of Gateway API: a leading `*.` stands for one or more labels. */
export function intersect(
  listener: string | undefined,
  hostnames: string[] | undefined,
): string[] {
  if (!hostnames?.length) return [listener ?? ''];
  if (!listener) return hostnames;
  return hostnames.flatMap(hostname => {
    if (hostname === listener || isBelow(hostname, listener)) return [hostname];
    return isBelow(listener, hostname) ? [listener] : [];
  });
}

function settle(
  route: Route,
  parentRef: ParentReference,
  candidates: MergedListener[],
  labels: NamespaceLabels,
): Attachment['result'] {
  const sections = candidates.filter(
    ({ listener }) =>
      (!parentRef.sectionName || listener.name === parentRef.sectionName) &&
      (!parentRef.port || listener.port === parentRef.port),
  );
  if (sections.length === 0)
    return {
      kind: 'refused',
      reason: 'NoMatchingParent',
      message: 'No listener of the parent matches the reference',
    };

  const allowed = sections.filter(
    entry => !entry.conflict && routeAllowed(route, entry, labels),
  );
  if (allowed.length === 0)
    return {
      kind: 'refused',
      reason: 'NotAllowedByListeners',
      message: 'No listener of the parent allows this route',
    };

  const matching = allowed
    .map(listener => ({
      listener,
      hostnames: intersect(listener.listener.hostname, route.spec.hostnames),
    }))
    .filter(({ hostnames }) => hostnames.length > 0);
  if (matching.length === 0)
    return {
      kind: 'refused',
      reason: 'NoMatchingListenerHostname',
      message: 'No listener of the parent has a hostname of this route',
    };
  return { kind: 'attached', listeners: matching };
}

function routeAllowed(
  route: Route,
  entry: MergedListener,
  labels: NamespaceLabels,
): boolean {
  const { namespaces, kinds } = entry.listener.allowedRoutes ?? {};
  if (kinds?.length && !kinds.some(allowed => allowed.kind === route.kind))
    return false;
  return namespaceAllowed(
    namespaces,
    'Same',
    entry.owner.namespace,
    route.metadata.namespace ?? '',
    labels,
  );
}

function namespaceAllowed(
  rule: NamespaceSelector | undefined,
  unset: 'Same' | 'None',
  own: string,
  other: string,
  labels: NamespaceLabels,
): boolean {
  switch (rule?.from ?? unset) {
    case 'All':
      return true;
    case 'Same':
      return own === other;
    case 'Selector':
      return selects(rule?.selector, {
        'kubernetes.io/metadata.name': other,
        ...labels(other),
      });
    default:
      return false;
  }
}

function selects(
  selector: LabelSelector | undefined,
  labels: Record<string, string>,
): boolean {
  const equal = Object.entries(selector?.matchLabels ?? {}).every(
    ([key, value]) => labels[key] === value,
  );
  const expressions = (selector?.matchExpressions ?? []).every(
    ({ key, operator, values = [] }) => {
      if (operator === 'In')
        return key in labels && values.includes(labels[key]);
      if (operator === 'NotIn') return !values.includes(labels[key]);
      if (operator === 'Exists') return key in labels;
      return !(key in labels);
    },
  );
  return equal && expressions;
}

function isParent(
  entry: MergedListener,
  parentRef: ParentReference,
  route: Route,
  gateway: Gateway,
): boolean {
  if (entry.owner.kind === 'Gateway')
    return parentIs(
      parentRef,
      'Gateway',
      gateway.metadata.namespace,
      gateway.metadata.name,
      route,
    );
  return parentIs(
    parentRef,
    'ListenerSet',
    entry.owner.namespace,
    entry.owner.name,
    route,
  );
}

function parentIs(
  parentRef: ParentReference,
  kind: string,
  namespace: string | undefined,
  name: string,
  route: Route,
): boolean {
  return (
    (parentRef.kind ?? 'Gateway') === kind &&
    (parentRef.namespace ?? route.metadata.namespace) === namespace &&
    parentRef.name === name
  );
}

function isBelow(hostname: string, pattern: string): boolean {
  return (
    pattern.startsWith('*.') &&
    hostname.endsWith(pattern.slice(1)) &&
    hostname.length > pattern.length - 1
  );
}

function merged(
  kind: 'Gateway' | 'ListenerSet',
  object: Gateway | ListenerSet,
  listener: Listener,
): MergedListener {
  return {
    owner: {
      kind,
      namespace: object.metadata.namespace ?? '',
      name: object.metadata.name,
    },
    listener,
  };
}
