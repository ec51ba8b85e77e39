import type { Entity } from '@backstage/catalog-model';

const kinds = ['component', 'api', 'system', 'domain', 'group'];

/** Whether an entity is a hostname itself: the catalog has a `Resource` of type `hostname` for each request. @public */
export function isHostnameEntity(entity: Entity): boolean {
  return (
    entity.kind.toLocaleLowerCase('en-US') === 'resource' &&
    entity.spec?.type === 'hostname'
  );
}

/**
 * Whether an entity can have hostnames: components and APIs have their own, systems, domains and groups those of their
 * parts, and a `Resource` of type `hostname` is one. For `EntitySwitch` and as a filter of cards and tabs.
 *
 * @public
 */
export function isHostnamesAvailable(entity: Entity): boolean {
  return (
    kinds.includes(entity.kind.toLocaleLowerCase('en-US')) ||
    isHostnameEntity(entity)
  );
}
