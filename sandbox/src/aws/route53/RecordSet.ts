import { nameSortKey } from './names';

/** Types a record set may have. @public */
export const RECORD_TYPES = [
  'SOA',
  'A',
  'TXT',
  'NS',
  'CNAME',
  'MX',
  'NAPTR',
  'PTR',
  'SRV',
  'SPF',
  'AAAA',
  'CAA',
  'DS',
  'TLSA',
  'SSHFP',
  'SVCB',
  'HTTPS',
] as const;

/** @public */
export type RecordType = (typeof RECORD_TYPES)[number];

/** @public */
export interface AliasTarget {
  hostedZoneId: string;
  /** Canonical. */
  dnsName: string;
  evaluateTargetHealth: boolean;
}

/** How Route 53 chooses among record sets of one name and type; at most one of these. @public */
export interface RoutingPolicy {
  weight?: number;
  region?: string;
  failover?: 'PRIMARY' | 'SECONDARY';
  multiValueAnswer?: boolean;
  geoLocation?: {
    continentCode?: string;
    countryCode?: string;
    subdivisionCode?: string;
  };
}

/** A resource record set. Never changed after it is made. @public */
export interface RecordSet {
  /** Canonical, see `parseName`. */
  readonly name: string;
  readonly type: RecordType;
  readonly setIdentifier?: string;
  readonly routing?: RoutingPolicy;
  readonly healthCheckId?: string;
  /** Seconds; undefined for an alias. */
  readonly ttl?: number;
  /** As written; empty for an alias. */
  readonly values: readonly string[];
  readonly alias?: AliasTarget;
}

/** Orders record sets as Route 53 lists them: name, then type, then set identifier. @public */
export function recordSortKey(record: {
  name: string;
  type: string;
  setIdentifier?: string;
}): string {
  return `${nameSortKey(record.name)}\u0000${record.type}\u0000${
    record.setIdentifier ?? ''
  }`;
}

/** Whether a DELETE that names `given` removes `current`: all values, TTL, alias and routing are the same. @public */
export function isSameRecordSet(given: RecordSet, current: RecordSet): boolean {
  if (given.ttl !== current.ttl) return false;
  if (
    JSON.stringify(given.routing ?? {}) !==
    JSON.stringify(current.routing ?? {})
  )
    return false;
  if (given.healthCheckId !== current.healthCheckId) return false;
  if ((given.alias === undefined) !== (current.alias === undefined))
    return false;
  if (given.alias && current.alias) {
    return (
      given.alias.hostedZoneId === current.alias.hostedZoneId &&
      given.alias.dnsName === current.alias.dnsName &&
      given.alias.evaluateTargetHealth === current.alias.evaluateTargetHealth
    );
  }
  return sortedValues(given) === sortedValues(current);
}

function sortedValues(record: RecordSet): string {
  return record.values
    .map(value => comparableValue(record.type, value))
    .sort()
    .join('\n');
}

const NAME_VALUED = new Set<RecordType>(['CNAME', 'NS', 'PTR']);

function comparableValue(type: RecordType, value: string): string {
  if (!NAME_VALUED.has(type)) return value.trim();
  const lower = value.trim().toLowerCase();
  return lower.endsWith('.') ? lower : `${lower}.`;
}
