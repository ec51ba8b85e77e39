import { DnsRecord } from '../providers/dns';
import { canonicalName } from './canonicalName';

/**
 * Whether two record sets say the same: name, type, TTL, values in any order, or the same alias target.
 *
 * @public
 */
export function isSameRecord(left: DnsRecord, right: DnsRecord): boolean {
  return (
    canonicalName(left.name) === canonicalName(right.name) &&
    left.type === right.type &&
    left.setIdentifier === right.setIdentifier &&
    hasSameContent(left, right)
  );
}

function hasSameContent(left: DnsRecord, right: DnsRecord): boolean {
  if (left.alias || right.alias) {
    return (
      left.alias?.hostedZoneId === right.alias?.hostedZoneId &&
      targetName(left) === targetName(right) &&
      left.alias?.evaluateTargetHealth === right.alias?.evaluateTargetHealth
    );
  }
  return left.ttl === right.ttl && valuesOf(left) === valuesOf(right);
}

/** Names in values are compared without regard to case and trailing dot; text keeps its case. */
function valuesOf(record: DnsRecord): string {
  const values = record.values ?? [];
  const isName = ['CNAME', 'NS', 'PTR'].includes(record.type);
  return values
    .map(value => (isName ? canonicalName(value) : value))
    .sort()
    .join('\n');
}

function targetName(record: DnsRecord): string | undefined {
  return record.alias && canonicalName(record.alias.dnsName);
}
