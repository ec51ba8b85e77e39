import { formatRef, StoredHostname } from './StoredHostname';
import { verdictRank } from './verdictRank';

/** A row of the table `hostnames`. PostgreSQL gives 64-bit integers as text, SQLite booleans as 0 and 1. */
export interface HostnameRow {
  cluster: string;
  namespace: string;
  name: string;
  uid: string;
  version: number;
  hostname: string;
  display_name: string | null;
  environment: string;
  visibility: string;
  profile: string;
  owner: string | null;
  entity: string | null;
  kubernetes_id: string | null;
  zone: string | null;
  gateway: string | null;
  claimed: boolean | number;
  deleting: boolean | number;
  level: string;
  verdict_rank: number;
  certificate_expires_at: number | string | null;
  created_at: number | string;
  changed_at: number | string;
  seen_at: number | string;
  rejudge_at: number | string;
  probe_at: number | string;
  report: string;
  probes: string;
  verdict: string;
}

/** Objects may hold longer text than the columns; the whole is in `report`. */
export function toRow(stored: StoredHostname): HostnameRow {
  return {
    ...stored.ref,
    uid: stored.uid,
    version: stored.version,
    hostname: fitted(stored.hostname, 1024),
    display_name: optional(stored.displayName, 1024),
    environment: fitted(stored.environment, 253),
    visibility: fitted(stored.visibility, 63),
    profile: fitted(stored.profile, 253),
    owner: optional(stored.owner, 1024),
    entity: optional(stored.entity, 1024),
    kubernetes_id: optional(stored.kubernetesId, 253),
    zone: optional(stored.zone, 255),
    gateway: optional(stored.gateway, 512),
    claimed: stored.claimed,
    deleting: stored.deleting,
    level: stored.verdict.level,
    verdict_rank: verdictRank(stored.verdict),
    certificate_expires_at: stored.certificateExpiresAt ?? null,
    created_at: stored.createdAt,
    changed_at: stored.changedAt,
    seen_at: stored.seenAt,
    rejudge_at: stored.rejudgeAt,
    probe_at: stored.probeAt,
    report: JSON.stringify(stored.report),
    probes: JSON.stringify(stored.probes),
    verdict: JSON.stringify(stored.verdict),
  };
}

export function fromRow(row: HostnameRow): StoredHostname {
  return {
    ref: { cluster: row.cluster, namespace: row.namespace, name: row.name },
    uid: row.uid,
    version: row.version,
    hostname: row.hostname,
    displayName: row.display_name ?? undefined,
    environment: row.environment,
    visibility: row.visibility,
    profile: row.profile,
    owner: row.owner ?? undefined,
    entity: row.entity ?? undefined,
    kubernetesId: row.kubernetes_id ?? undefined,
    zone: row.zone ?? undefined,
    gateway: row.gateway ?? undefined,
    claimed: Boolean(row.claimed),
    deleting: Boolean(row.deleting),
    certificateExpiresAt:
      row.certificate_expires_at === null
        ? undefined
        : Number(row.certificate_expires_at),
    createdAt: Number(row.created_at),
    changedAt: Number(row.changed_at),
    seenAt: Number(row.seen_at),
    rejudgeAt: Number(row.rejudge_at),
    probeAt: Number(row.probe_at),
    report: JSON.parse(row.report),
    probes: JSON.parse(row.probes),
    verdict: JSON.parse(row.verdict),
  };
}

/** PostgreSQL takes no NUL in text. */
export function fitted(text: string, longest: number): string {
  return text.replaceAll('\0', '').slice(0, longest);
}

function optional(text: string | undefined, longest: number): string | null {
  return text === undefined ? null : fitted(text, longest);
}

/** For maps of rows. */
export function rowKey(
  row: Pick<HostnameRow, 'cluster' | 'namespace' | 'name'>,
): string {
  return formatRef(row);
}
