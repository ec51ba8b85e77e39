import type {
  AliasTarget,
  DnsRecord,
} from '@hostmaster/backstage-plugin-hostnames-node';

/** Whether two DNS names of load balancers are the same: Route 53's console writes `dualstack.` before them. */
export function sameTarget(left: string, right: string): boolean {
  return plain(left) === plain(right);
}

export function sameAlias(
  record: DnsRecord | undefined,
  alias: AliasTarget,
): boolean {
  return (
    record?.alias !== undefined &&
    record.setIdentifier === undefined &&
    sameTarget(record.alias.dnsName, alias.dnsName) &&
    record.alias.hostedZoneId === alias.hostedZoneId
  );
}

function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(/^dualstack\./, '');
}
