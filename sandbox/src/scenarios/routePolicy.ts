import {
  ClusterClient,
  KubernetesError,
  KubernetesObject,
} from '@hostmaster/kubernetes-runtime';
import { kindOf } from '../actors/gitOps/manifests';
import {
  Manifest,
  readKustomization,
} from '../real/policies/readKustomization';
import { repositoryPath } from '../real/repositoryPath';

/** Warn tells of foreign hostnames, as it ships for ListenerSets; deny refuses them, for shared listeners. */
export type PolicyMode = 'warn' | 'deny';

/** Not installed where the product is an administrator, as in the sandbox: it lets nobody but its service account write grants. */
const PROTECTION = 'hostnames-protected';

/** Installs the shipped ValidatingAdmissionPolicies, or changes the mode of those that are there. */
export async function installRoutePolicy(
  client: ClusterClient,
  mode: PolicyMode = 'warn',
): Promise<void> {
  for (const object of shipped(mode)) {
    const kind = kindOf(object);
    await client.create(kind, object).catch(async error => {
      if (!(error instanceof KubernetesError && error.code === 'AlreadyExists'))
        throw error;
      await client.patch(
        kind,
        { name: object.metadata.name },
        { type: 'merge', body: { spec: object.spec } },
      );
    });
  }
}

function shipped(mode: PolicyMode): Array<KubernetesObject & Manifest> {
  const folder = repositoryPath('deploy/policies/validating-admission-policy');
  return readKustomization(mode === 'warn' ? folder : `${folder}/deny`).filter(
    ({ metadata }) => metadata.name !== PROTECTION,
  ) as Array<KubernetesObject & Manifest>;
}
