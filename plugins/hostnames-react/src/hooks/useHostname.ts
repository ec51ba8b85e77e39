import { useApi } from '@backstage/core-plugin-api';
import type {
  HostnameDetail,
  HostnameRef,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { hostnamesApiRef } from '../api/hostnamesApiRef';
import { formatHostnameRef } from '../ref/hostnameRef';
import { intervalFor } from '../watching/intervals';
import { useWatched, type Watched } from '../watching/useWatched';

/** Everything known of one hostname, kept fresh. Nothing is asked while the ref is undefined. @public */
export function useHostname(
  ref: HostnameRef | undefined,
): Watched<HostnameDetail> {
  const api = useApi(hostnamesApiRef);

  return useWatched({
    key: ref && formatHostnameRef(ref),
    load: signal => api.getHostname(ref!, { signal }),
    intervalAfter: detail => intervalFor(detail && [detail.summary]),
  });
}
