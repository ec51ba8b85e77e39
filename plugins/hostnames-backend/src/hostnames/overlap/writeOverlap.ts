import {
  MANAGED_BY,
  MANAGED_BY_LABEL,
  listenerSetName,
} from '@hostmaster/backstage-plugin-hostnames-common';
import {
  KubernetesError,
  KubernetesObject,
  ResourceKind,
} from '@hostmaster/kubernetes-runtime';
import {
  GATEWAY_API,
  Route,
  grpcRouteKind,
  httpRouteKind,
} from '../../gateways/kinds';
import { matchesWanted } from '../../gateways/matchesWanted.pure';
import { ChainDeps } from '../ChainDeps';
import { REQUEST_ANNOTATION, requestRef } from '../steps/listenerSet.pure';
import { Subject } from '../Subject';
import { isUpToDate } from './overlap.decide';
import { copyOf, referredServices } from './routeCopy.pure';

/** `gateway.networking.k8s.io/v1beta1` ReferenceGrant: served by every version of Gateway API that has ListenerSets. */
interface ReferenceGrant extends KubernetesObject {
  spec: {
    from: Array<{ group: string; kind: string; namespace: string }>;
    to: Array<{ group: string; kind: string; name?: string }>;
  };
}

const referenceGrantKind: ResourceKind<ReferenceGrant> = {
  group: GATEWAY_API,
  version: 'v1beta1',
  kind: 'ReferenceGrant',
  plural: 'referencegrants',
  namespaced: true,
};

/** A ReferenceGrant's lists have at most 16 entries; with more Services all of the namespace are named at once. */
const MOST = 16;

/** Writes copies, and before them the right to use the Services of the request's namespace; takes away those named. */
export async function writeCopies(
  subject: Subject,
  deps: ChainDeps,
  changes: { write: Route[]; remove: Route[]; sources: Route[] },
): Promise<void> {
  if (changes.write.length > 0) {
    await allowReferences(subject, deps, changes.sources);
  }
  for (const copy of changes.write) await putCopy(copy, deps);
  await removeCopies(changes.remove, deps);
}

export async function removeCopies(
  copies: Route[],
  { cluster }: ChainDeps,
): Promise<void> {
  for (const { kind, metadata } of copies) {
    const { namespace, name, uid } = metadata;
    await cluster.client.delete(kindOf(kind), { namespace, name }, { uid });
  }
}

/** Takes back the right to use the Services of the request's namespace. */
export async function forbidReferences(
  subject: Subject,
  { cluster }: ChainDeps,
): Promise<void> {
  const ref = grantRef(subject);
  const grant = await cluster.client.get(referenceGrantKind, ref);
  if (!grant || !isOurs(grant, subject)) return;
  await cluster.client.delete(referenceGrantKind, ref, {
    uid: grant.metadata.uid,
  });
}

async function allowReferences(
  subject: Subject,
  { cluster, pool }: ChainDeps,
  sources: Route[],
): Promise<void> {
  const { namespace } = subject.identity;
  const services = referredServices(sources, namespace);
  if (services.length === 0) return;
  const ref = grantRef(subject);
  const wanted: ReferenceGrant = {
    apiVersion: `${GATEWAY_API}/v1beta1`,
    kind: 'ReferenceGrant',
    metadata: {
      ...ref,
      labels: { [MANAGED_BY_LABEL]: MANAGED_BY },
      annotations: { [REQUEST_ANNOTATION]: requestRef(subject) },
    },
    spec: {
      from: ['HTTPRoute', 'GRPCRoute'].map(kind => ({
        group: GATEWAY_API,
        kind,
        namespace: pool.namespace,
      })),
      to:
        services.length > MOST
          ? [{ group: '', kind: 'Service' }]
          : services.map(name => ({ group: '', kind: 'Service', name })),
    },
  };
  const current = await cluster.client.get(referenceGrantKind, ref);
  if (!current) {
    await cluster.client.create(referenceGrantKind, wanted);
    return;
  }
  if (!isOurs(current, subject)) throw taken(current);
  if (matchesWanted(wanted.spec, current.spec)) return;
  await cluster.client.replace(referenceGrantKind, {
    ...current,
    spec: wanted.spec,
  });
}

/** By name and content, never blindly: what is there is read first. */
async function putCopy(copy: Route, { cluster }: ChainDeps): Promise<void> {
  const { client, stores } = cluster;
  const kind = kindOf(copy.kind);
  const { namespace, name } = copy.metadata;
  const current = await client.get(kind, { namespace, name });
  const marks = current && copyOf(current);
  if (current && marks?.request !== copyOf(copy)?.request) throw taken(current);
  if (current && isUpToDate(current, copy)) return;
  const written = current
    ? await client.replace(kind, {
        ...current,
        metadata: {
          ...current.metadata,
          labels: { ...current.metadata.labels, ...copy.metadata.labels },
          annotations: {
            ...current.metadata.annotations,
            ...copy.metadata.annotations,
          },
        },
        spec: copy.spec,
      })
    : await client.create(kind, copy);
  const { resourceVersion } = written.metadata;
  const store =
    copy.kind === 'GRPCRoute' ? stores.grpcRoutes : stores.httpRoutes;
  if (resourceVersion) store.expect({ namespace, name }, resourceVersion);
}

function kindOf(kind: string): ResourceKind<Route> {
  return kind === 'GRPCRoute' ? grpcRouteKind : httpRouteKind;
}

function grantRef(subject: Subject) {
  return {
    namespace: subject.identity.namespace,
    name: `hostmaster-${listenerSetName(subject.hostname)}`.slice(0, 253),
  };
}

function isOurs(object: KubernetesObject, subject: Subject): boolean {
  const { labels, annotations } = object.metadata;
  return (
    labels?.[MANAGED_BY_LABEL] === MANAGED_BY &&
    annotations?.[REQUEST_ANNOTATION] === requestRef(subject)
  );
}

function taken({ kind, metadata }: KubernetesObject): KubernetesError {
  return new KubernetesError(
    'Invalid',
    `${kind} ${metadata.namespace}/${metadata.name} exists and was not made for this request; rename or remove it`,
  );
}
