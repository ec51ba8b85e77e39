import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';

/** Name of the template that asks for a hostname. */
export const REQUEST_TEMPLATE = 'request-hostname';

/** What an entity tells about the hostname that is asked for on its page. */
export function requestFormData(entity: Entity | undefined): {
  entity?: string;
} {
  const kind = entity?.kind.toLocaleLowerCase('en-US');
  if (!entity || (kind !== 'component' && kind !== 'api')) return {};
  return { entity: stringifyEntityRef(entity) };
}
