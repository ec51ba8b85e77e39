import {
  RELATION_HAS_PART,
  stringifyEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type { HostnamesQuery } from '../api/HostnamesApi';

/** Reads entities with their relations, in the order of the refs; `undefined` for what does not exist. */
export type ReadEntities = (
  refs: string[],
) => Promise<Array<Entity | undefined>>;

/** Refs in one query: keeps the URL below what servers accept. */
const REFS_PER_QUERY = 80;

/** Domains of domains of systems of components: deep enough, and ends even where parts go in circles. */
const MAX_DEPTH = 4;

/**
 * The queries whose results together are the hostnames of an entity.
 *
 * | kind | hostnames |
 * | --- | --- |
 * | component, API, resource | those served by it |
 * | group, user | those it owns |
 * | system, domain | those served by it or its parts, and the parts' parts |
 */
export async function scopeOfEntity(
  entity: Entity,
  readEntities: ReadEntities,
): Promise<HostnamesQuery[]> {
  const ref = stringifyEntityRef(entity);
  switch (entity.kind.toLocaleLowerCase('en-US')) {
    case 'group':
    case 'user':
      return [{ owner: [ref] }];
    case 'system':
    case 'domain':
      return inQueries([ref, ...(await partsOf(entity, readEntities))]);
    default:
      return [{ entity: [ref] }];
  }
}

async function partsOf(
  entity: Entity,
  readEntities: ReadEntities,
): Promise<string[]> {
  const found = new Set<string>();
  let level = [entity];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
    const fresh = level.flatMap(directParts).filter(ref => !found.has(ref));
    fresh.forEach(ref => found.add(ref));
    const nested = [...new Set(fresh)].filter(ref =>
      /^(system|domain):/i.test(ref),
    );
    level =
      nested.length === 0 ? [] : (await readEntities(nested)).filter(isEntity);
  }
  return [...found];
}

function directParts(entity: Entity): string[] {
  return (entity.relations ?? [])
    .filter(({ type }) => type === RELATION_HAS_PART)
    .map(({ targetRef }) => targetRef);
}

function isEntity(entity: Entity | undefined): entity is Entity {
  return entity !== undefined;
}

function inQueries(refs: string[]): HostnamesQuery[] {
  const queries: HostnamesQuery[] = [];
  for (let at = 0; at < refs.length; at += REFS_PER_QUERY) {
    queries.push({ entity: refs.slice(at, at + REFS_PER_QUERY) });
  }
  return queries;
}
