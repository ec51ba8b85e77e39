import {
  HOSTMASTER_API_VERSION,
  MANAGED_BY,
  MANAGED_BY_LABEL,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { KubernetesError } from '@hostmaster/kubernetes-runtime';
import { GrantObject, grantKind } from '../gateways/kinds';
import { ClusterWorld } from '../reconciler/ClusterWorld';
import { Coalesced, coalesce } from '../reconciler/coalesce';

/** The one name of a grant. */
export const GRANT_NAME = 'hostnames';

type Entry = GrantObject['spec']['hostnames'][number];

interface GrantChange {
  /** Of this request … */
  request: string;
  /** … exactly these hostnames are granted afterwards. */
  hostnames: string[];
  since: string;
}

/** Writes the grants of one cluster: changes of several requests of a namespace go together, each touching its own entries only. */
export class GrantWriter {
  private readonly writer: Coalesced<GrantChange>;

  constructor(private readonly cluster: ClusterWorld) {
    this.writer = coalesce((namespace, changes) =>
      this.write(namespace, changes),
    );
  }

  /** Resolves when the grant has exactly these names of the request. */
  set(namespace: string, change: GrantChange): Promise<void> {
    return this.writer.add(namespace, change);
  }

  /** As last seen. */
  granted(namespace: string, request: string): string[] {
    const grant = this.cluster.stores.grants.get({
      namespace,
      name: GRANT_NAME,
    });
    return (grant?.spec.hostnames ?? [])
      .filter(entry => entry.request === request)
      .map(({ hostname }) => hostname);
  }

  private async write(
    namespace: string,
    changes: GrantChange[],
  ): Promise<void> {
    const { client, stores } = this.cluster;
    const ref = { namespace, name: GRANT_NAME };
    const current = await client.get(grantKind, ref);
    const before = current?.spec.hostnames ?? [];
    const after = changes.reduce(withChange, before);
    if (JSON.stringify(after) === JSON.stringify(before)) return;
    if (current && after.length === 0) {
      const { uid, resourceVersion } = current.metadata;
      await client.delete(grantKind, ref, { uid, resourceVersion });
      return;
    }
    const written = current
      ? await client.replace(grantKind, {
          ...current,
          spec: { ...current.spec, hostnames: after },
        })
      : await client.create(grantKind, newGrant(namespace, after));
    if (!written.metadata.resourceVersion) return;
    stores.grants.expect(ref, written.metadata.resourceVersion);
  }
}

function newGrant(namespace: string, hostnames: Entry[]): GrantObject {
  return {
    apiVersion: HOSTMASTER_API_VERSION,
    kind: 'HostnameGrant',
    metadata: {
      namespace,
      name: GRANT_NAME,
      labels: { [MANAGED_BY_LABEL]: MANAGED_BY },
    },
    spec: { hostnames },
  };
}

/** An entry that stays keeps everything, also the `maxRules` that a platform engineer wrote. */
function withChange(entries: Entry[], change: GrantChange): Entry[] {
  const { request, hostnames, since } = change;
  const kept = entries.filter(
    entry => entry.request !== request || hostnames.includes(entry.hostname),
  );
  const missing = hostnames.filter(
    hostname => !kept.some(entry => entry.hostname === hostname),
  );
  const taken = kept.map(entry =>
    hostnames.includes(entry.hostname) ? { ...entry, request } : entry,
  );
  return [
    ...taken,
    ...missing.map(hostname => ({ hostname, request, since })),
  ].sort((left, right) => (left.hostname < right.hostname ? -1 : 1));
}

/** Whether the error only means that somebody else was faster. */
export function isConflict(error: unknown): boolean {
  return (
    error instanceof KubernetesError &&
    (error.code === 'Conflict' || error.code === 'AlreadyExists')
  );
}
