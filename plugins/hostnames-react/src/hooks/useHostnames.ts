import { useApi } from '@backstage/core-plugin-api';
import type { HostnameList } from '@hostmaster/backstage-plugin-hostnames-common';
import type { HostnamesQuery } from '../api/HostnamesApi';
import { hostnamesApiRef } from '../api/hostnamesApiRef';
import { intervalFor } from '../watching/intervals';
import { useWatched, type Watched } from '../watching/useWatched';

/**
 * One page of the hostnames the user may see, kept fresh. The page before stays until the next one is there. Nothing is
 * asked while the query is undefined.
 *
 * @public
 */
export function useHostnames(
  query: HostnamesQuery | undefined,
): Watched<HostnameList> {
  const api = useApi(hostnamesApiRef);

  return useWatched({
    key: query && JSON.stringify(query),
    load: signal => api.listHostnames(query!, { signal }),
    intervalAfter: list => intervalFor(list?.items),
    keepPrevious: true,
  });
}
