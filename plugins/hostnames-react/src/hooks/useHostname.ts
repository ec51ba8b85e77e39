import { useApi } from '@backstage/core-plugin-api';
import type {
  HostnameDetail,
  HostnameRef,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { hostnamesApiRef } from '../api/hostnamesApiRef';
import { intervalFor } from '../watching/intervals';
import { useWatched, type Watched } from '../watching/useWatched';

/** `<cluster>/<namespace>/<name>`: a request's place, as it stands in URLs. @public */
export function formatHostnameRef({
  cluster,
  namespace,
  name,
}: HostnameRef): string {
  return `${cluster}/${namespace}/${name}`;
}

/** The reverse of `formatHostnameRef`; `undefined` for anything else. @public */
export function parseHostnameRef(
  text: string | null | undefined,
): HostnameRef | undefined {
  const [cluster, namespace, name, ...rest] = (text ?? '').split('/');
  if (!cluster || !namespace || !name || rest.length > 0) return undefined;
  return { cluster, namespace, name };
}

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
