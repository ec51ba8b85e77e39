import {
  RELATION_OWNED_BY,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';

const NAMESPACE = 'backstage.io/kubernetes-namespace';
const KUBERNETES_ID = 'backstage.io/kubernetes-id';

/** What manifests take from the service that they are for. */
export interface EntityFacts {
  namespace: string;
  owner?: string;
  component: string;
  kubernetesId?: string;
}

/** @throws InputError when the entity does not say in which namespace it runs. */
export function entityFacts(entity: Entity): EntityFacts {
  const { annotations = {} } = entity.metadata;
  const component = stringifyEntityRef(entity);
  const namespace = annotations[NAMESPACE];
  if (!namespace) {
    throw new InputError(
      `entity: ${component} does not say which Kubernetes namespace it runs in; add the annotation ${NAMESPACE} to its catalog-info.yaml`,
    );
  }
  return {
    namespace,
    owner: entity.relations?.find(({ type }) => type === RELATION_OWNED_BY)
      ?.targetRef,
    component,
    kubernetesId: annotations[KUBERNETES_ID],
  };
}
