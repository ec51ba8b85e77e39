import { AnyObject, TenantCluster } from '../world/ExploredWorld';
import {
  claimKind,
  gatewayKind,
  listenerSetKind,
  requestKind,
  routeKind,
} from '../world/kinds';

/** Something done and undone at once by another hand. */
export interface UnseenPair {
  name: string;
  /** The kind it is done to. */
  kind: string;
  /** False: there was nothing to do it to. */
  run: (cluster: TenantCluster) => boolean;
}

const refOf = ({ metadata: { namespace, name } }: AnyObject) => ({
  namespace,
  name,
});

function recreated(kind: { apiVersion: string; kind: string }): UnseenPair {
  return {
    name: `${kind.kind} deleted and made again`,
    kind: kind.kind,
    run(cluster) {
      const object = cluster
        .list(kind)
        .find(
          ({ metadata }) =>
            !metadata.deletionTimestamp &&
            !metadata.name.startsWith('gw-') &&
            !metadata.finalizers?.length,
        );
      if (!object) return false;
      const { spec, metadata } = object;
      cluster.delete(kind, refOf(object));
      cluster.apply({
        ...kind,
        metadata: {
          ...refOf(object),
          labels: metadata.labels,
          annotations: metadata.annotations,
        } as AnyObject['metadata'],
        spec,
      });
      return true;
    },
  };
}

function relabelled(kind: { apiVersion: string; kind: string }): UnseenPair {
  return {
    name: `${kind.kind} labelled and unlabelled`,
    kind: kind.kind,
    run(cluster) {
      const [object] = cluster.list(kind);
      if (!object) return false;
      const ref = refOf(object);
      cluster.patch(kind, ref, { metadata: { labels: { unseen: 'yes' } } });
      cluster.patch(kind, ref, { metadata: { labels: { unseen: null } } });
      return true;
    },
  };
}

/** Edited and put back: as it was, with a newer version and generation. */
function edited(
  kind: { apiVersion: string; kind: string },
  field: string,
  value: unknown,
): UnseenPair {
  return {
    name: `${kind.kind} ${field} edited and put back`,
    kind: kind.kind,
    run(cluster) {
      const [object] = cluster.list(kind);
      if (!object) return false;
      const before = object.spec[field] ?? null;
      const ref = refOf(object);
      cluster.patch(kind, ref, { spec: { [field]: value } });
      cluster.patch(kind, ref, { spec: { [field]: before } });
      return true;
    },
  };
}

export const unseenPairs: UnseenPair[] = [
  recreated(listenerSetKind),
  recreated(routeKind),
  relabelled(requestKind),
  relabelled(gatewayKind),
  relabelled(claimKind),
  edited(requestKind, 'deletionPolicy', 'Retain'),
  edited(listenerSetKind, 'listeners', []),
];
