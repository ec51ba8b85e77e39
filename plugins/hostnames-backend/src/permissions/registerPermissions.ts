import { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import { hostnamePermissions } from '@hostmaster/backstage-plugin-hostnames-common';
import { isResourcePermission } from '@backstage/plugin-permission-common';
import { HostnameStore } from '../readModel/HostnameStore';
import { parseRef, StoredHostname } from '../readModel/StoredHostname';
import { HostnameResource, hostnameResourceRef } from './hostnameResource';
import { hostnamePermissionRules } from './rules';

/** Tells the permission system what there is to be permitted, and how a named hostname is looked up. */
export function registerPermissions(
  registry: PermissionsRegistryService,
  store: HostnameStore,
): void {
  registry.addPermissions(
    hostnamePermissions.filter(permission => !isResourcePermission(permission)),
  );
  registry.addResourceType({
    resourceRef: hostnameResourceRef,
    permissions: hostnamePermissions.filter(permission =>
      isResourcePermission(permission),
    ),
    rules: Object.values(hostnamePermissionRules),
    getResources: async resourceRefs => {
      const refs = resourceRefs.map(parseRef);
      const known = refs.filter(ref => ref !== undefined);
      const found = await store.getMany(known);
      const byPosition = new Map(
        known.map((ref, index) => [ref, found[index]]),
      );
      return refs.map(ref => toResource(ref && byPosition.get(ref)));
    },
  });
}

function toResource(
  stored: StoredHostname | undefined,
): HostnameResource | undefined {
  if (!stored) return undefined;
  const { cluster, namespace } = stored.ref;
  return { cluster, namespace, hostname: stored.hostname, owner: stored.owner };
}
