import { ClusterClient } from '@hostmaster/kubernetes-runtime';
import { GitRepository } from '../../git/GitRepository';
import { ApplyResult, applySet } from './applySet';
import { readManifests } from './manifests';

/** Applies what stands below a path of a commit; what cannot be read is a failure too. */
export async function applyFolder(
  client: ClusterClient,
  source: { repository: GitRepository; commit: string; path: string },
  as: { manager: string; namespace?: string },
): Promise<ApplyResult> {
  try {
    const manifests = readManifests(
      await source.repository.files(source.commit, source.path),
    );
    return await applySet(client, manifests, as.manager, as.namespace);
  } catch (error) {
    return { kind: 'failed', message: (error as Error).message };
  }
}
