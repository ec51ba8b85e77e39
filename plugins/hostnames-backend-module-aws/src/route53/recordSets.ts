import { Change, ResourceRecordSet } from '@aws-sdk/client-route-53';
import {
  DnsChange,
  DnsRecord,
  canonicalName,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { readRecordName, writeRecordName } from './recordNames';

/** A record set as Route 53 lists it, in our words; `undefined` for one that lacks name or type. */
export function readRecordSet(set: ResourceRecordSet): DnsRecord | undefined {
  if (!set.Name || !set.Type) return undefined;
  const { AliasTarget: alias } = set;
  return Object.freeze({
    name: readRecordName(set.Name),
    type: set.Type,
    ...(set.TTL !== undefined && { ttl: set.TTL }),
    ...(set.ResourceRecords?.length && {
      values: set.ResourceRecords.map(({ Value = '' }) => Value),
    }),
    ...(alias && {
      alias: {
        hostedZoneId: alias.HostedZoneId ?? '',
        dnsName: canonicalName(alias.DNSName ?? ''),
        evaluateTargetHealth: alias.EvaluateTargetHealth ?? false,
      },
    }),
    ...(set.SetIdentifier !== undefined && {
      setIdentifier: set.SetIdentifier,
    }),
  });
}

/** A change as Route 53 wants it. */
export function writeChange({ action, record }: DnsChange): Change {
  const { alias, ttl, values } = record;
  return {
    Action: action,
    ResourceRecordSet: {
      Name: writeRecordName(record.name),
      Type: record.type as ResourceRecordSet['Type'],
      ...(alias
        ? {
            AliasTarget: {
              HostedZoneId: alias.hostedZoneId,
              DNSName: `${canonicalName(alias.dnsName)}.`,
              EvaluateTargetHealth: alias.evaluateTargetHealth,
            },
          }
        : {
            TTL: ttl,
            ResourceRecords: (values ?? []).map(Value => ({ Value })),
          }),
      ...(record.setIdentifier !== undefined && {
        SetIdentifier: record.setIdentifier,
      }),
    },
  };
}
