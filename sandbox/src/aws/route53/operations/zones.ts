import { childText, xmlList } from '../../core/xml';
import { route53Errors } from '../errors';
import { HostedZone } from '../HostedZone';
import { nameSortKey, canonicalName } from '../names';
import {
  renderChange,
  renderDelegationSet,
  renderVpc,
  renderZone,
  renderZones,
} from '../render';
import { Route53Operation } from '../Route53Operation';
import { route53Answer, Route53Request } from '../Route53Request';
import { Route53State } from '../Route53State';
import { createHostedZone } from './createHostedZone';
import { assertNotBusy } from './records';

const ZONES_PER_PAGE = 100;

/** Operations on hosted zones. @public */
export const zoneOperations: Route53Operation[] = [
  {
    name: 'CreateHostedZone',
    method: 'POST',
    path: 'hostedzone',
    execute: createHostedZone,
  },
  {
    name: 'ListHostedZones',
    method: 'GET',
    path: 'hostedzone',
    execute: listHostedZones,
  },
  {
    name: 'GetHostedZone',
    method: 'GET',
    path: 'hostedzone/{Id}',
    execute: getHostedZone,
  },
  {
    name: 'DeleteHostedZone',
    method: 'DELETE',
    path: 'hostedzone/{Id}',
    execute: deleteHostedZone,
  },
  {
    name: 'UpdateHostedZoneComment',
    method: 'POST',
    path: 'hostedzone/{Id}',
    execute: updateComment,
  },
  {
    name: 'UpdateHostedZoneFeatures',
    method: 'POST',
    path: 'hostedzone/{Id}/features',
    execute: updateFeatures,
  },
  {
    name: 'ListHostedZonesByName',
    method: 'GET',
    path: 'hostedzonesbyname',
    execute: listByName,
  },
  {
    name: 'GetHostedZoneCount',
    method: 'GET',
    path: 'hostedzonecount',
    execute: countZones,
  },
];

function listHostedZones(
  request: Route53Request,
  state: Route53State,
): Response {
  const size = request.pageSize('maxitems', ZONES_PER_PAGE, ZONES_PER_PAGE);
  const marker = request.query('marker')?.replace(/^\/hostedzone\//, '');
  const setId = request
    .query('delegationsetid')
    ?.replace(/^\/delegationset\//, '');
  const type = request.query('hostedzonetype');
  const all = [...state.zones.values()].filter(
    zone =>
      (setId === undefined || zone.delegationSetId === setId) &&
      (type !== 'PrivateHostedZone' || zone.private),
  );
  const start =
    marker === undefined ? 0 : all.findIndex(zone => zone.id === marker);
  if (start < 0)
    throw route53Errors.invalidInput(`The marker ${marker} is not valid.`);
  const next = all[start + size];
  return route53Answer('ListHostedZonesResponse', {
    HostedZones: renderZones(all.slice(start, start + size)),
    Marker: marker,
    IsTruncated: next !== undefined,
    NextMarker: next?.id,
    MaxItems: size,
  });
}

function listByName(request: Route53Request, state: Route53State): Response {
  const size = request.pageSize('maxitems', ZONES_PER_PAGE, ZONES_PER_PAGE);
  const dnsName = request.query('dnsname');
  const zoneId = request.query('hostedzoneid')?.replace(/^\/hostedzone\//, '');
  if (zoneId !== undefined && dnsName === undefined) {
    throw route53Errors.invalidInput(
      'HostedZoneId needs a DNSName in ListHostedZonesByName.',
    );
  }
  const name = dnsName === undefined ? undefined : canonicalName(dnsName);
  if (dnsName !== undefined && name === undefined) {
    throw route53Errors.invalidDomainName(
      `${dnsName} is not a valid domain name.`,
    );
  }
  const from =
    name === undefined ? '' : `${nameSortKey(name)}\u0000${zoneId ?? ''}`;
  const all = state.zonePage(from, size + 1);
  const next: HostedZone | undefined = all[size];
  return route53Answer('ListHostedZonesByNameResponse', {
    HostedZones: renderZones(all.slice(0, size)),
    DNSName: name,
    HostedZoneId: zoneId,
    IsTruncated: next !== undefined,
    NextDNSName: next?.name,
    NextHostedZoneId: next?.id,
    MaxItems: size,
  });
}

function getHostedZone(request: Route53Request, state: Route53State): Response {
  const zone = state.zone(request.path.Id);
  return route53Answer('GetHostedZoneResponse', {
    HostedZone: renderZone(zone),
    DelegationSet: zone.private
      ? undefined
      : renderDelegationSet({
          id: zone.delegationSetId,
          nameServers: zone.nameServers,
        }),
    VPCs: zone.private ? xmlList('VPC', zone.vpcs.map(renderVpc)) : undefined,
  });
}

function deleteHostedZone(
  request: Route53Request,
  state: Route53State,
): Response {
  const zone = state.zone(request.path.Id);
  assertNotBusy(zone, state);
  const required = zone.records
    .ofName(zone.name)
    .filter(record => record.type === 'SOA' || record.type === 'NS').length;
  if (zone.records.size > required) throw route53Errors.hostedZoneNotEmpty();
  if (zone.protections.size > 0) throw route53Errors.hostedZoneHasProtections();
  return route53Answer('DeleteHostedZoneResponse', {
    ChangeInfo: renderChange({ ...state.deleteZone(zone), status: 'PENDING' }),
  });
}

function updateComment(request: Route53Request, state: Route53State): Response {
  const zone = state.zone(request.path.Id);
  const comment = childText(
    request.body('UpdateHostedZoneCommentRequest'),
    'Comment',
  );
  if (comment !== undefined && comment.length > 256) {
    throw route53Errors.invalidInput(
      'The comment of a hosted zone may have at most 256 characters.',
    );
  }
  zone.comment = comment;
  state.world.changes.emit({
    kind: 'zone',
    zoneId: zone.id,
    zoneName: zone.name,
    what: 'updated',
  });
  return route53Answer('UpdateHostedZoneCommentResponse', {
    HostedZone: renderZone(zone),
  });
}

function updateFeatures(
  request: Route53Request,
  state: Route53State,
): Response {
  const zone = state.zone(request.path.HostedZoneId ?? request.path.Id);
  assertNotBusy(zone, state);
  const enable = childText(
    request.body('UpdateHostedZoneFeaturesRequest'),
    'EnableAcceleratedRecovery',
  );
  if (zone.private)
    throw route53Errors.invalidInput(
      'Accelerated recovery is for public hosted zones only.',
    );
  if (enable !== undefined)
    zone.acceleratedRecovery = enable === 'true' ? 'ENABLED' : 'DISABLED';
  return route53Answer('UpdateHostedZoneFeaturesResponse', {});
}

function countZones(_request: Route53Request, state: Route53State): Response {
  return route53Answer('GetHostedZoneCountResponse', {
    HostedZoneCount: state.zones.size,
  });
}
