import { XmlContent, XmlList, xmlList } from '../core/xml';
import { HostedZone, Vpc } from './HostedZone';
import { RecordSet } from './RecordSet';
import { ChangeInfo, DelegationSet } from './Route53State';

/** @public */
export const ROUTE53_NAMESPACE =
  'https://route53.amazonaws.com/doc/2013-04-01/';

export function renderZone(zone: HostedZone): XmlContent {
  return {
    Id: `/hostedzone/${zone.id}`,
    Name: zone.name,
    CallerReference: zone.callerReference,
    Config: { Comment: zone.comment, PrivateZone: zone.private },
    ResourceRecordSetCount: zone.records.size,
    Features: zone.acceleratedRecovery
      ? { AcceleratedRecoveryStatus: zone.acceleratedRecovery }
      : undefined,
  };
}

export function renderZones(zones: readonly HostedZone[]): XmlList {
  return xmlList('HostedZone', zones.map(renderZone));
}

export function renderChange(change: ChangeInfo): XmlContent {
  return {
    Id: `/change/${change.id}`,
    Status: change.status,
    SubmittedAt: new Date(change.submittedAt).toISOString(),
    Comment: change.comment,
  };
}

export function renderDelegationSet(set: {
  id?: string;
  callerReference?: string;
  nameServers: readonly string[];
}): XmlContent {
  return {
    Id: set.id === undefined ? undefined : `/delegationset/${set.id}`,
    CallerReference: set.callerReference,
    NameServers: xmlList('NameServer', set.nameServers),
  };
}

export function renderDelegationSets(sets: readonly DelegationSet[]): XmlList {
  return xmlList('DelegationSet', sets.map(renderDelegationSet));
}

export function renderVpc(vpc: Vpc): XmlContent {
  return { VPCRegion: vpc.region, VPCId: vpc.id };
}

export function renderRecordSets(records: readonly RecordSet[]): XmlList {
  return xmlList('ResourceRecordSet', records.map(renderRecordSet));
}

function renderRecordSet(record: RecordSet): XmlContent {
  const { routing, alias } = record;
  return {
    Name: record.name,
    Type: record.type,
    SetIdentifier: record.setIdentifier,
    Weight: routing?.weight,
    Region: routing?.region,
    GeoLocation: routing?.geoLocation && {
      ContinentCode: routing.geoLocation.continentCode,
      CountryCode: routing.geoLocation.countryCode,
      SubdivisionCode: routing.geoLocation.subdivisionCode,
    },
    Failover: routing?.failover,
    MultiValueAnswer: routing?.multiValueAnswer,
    TTL: record.ttl,
    ResourceRecords:
      record.values.length === 0
        ? undefined
        : xmlList(
            'ResourceRecord',
            record.values.map(value => ({ Value: value })),
          ),
    AliasTarget: alias && {
      HostedZoneId: alias.hostedZoneId,
      DNSName: alias.dnsName,
      EvaluateTargetHealth: alias.evaluateTargetHealth,
    },
    HealthCheckId: record.healthCheckId,
  };
}
