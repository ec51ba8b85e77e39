import { CatalogService } from '@backstage/plugin-catalog-node';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  Entity,
  getCompoundEntityRef,
  parseEntityRef,
  RELATION_OWNED_BY,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';

/** What manifests need to know of the service they are for. */
export interface EntityFacts {
  entity: string;
  title: string;
  namespace: string;
  owner?: string;
  kubernetesId?: string;
}

const NAMESPACE = 'backstage.io/kubernetes-namespace';
const KUBERNETES_ID = 'backstage.io/kubernetes-id';

/**
 * Reads the entity as the user may see it.
 *
 * @throws InputError when it does not exist (for this user) or does not say which namespace it runs in.
 */
export async function readEntityFacts(
  catalog: CatalogService,
  ref: string,
  credentials: BackstageCredentials,
): Promise<EntityFacts> {
  const entity = await catalog.getEntityByRef(parseRef(ref), { credentials });
  if (!entity)
    throw new InputError(
      `entity: "${ref}" is not in the catalog, or you may not see it`,
    );
  const namespace = entity.metadata.annotations?.[NAMESPACE];
  if (!namespace) {
    throw new InputError(
      `entity: ${stringifyEntityRef(
        entity,
      )} does not say which Kubernetes namespace it runs in; add the annotation ${NAMESPACE} to its catalog-info.yaml`,
    );
  }
  return {
    entity: stringifyEntityRef(getCompoundEntityRef(entity)),
    title: entity.metadata.title ?? entity.metadata.name,
    namespace,
    owner: ownerOf(entity),
    kubernetesId: entity.metadata.annotations?.[KUBERNETES_ID],
  };
}

function parseRef(ref: string) {
  try {
    return parseEntityRef(ref, {
      defaultKind: 'component',
      defaultNamespace: 'default',
    });
  } catch (error) {
    throw new InputError(`entity: ${(error as Error).message}`);
  }
}

function ownerOf(entity: Entity): string | undefined {
  return entity.relations?.find(({ type }) => type === RELATION_OWNED_BY)
    ?.targetRef;
}
