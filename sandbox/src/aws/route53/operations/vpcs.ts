import { childNode, childText, XmlNode, xmlList } from '../../core/xml';
import { route53Errors } from '../errors';
import { Vpc } from '../HostedZone';
import { renderChange } from '../render';
import { Route53Operation } from '../Route53Operation';
import { route53Answer, Route53Request } from '../Route53Request';
import { Route53State } from '../Route53State';

/** Operations on the VPCs of private zones. @public */
export const vpcOperations: Route53Operation[] = [
  {
    name: 'AssociateVPCWithHostedZone',
    method: 'POST',
    path: 'hostedzone/{Id}/associatevpc',
    execute: associate,
  },
  {
    name: 'DisassociateVPCFromHostedZone',
    method: 'POST',
    path: 'hostedzone/{Id}/disassociatevpc',
    execute: disassociate,
  },
  {
    name: 'ListHostedZonesByVPC',
    method: 'GET',
    path: 'hostedzonesbyvpc',
    execute: listByVpc,
  },
];

/** @throws AwsError InvalidVPCId */
export function readVpc(node: XmlNode): Vpc {
  const id = childText(node, 'VPCId') ?? '';
  const region = childText(node, 'VPCRegion') ?? '';
  if (!/^vpc-[0-9a-z]+$/.test(id) || region === '')
    throw route53Errors.invalidVpcId(id);
  return { id, region };
}

function associate(request: Route53Request, state: Route53State): Response {
  const zone = state.zone(request.path.Id);
  if (!zone.private) throw route53Errors.publicZoneVpcAssociation(zone.id);
  const body = request.body('AssociateVPCWithHostedZoneRequest');
  const vpc = readVpc(childNode(body, 'VPC') ?? '');
  const limit = state.world.limits.route53.vpcsPerZone;
  if (zone.vpcs.length >= limit) {
    throw route53Errors.limitsExceeded(
      `Limits Exceeded: MAX_VPCS_ASSOCIATED_BY_ZONE - ${limit}.`,
    );
  }
  const taken = state
    .zonesNamed(zone.name)
    .some(other => other.vpcs.some(known => known.id === vpc.id));
  if (taken) throw route53Errors.conflictingDomainExists(zone.name);
  zone.vpcs = [...zone.vpcs, vpc];
  const change = state.write(zone, [], { comment: childText(body, 'Comment') });
  return route53Answer('AssociateVPCWithHostedZoneResponse', {
    ChangeInfo: renderChange(change),
  });
}

function disassociate(request: Route53Request, state: Route53State): Response {
  const zone = state.zone(request.path.Id);
  const body = request.body('DisassociateVPCFromHostedZoneRequest');
  const vpc = readVpc(childNode(body, 'VPC') ?? '');
  if (!zone.vpcs.some(known => known.id === vpc.id))
    throw route53Errors.vpcAssociationNotFound(vpc.id, zone.id);
  if (zone.vpcs.length === 1) throw route53Errors.lastVpcAssociation();
  zone.vpcs = zone.vpcs.filter(known => known.id !== vpc.id);
  const change = state.write(zone, [], { comment: childText(body, 'Comment') });
  return route53Answer('DisassociateVPCFromHostedZoneResponse', {
    ChangeInfo: renderChange(change),
  });
}

function listByVpc(request: Route53Request, state: Route53State): Response {
  const size = request.pageSize('maxitems', 100, 100);
  const vpcId = request.query('vpcid') ?? '';
  if (!/^vpc-[0-9a-z]+$/.test(vpcId)) throw route53Errors.invalidVpcId(vpcId);
  const token = request.query('nexttoken');
  const all = state
    .zonePage('', state.zones.size)
    .filter(zone => zone.vpcs.some(vpc => vpc.id === vpcId));
  const start =
    token === undefined ? 0 : all.findIndex(zone => zone.id === token);
  if (start < 0) throw route53Errors.invalidPaginationToken();
  return route53Answer('ListHostedZonesByVPCResponse', {
    HostedZoneSummaries: xmlList(
      'HostedZoneSummary',
      all.slice(start, start + size).map(zone => ({
        HostedZoneId: zone.id,
        Name: zone.name,
        Owner: { OwningAccount: state.world.accountId },
      })),
    ),
    MaxItems: size,
    NextToken: all[start + size]?.id,
  });
}
