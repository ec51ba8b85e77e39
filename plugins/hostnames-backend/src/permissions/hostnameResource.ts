import { createPermissionResourceRef } from '@backstage/plugin-permission-node';
import { RESOURCE_TYPE_HOSTNAME } from '@hostmaster/backstage-plugin-hostnames-common';
import { HostnameCriterion } from './HostnameCriterion';

/** What permission rules are applied to: nothing secret, as conditions and their parameters can be read by callers. */
export interface HostnameResource {
  cluster: string;
  namespace: string;
  hostname: string;
  /** Entity ref. */
  owner?: string;
}

/** Hostnames as a resource of the permission system; a single one is named `cluster/namespace/name`. */
export const hostnameResourceRef = createPermissionResourceRef<
  HostnameResource,
  HostnameCriterion
>().with({
  pluginId: 'hostnames',
  resourceType: RESOURCE_TYPE_HOSTNAME,
});
