import { MemoryCluster } from '../../cluster';
import { WorldObject } from './settledWorld';

/** What has to be there before the others: where they are, and whose uid they name. */
const FIRST = ['Namespace', 'GatewayHostnameRequest'];

/** Makes the objects in a cluster, which gives them uids and versions of its own. */
export function fillCluster(
  cluster: MemoryCluster,
  objects: WorldObject[],
): void {
  const uids = new Map<string, string>();
  const rank = ({ kind }: WorldObject) => {
    const index = FIRST.indexOf(kind);
    return index < 0 ? FIRST.length : index;
  };
  const ordered = [...objects].sort((left, right) => rank(left) - rank(right));
  for (const object of ordered) {
    const { uid = '' } = object.metadata;
    const created = cluster.objects.apply(asNew(object, uids));
    if (object.kind === FIRST[1]) uids.set(uid, created.metadata.uid ?? '');
    if (!object.status) continue;
    const { apiVersion, kind, metadata } = object;
    const { namespace, name } = metadata;
    cluster.objects.patchStatus(
      { apiVersion, kind },
      { namespace, name },
      complete(object.status),
    );
  }
}

/** With what controllers write and their stand-in in memory leaves out; keys sorted, as an API server keeps them. */
function complete(status: object): object {
  return JSON.parse(JSON.stringify(status), (key, value) => {
    if (key === 'parents')
      return value.map((parent: object) => ({
        controllerName: 'gateway.k8s.aws/alb',
        ...parent,
      }));
    if (key === 'conditions')
      return value.map((condition: object) =>
        sorted({ lastTransitionTime: '2026-01-01T00:00:00Z', ...condition }),
      );
    return value;
  });
}

function sorted(object: object): object {
  const entries = Object.entries(object);
  return Object.fromEntries(
    entries.sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}

function asNew(object: WorldObject, uids: Map<string, string>): WorldObject {
  const { status: _, ...rest } = object;
  const {
    uid: _uid,
    resourceVersion: _version,
    generation: _generation,
    creationTimestamp: _created,
    ...metadata
  } = rest.metadata;
  const text = JSON.stringify({ ...rest, metadata });
  return JSON.parse(
    text.replace(/uid-prod-\d+(-\d+)?/g, uid => uids.get(uid) ?? uid),
  ) as WorldObject;
}
