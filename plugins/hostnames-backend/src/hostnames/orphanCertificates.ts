import { Certificate } from '@hostmaster/backstage-plugin-hostnames-node';
import { certificatesOf } from '../gateways/certificatesOf';
import { indexes } from '../reconciler/ClusterWorld';
import { ChainDeps } from './ChainDeps';
import { subjectKey } from './Subject';

/**
 * Deletes certificates that by their tags are of requests of this cluster which are gone, and whose claims are gone too, so that
 * no clean-up will come for them (somebody removed both by hand). Only what this process itself has seen so for as long as
 * configured, and what no gateway and nothing else uses; the provider proves by the tags whose it is before it deletes.
 */
export async function collectOrphanCertificates(
  deps: ChainDeps,
): Promise<void> {
  const { orphan } = deps.config.reconciler.waits;
  const used = new Set<string>(
    deps.config.profiles.map(({ certificates }) => certificates),
  );
  for (const provider of deps.providers.allCertificates()) {
    if (!used.has(provider.id)) continue;
    const inventory = await provider.inventory();
    for (const certificate of inventory.all()) {
      const { ref, owner, inUse } = certificate;
      const isOrphan = isWithoutRequest(certificate, deps);
      const key = `orphan certificate ${deps.cluster.name}/${ref}`;
      if (!isOrphan) {
        deps.notes.forget(key);
        continue;
      }
      const lasting = deps.notes.lasting(key, ref, true);
      if (!owner || lasting < orphan || inUse || isConfigured(ref, deps)) {
        continue;
      }
      const outcome = await provider.delete(ref, owner.identity);
      deps.logger.info(
        `${subjectKey(
          owner.identity,
        )} has neither request nor claim any more; its certificate ${ref} was deleted (${
          outcome.kind
        })`,
      );
      deps.notes.forget(key);
    }
  }
}

function isWithoutRequest({ owner }: Certificate, deps: ChainDeps): boolean {
  if (!owner) return false;
  const { installation, cluster, namespace, name } = owner.identity;
  const { stores } = deps.cluster;
  return (
    installation === deps.config.installation &&
    cluster === deps.cluster.name &&
    stores.requests.get({ namespace, name }) === undefined &&
    stores.claims.byIndex(indexes.claimsByOwner, `${namespace}/${name}`)
      .length === 0
  );
}

/** A certificate that a gateway's configuration names must exist: its controller fails the whole gateway else. */
function isConfigured(ref: string, { cluster }: ChainDeps): boolean {
  return cluster.stores.configurations
    .list()
    .some(configuration => certificatesOf(configuration).includes(ref));
}
