import {
  Ownership,
  formatOwnership,
  isWithin,
  ownershipRecordName,
  parseOwnership,
} from '@hostmaster/backstage-plugin-hostnames-common';
import type {
  DnsChange,
  DnsRecord,
  RequestIdentity,
  ZoneView,
} from '@hostmaster/backstage-plugin-hostnames-node';

/** Seconds. */
export const OWNERSHIP_TTL = 300;

/**
 * Marks in a TXT's `owns`. `A`, `AAAA`: the alias at the name. `CNAME`: the record below the name that proves control to the
 * certificate authority. `copy-<TYPE>`: a copy, at the name, of the wildcard record that answered for it.
 */
export const VALIDATION_MARK = 'CNAME';
export const COPY_MARK = 'copy-';
export const ALIAS_MARKS = ['A', 'AAAA'] as const;

/** Whose TXT stands beside a name. `foreign`: it cannot be read as ours or another installation's. */
export type NameOwnership =
  | { kind: 'none' }
  | { kind: 'foreign'; record: DnsRecord }
  | { kind: 'own'; record: DnsRecord; ownership: Ownership }
  | { kind: 'other'; record: DnsRecord; ownership: Ownership };

/** The ownership of a name as a view of its zone shows it. */
export function ownershipIn(
  view: ZoneView,
  hostname: string,
  identity: RequestIdentity,
): NameOwnership {
  const name = ownershipRecordName(hostname, view.zone.name);
  const [record] = name ? view.records(name, 'TXT') : [];
  if (!record) return { kind: 'none' };
  const ownership = parsed(record);
  if (!ownership) return { kind: 'foreign', record };
  return isOwn(ownership, identity)
    ? { kind: 'own', record, ownership }
    : { kind: 'other', record, ownership };
}

const PARSED = new WeakMap<DnsRecord, Ownership | undefined>();

/** Once per record: views hand out the same objects until the record changes. */
function parsed(record: DnsRecord): Ownership | undefined {
  if (!PARSED.has(record)) {
    const [value, ...more] = record.values ?? [];
    const isOne = value !== undefined && more.length === 0;
    PARSED.set(record, isOne ? parseOwnership(value) : undefined);
  }
  return PARSED.get(record);
}

export function isOwn(
  ownership: Ownership,
  identity: RequestIdentity,
): boolean {
  return (
    ownership.installation === identity.installation &&
    ownership.cluster === identity.cluster &&
    ownership.owner.namespace === identity.namespace &&
    ownership.owner.name === identity.name
  );
}

/** The TXT record set of an ownership. @throws RangeError when it does not fit (see `formatOwnership`). */
export function ownershipRecord(
  hostname: string,
  zoneName: string,
  ownership: Ownership,
): DnsRecord {
  const name = ownershipRecordName(hostname, zoneName);
  if (name === undefined) {
    throw new RangeError(
      `${hostname} is too long: its ownership record would pass 255 octets`,
    );
  }
  return {
    name,
    type: 'TXT',
    ttl: OWNERSHIP_TTL,
    values: [`"${formatOwnership(ownership)}"`],
  };
}

/** A first TXT for a name nobody holds. */
export function firstOwnership(
  identity: RequestIdentity,
  given: Partial<Pick<Ownership, 'state' | 'owns' | 'seq' | 'unknown'>> = {},
): Ownership {
  return {
    installation: identity.installation,
    cluster: identity.cluster,
    owner: { namespace: identity.namespace, name: identity.name },
    seq: given.seq ?? 1,
    state: given.state ?? 'pending',
    owns: given.owns ?? [],
    ...(given.unknown ? { unknown: given.unknown } : {}),
  };
}

/**
 * The two changes that move a TXT from `seq` n to n+1. In a batch with others they fence them: whoever works from an older
 * state fails as a whole.
 */
export function moveOwnership(
  current: { record: DnsRecord; ownership: Ownership },
  hostname: string,
  zoneName: string,
  change: Partial<Pick<Ownership, 'state' | 'owns' | 'until' | 'unknown'>>,
): DnsChange[] {
  const next: Ownership = {
    ...current.ownership,
    ...change,
    seq: current.ownership.seq + 1,
  };
  if (next.state !== 'released') delete next.until;
  return [
    { action: 'DELETE', record: current.record },
    { action: 'CREATE', record: ownershipRecord(hostname, zoneName, next) },
  ];
}

/** Every ownership in a zone, with the hostname it is for. */
export function* ownershipsIn(
  view: ZoneView,
): Iterable<{ hostname: string; ownership: Ownership; record: DnsRecord }> {
  for (const record of view.below(`_hostmaster.${view.zone.name}`)) {
    const found = ownershipFrom(record, view.zone.name);
    if (found) yield found;
  }
}

/** The ownership a TXT record is, if it is one. */
export function ownershipFrom(
  record: DnsRecord,
  zoneName: string,
): { hostname: string; ownership: Ownership; record: DnsRecord } | undefined {
  const suffix = `._hostmaster.${zoneName}`;
  if (record.type !== 'TXT') return undefined;
  if (!isWithin(record.name, suffix.slice(1))) return undefined;
  const ownership = parsed(record);
  const relative = record.name.slice(0, -suffix.length);
  if (!ownership || !relative) return undefined;
  const hostname =
    relative === 'apex--'
      ? zoneName
      : `${relative.replace(/^any--(?=\.|$)/, '*')}.${zoneName}`;
  return { hostname, ownership, record };
}
