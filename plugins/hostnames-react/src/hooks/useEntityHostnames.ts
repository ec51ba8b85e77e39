import { useApi } from '@backstage/core-plugin-api';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import type { HostnameList } from '@hostmaster/backstage-plugin-hostnames-common';
import { hostnamesApiRef } from '../api/hostnamesApiRef';
import { hostnameRefOf } from '../entity/hostnameRefOf';
import { scopeOfEntity } from '../entity/scopeOfEntity';
import { intervalFor } from '../watching/intervals';
import { useWatched, type Watched } from '../watching/useWatched';
import { listOfOne, mergeHostnameLists } from './mergeHostnameLists';

/**
 * The hostnames of an entity, worst first, kept fresh: its own, or for a system, domain or group those of its parts.
 * At most `limit` of them (200 if unset); `totalItems` and `counts` say how many there are.
 *
 * @public
 */
export function useEntityHostnames(
  entity: Entity,
  options: { limit?: number } = {},
): Watched<HostnameList> {
  const { limit = 200 } = options;
  const api = useApi(hostnamesApiRef);
  const catalogApi = useApi(catalogApiRef);

  return useWatched({
    key: `${stringifyEntityRef(entity)} ${limit}`,
    load: async signal => {
      const ref = hostnameRefOf(entity);
      if (ref)
        return listOfOne((await api.getHostname(ref, { signal })).summary);
      const queries = await scopeOfEntity(entity, async refs => {
        const fields = ['kind', 'metadata', 'relations'];
        return (
          await catalogApi.getEntitiesByRefs({ entityRefs: refs, fields })
        ).items;
      });
      const lists = await Promise.all(
        queries.map(query =>
          api.listHostnames(
            { ...query, orderBy: 'verdict', order: 'asc', limit },
            { signal },
          ),
        ),
      );
      return mergeHostnameLists(lists, limit);
    },
    intervalAfter: list => intervalFor(list?.items),
  });
}
