import { Clock, KubernetesError } from '@hostmaster/kubernetes-runtime';
import { ClusterWorld } from '../reconciler/ClusterWorld';
import { Coalesced, coalesce } from '../reconciler/coalesce';
import { withCertificates, withEmptyMark } from './certificatesOf';
import { loadBalancerConfigurationKind } from './kinds';

interface CertificateChange {
  add: string[];
  remove: string[];
  /** At most so many certificates are on the gateway afterwards; of those to be added the rest is left out. */
  most?: number;
}

/** Changes of one moment go together: every edit makes the gateway's controller read the whole load balancer again. */
const GATHER = 1_000;

/** How often an edit is tried again when somebody else edited in between. */
const ATTEMPTS = 3;

/**
 * Edits the certificates of gateways' LoadBalancerConfigurations, as deltas on the object as read, under its resourceVersion:
 * never a list computed from requests, which after a restart would drop live certificates.
 */
export class ConfigurationWriter {
  private readonly writer: Coalesced<CertificateChange>;

  constructor(
    private readonly cluster: ClusterWorld,
    private readonly namespace: string,
    private readonly clock: Clock,
  ) {
    this.writer = coalesce(
      (name, changes) => this.write(name, changes),
      () => clock.sleep(GATHER),
    );
  }

  /** Resolves when it is written; an addition for which there is no room is not made: look again. Of a certificate added and removed at once, the last word counts. */
  change(gateway: string, change: CertificateChange): Promise<void> {
    return this.writer.add(gateway, change);
  }

  private async write(
    name: string,
    changes: CertificateChange[],
  ): Promise<void> {
    const { client, stores } = this.cluster;
    const ref = { namespace: this.namespace, name };
    const delta = lastWords(changes);
    for (let attempt = 1; ; attempt++) {
      const current = await client.get(loadBalancerConfigurationKind, ref);
      const next = current && withCertificates(current, delta);
      if (!next) return;
      try {
        const written = await client.replace(
          loadBalancerConfigurationKind,
          withEmptyMark(next, new Date(this.clock.now()).toISOString()),
        );
        const { resourceVersion } = written.metadata;
        if (resourceVersion) stores.configurations.expect(ref, resourceVersion);
        return;
      } catch (error) {
        const conflict =
          error instanceof KubernetesError && error.code === 'Conflict';
        if (!conflict || attempt === ATTEMPTS) throw error;
      }
    }
  }
}

function lastWords(changes: CertificateChange[]) {
  const wanted = new Map<string, boolean>();
  for (const { add, remove } of changes) {
    for (const ref of remove) wanted.set(ref, false);
    for (const ref of add) wanted.set(ref, true);
  }
  const refs = (value: boolean) =>
    [...wanted].flatMap(([ref, there]) => (there === value ? [ref] : []));
  const limits = changes.flatMap(({ most }) => most ?? []);
  return {
    add: refs(true),
    remove: refs(false),
    most: limits.length > 0 ? Math.min(...limits) : undefined,
  };
}
