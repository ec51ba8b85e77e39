import { createPermission } from '@backstage/plugin-permission-common';

/** Resource type of the permissions on single hostnames. @public */
export const RESOURCE_TYPE_HOSTNAME = 'hostname';

/** Seeing a hostname: its verdict, records, certificates, history. @public */
export const hostnameReadPermission = createPermission({
  name: 'hostnames.hostname.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_HOSTNAME,
});

/** Having a hostname looked at again now ("Check again"). @public */
export const hostnameCheckPermission = createPermission({
  name: 'hostnames.hostname.check',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_HOSTNAME,
});

/** Asking whether a name is free, and what a form can offer. @public */
export const nameCheckPermission = createPermission({
  name: 'hostnames.name.check',
  attributes: { action: 'read' },
});

/** Seeing pools and gateways and how full they are. @public */
export const capacityReadPermission = createPermission({
  name: 'hostnames.capacity.read',
  attributes: { action: 'read' },
});

/** Seeing clusters, providers and leadership of the reconciler. @public */
export const statusReadPermission = createPermission({
  name: 'hostnames.status.read',
  attributes: { action: 'read' },
});

/** All permissions of the suite. @public */
export const hostnamePermissions = [
  hostnameReadPermission,
  hostnameCheckPermission,
  nameCheckPermission,
  capacityReadPermission,
  statusReadPermission,
];
