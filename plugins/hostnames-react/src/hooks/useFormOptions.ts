import { useApi } from '@backstage/core-plugin-api';
import type { FormOptions } from '@hostmaster/backstage-plugin-hostnames-common';
import { hostnamesApiRef } from '../api/hostnamesApiRef';
import { useWatched, type Watched } from '../watching/useWatched';

/** What the platform team offers: profiles, environments, zones, repositories, clusters. @public */
export function useFormOptions(): Watched<FormOptions> {
  const api = useApi(hostnamesApiRef);
  return useWatched({
    key: 'form-options',
    load: signal => api.getFormOptions({ signal }),
  });
}
