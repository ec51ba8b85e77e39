import { HostnameSummary } from '@hostmaster/backstage-plugin-hostnames-common';
import { StoredHostname } from '../../readModel/StoredHostname';

/** The API's form of a hostname; `seenAt`: wall-clock ms when its cluster was last heard. Written field by field: rows hold more. */
export function toSummary(
  stored: StoredHostname,
  seenAt: number,
): HostnameSummary {
  return {
    ref: stored.ref,
    hostname: stored.hostname,
    displayName: stored.displayName,
    environment: stored.environment,
    visibility: stored.visibility,
    profile: stored.profile,
    owner: stored.owner,
    entity: stored.entity,
    zone: stored.zone,
    gateway: stored.gateway,
    certificateExpiresAt: isoTime(stored.certificateExpiresAt),
    changedAt: isoTime(stored.changedAt),
    createdAt: isoTime(stored.createdAt),
    deleting: stored.deleting,
    verdict: stored.verdict,
    seenAt: isoTime(seenAt),
  };
}

/** RFC 3339 */
export function isoTime(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined
    ? undefined
    : new Date(milliseconds).toISOString();
}
