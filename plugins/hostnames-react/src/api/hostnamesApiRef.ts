import { createApiRef } from '@backstage/core-plugin-api';
import type { HostnamesApi } from './HostnamesApi';

/** @public */
export const hostnamesApiRef = createApiRef<HostnamesApi>({
  id: 'plugin.hostnames.client',
});
