import { wildcardOf } from '@hostmaster/backstage-plugin-hostnames-common';
import {
  RequestIdentity,
  DnsProvider,
  CertificateProvider,
} from '@hostmaster/backstage-plugin-hostnames-node';
import {
  KubernetesObject,
  Priority,
  StoreChange,
} from '@hostmaster/kubernetes-runtime';
import { GrantObject, RequestObject } from '../gateways/kinds';
import { copyOf } from '../hostnames/overlap/routeCopy.pure';
import { REQUEST_ANNOTATION } from '../hostnames/steps/listenerSet.pure';
import { subjectKey } from '../hostnames/Subject';
import { ClusterWorld, indexes } from './ClusterWorld';
import { listenerSetsOfRoute } from './watchCluster';

/** Asks for a look at a request. */
export type Touch = (key: string, why: string, priority?: Priority) => void;

/**
 * Turns what changes in a cluster into looks at the requests it may matter to. Nothing is decided here: a touch too many costs
 * a look, one too few is made good by the resync.
 */
export function touchOnClusterChanges(
  cluster: ClusterWorld,
  touch: Touch,
  statusChanged: (key: string, resourceVersion: string) => 'look' | 'noLook',
): void {
  const { stores, name } = cluster;
  const keyOf = (request: KubernetesObject) =>
    subjectKey({
      cluster: name,
      namespace: request.metadata.namespace ?? '',
      name: request.metadata.name,
    });
  const touchNames = (hostname: string, why: string) => {
    for (const request of requestsAround(cluster, hostname)) {
      touch(keyOf(request), why);
    }
  };
  const touchListenerSet = (key: string, why: string) => {
    const [namespace, setName] = key.split('/');
    const set = stores.listenerSets.get({ namespace, name: setName });
    const ref = set?.metadata.annotations?.[REQUEST_ANNOTATION];
    if (ref) touch(`${name}/${ref}`, why);
  };
  const touchGateway = (gateway: KubernetesObject, why: string) => {
    for (const request of stores.requests.byIndex(
      indexes.requestsByGatewayObject,
      `${gateway.metadata.namespace}/${gateway.metadata.name}`,
    )) {
      touch(keyOf(request), why);
    }
  };

  stores.requests.subscribe(change => {
    const key = keyOf(change.object);
    const { resourceVersion = '' } = change.object.metadata;
    const isLookedAt =
      isStatusOnly(change) && statusChanged(key, resourceVersion) === 'noLook';
    if (!isLookedAt) touch(key, `request ${change.kind}`);
  });
  stores.claims.subscribe(({ kind, object }) => {
    touchNames(object.spec.hostname, `claim ${kind}`);
    if (!object.spec.delegate) return;
    for (const request of stores.requests.list()) {
      touch(keyOf(request), 'delegation changed', 'low');
    }
  });
  stores.listenerSets.subscribe(({ kind, object }) => {
    const ref = object.metadata.annotations?.[REQUEST_ANNOTATION];
    if (ref) touch(`${name}/${ref}`, `ListenerSet ${kind}`);
  });
  for (const store of [stores.httpRoutes, stores.grpcRoutes]) {
    store.subscribe(change => {
      const before =
        change.kind === 'changed' ? listenerSetsOfRoute(change.before) : [];
      for (const key of new Set([
        ...before,
        ...listenerSetsOfRoute(change.object),
      ])) {
        touchListenerSet(key, `route ${change.kind}`);
      }
      const copy = copyOf(change.object);
      if (copy) touch(`${name}/${copy.request}`, `copy ${change.kind}`);
    });
  }
  for (const store of [stores.gateways, stores.configurations]) {
    store.subscribe(({ kind, object }) =>
      touchGateway(object, `${object.kind} ${kind}`),
    );
  }
  stores.grants.subscribe(change => {
    const { namespace } = change.object.metadata;
    for (const requestName of requestsOfGrant(change)) {
      const request = stores.requests.get({ namespace, name: requestName });
      if (request) touch(keyOf(request), 'grant changed');
    }
  });
  stores.namespaces.subscribe(change => {
    if (!change.object.metadata.deletionTimestamp) return;
    for (const request of stores.requests.list({
      namespace: change.object.metadata.name,
    })) {
      touch(keyOf(request), 'namespace is being deleted');
    }
  });
  stores.endpointSlices.subscribe(({ object }) => {
    const { namespace } = object.metadata;
    for (const request of stores.requests.list({ namespace })) {
      touch(keyOf(request), 'endpoints changed', 'low');
    }
  });
}

/** The requests whose part of a namespace's grant changed: an entry is read by the request it names, and by no other. */
function requestsOfGrant(change: StoreChange<GrantObject>): Set<string> {
  const textOf = (entry: GrantObject['spec']['hostnames'][number]) =>
    JSON.stringify(entry);
  const { hostnames } = change.object.spec;
  const after = change.kind === 'deleted' ? [] : hostnames;
  const before = entriesBefore(change);
  const beforeTexts = new Set(before.map(textOf));
  const afterTexts = new Set(after.map(textOf));
  return new Set(
    [
      ...after.filter(entry => !beforeTexts.has(textOf(entry))),
      ...before.filter(entry => !afterTexts.has(textOf(entry))),
    ].map(({ request }) => request),
  );
}

function entriesBefore(change: StoreChange<GrantObject>) {
  if (change.kind === 'added') return [];
  return (change.kind === 'changed' ? change.before : change.object).spec
    .hostnames;
}

function isStatusOnly(change: StoreChange<RequestObject>): boolean {
  if (change.kind !== 'changed') return false;
  const stable = ({ metadata }: RequestObject) =>
    JSON.stringify([
      metadata.generation,
      metadata.deletionTimestamp,
      metadata.labels,
      metadata.annotations,
      metadata.uid,
    ]);
  return stable(change.before) === stable(change.object);
}

/** Turns changes of zones into looks at the requests of all clusters that have one of the names. */
export function touchOnZoneChanges(
  provider: DnsProvider,
  clusters: () => ReadonlyArray<ClusterWorld>,
  touch: Touch,
): () => void {
  return provider.onChange(({ zoneId, names }) => {
    for (const { stores, name: cluster } of clusters()) {
      const touched =
        names === 'many'
          ? stores.requests.list().filter(request => isIn(request, zoneId))
          : names
              .flatMap(hostnamesBehind)
              .flatMap(hostname =>
                stores.requests.byIndex(indexes.requestsByHostname, hostname),
              )
              .concat(
                names
                  .flatMap(record => ownedName(record) ?? [])
                  .flatMap(hostname => requestsAround({ stores }, hostname)),
              );
      const priority = names === 'many' ? 'low' : 'normal';
      for (const { metadata } of touched) {
        const { namespace = '', name } = metadata;
        touch(
          subjectKey({ cluster, namespace, name }),
          'zone changed',
          priority,
        );
      }
    }
  });
}

/**
 * The requests that a change of a name's holder may matter to: those that ask for it, those below it when it is a wildcard,
 * and those for the wildcard over it.
 */
function requestsAround(
  { stores }: Pick<ClusterWorld, 'stores'>,
  hostname: string,
): RequestObject[] {
  const { requests } = stores;
  const { requestsByHostname, requestsByWildcard } = indexes;
  const wildcard = wildcardOf(hostname);
  return [
    ...new Set([
      ...requests.byIndex(requestsByHostname, hostname),
      ...requests.byIndex(requestsByHostname, wildcard),
      ...(hostname === wildcard
        ? requests.byIndex(requestsByWildcard, wildcard)
        : []),
    ]),
  ];
}

function isIn({ status }: RequestObject, zoneId: string): boolean {
  return (
    status === undefined ||
    status.zone?.id === zoneId ||
    status.validationZone?.id === zoneId ||
    status.zone === undefined
  );
}

/**
 * The hostnames a record may matter to: the name itself and its wildcard, those an ownership TXT is for, and those a
 * validation record stands below.
 */
export function hostnamesBehind(record: string): string[] {
  const name =
    ownedName(record) ??
    record.replace(/^_[^.]+\./, '').replace(/^(?:a|aaaa|cname)-/, '');
  const base = name.replace(/^\*\./, '');
  return [base, `*.${base}`];
}

function ownedName(record: string): string | undefined {
  const [, relative, zone] = /^(.+)\._hostmaster\.(.+)$/.exec(record) ?? [];
  if (!relative) return undefined;
  if (relative === 'apex--') return zone;
  return `${relative.replace(/^any--(?=\.|$)/, '*')}.${zone}`;
}

/** Turns what a certificate authority tells into a look at the certificate's request. */
export function touchOnCertificateChanges(
  provider: CertificateProvider,
  installation: string,
  touch: (identity: RequestIdentity) => void,
): () => void {
  return provider.onChange(({ owner }) => {
    if (owner?.identity.installation === installation) touch(owner.identity);
  });
}
