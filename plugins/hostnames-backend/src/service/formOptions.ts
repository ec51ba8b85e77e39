import { FormOptions } from '@hostmaster/backstage-plugin-hostnames-common';
import { DnsZone } from '@hostmaster/backstage-plugin-hostnames-node';
import { ServiceSettings } from './ServiceSettings';

/** What a request form can offer. Credentials, endpoints and load balancer fields of the configuration stay out. */
export function formOptions(
  settings: ServiceSettings,
  zones: DnsZone[],
): FormOptions {
  return {
    profiles: settings.profiles.map(
      ({ name, certificates, placement, environments }) => ({
        name,
        certificates,
        placement,
        ...(environments ? { environments } : {}),
      }),
    ),
    environments: settings.environments,
    zones: zones
      .map(({ id, name, visibility }) => ({ id, name, visibility }))
      .sort(
        (left, right) =>
          left.name.localeCompare(right.name) ||
          left.id.localeCompare(right.id),
      ),
    repositories: settings.repositories,
    clusters: settings.clusters,
    edgeNamespace: settings.edgeNamespace,
    issuers: settings.issuers,
  };
}
