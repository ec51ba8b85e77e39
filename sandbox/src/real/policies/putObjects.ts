import { CaseServer } from './CaseServer';
import { CaseUser } from './policyCases';
import { Manifest } from './readKustomization';

/** Creates objects, or replaces what is there. @throws Error with the server's words when it wants neither. */
export async function putObjects(
  server: CaseServer,
  user: CaseUser,
  objects: Manifest[],
): Promise<void> {
  for (const object of objects) {
    const path = collectionOf(object);
    const created = await server.ask(user, 'POST', path, object);
    if (created.status === 201) continue;
    const there = await server.ask(
      user,
      'GET',
      `${path}/${object.metadata.name}`,
    );
    const { resourceVersion } = there.body.metadata ?? {};
    const replaced = await server.ask(
      user,
      'PUT',
      `${path}/${object.metadata.name}`,
      {
        ...object,
        metadata: { ...object.metadata, resourceVersion },
      },
    );
    if (replaced.status !== 200)
      throw new Error(
        `${object.kind} ${object.metadata.name}: ${created.body.message}; ${replaced.body.message}`,
      );
  }
}

const plurals: Record<string, string> = {
  ValidatingAdmissionPolicy: 'validatingadmissionpolicies',
};
const clusterScoped = [
  'Namespace',
  'DomainClaim',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleBinding',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
];

function collectionOf({ apiVersion, kind, metadata }: Manifest): string {
  const root = apiVersion.includes('/')
    ? `/apis/${apiVersion}`
    : `/api/${apiVersion}`;
  const plural = plurals[kind] ?? `${kind.toLowerCase()}s`;
  return clusterScoped.includes(kind)
    ? `${root}/${plural}`
    : `${root}/namespaces/${metadata.namespace}/${plural}`;
}
