import { childNode, childText, XmlNode } from '../../core/xml';
import { route53Errors } from '../errors';
import { Vpc } from '../HostedZone';
import { parseName, WILDCARD_LABEL } from '../names';
import {
  renderChange,
  renderDelegationSet,
  renderVpc,
  renderZone,
} from '../render';
import { route53Answer, Route53Request } from '../Route53Request';
import { areRelated, DelegationSet, Route53State } from '../Route53State';
import { readVpc } from './vpcs';

/** A reference that was used before is refused, even when all else is equal. @public */
export function createHostedZone(
  request: Route53Request,
  state: Route53State,
): Response {
  const body = request.body('CreateHostedZoneRequest');
  const callerReference = childText(body, 'CallerReference') ?? '';
  if (callerReference.length < 1 || callerReference.length > 128) {
    throw route53Errors.invalidInput(
      'CallerReference must have 1 to 128 characters.',
    );
  }
  if (state.isReferenceUsed(callerReference))
    throw route53Errors.hostedZoneAlreadyExists(callerReference);
  const name = zoneName(childText(body, 'Name') ?? '');
  const { isPrivate, comment, vpc } = zoneSettings(body);
  const delegationSet = requestedDelegationSet(body, state, name, isPrivate);
  assertRoomForZone(state, name, isPrivate, vpc);

  const { zone, change } = state.createZone({
    name,
    callerReference,
    comment,
    private: isPrivate,
    vpcs: vpc ? [vpc] : [],
    delegationSet,
  });
  return route53Answer(
    'CreateHostedZoneResponse',
    {
      HostedZone: renderZone(zone),
      ChangeInfo: renderChange({ ...change, status: 'PENDING' }),
      DelegationSet: isPrivate
        ? undefined
        : renderDelegationSet({
            id: zone.delegationSetId,
            nameServers: zone.nameServers,
          }),
      VPC: vpc && renderVpc(vpc),
    },
    {
      status: 201,
      headers: {
        location: `https://route53.amazonaws.com/2013-04-01/hostedzone/${zone.id}`,
      },
    },
  );
}

function zoneName(given: string): string {
  const parsed = parseName(given);
  if (parsed.kind === 'problem')
    throw route53Errors.invalidDomainName(parsed.problem.text);
  if (parsed.name.startsWith(`${WILDCARD_LABEL}.`)) {
    throw route53Errors.invalidDomainName(
      `${given} is not a valid domain name: a hosted zone cannot start with *.`,
    );
  }
  if (parsed.name.indexOf('.') === parsed.name.length - 1) {
    throw route53Errors.invalidDomainName(
      `${given} is a top-level domain; hosted zones of top-level domains are not permitted.`,
    );
  }
  return parsed.name;
}

function zoneSettings(body: XmlNode): {
  isPrivate: boolean;
  comment?: string;
  vpc?: Vpc;
} {
  const config = childNode(body, 'HostedZoneConfig');
  const comment = childText(config, 'Comment');
  if (comment !== undefined && comment.length > 256) {
    throw route53Errors.invalidInput(
      'The comment of a hosted zone may have at most 256 characters.',
    );
  }
  const vpcNode = childNode(body, 'VPC');
  const isPrivate =
    childText(config, 'PrivateZone') === 'true' || vpcNode !== undefined;
  if (isPrivate && vpcNode === undefined) {
    throw route53Errors.invalidInput(
      'When creating a private hosted zone you must specify a VPC.',
    );
  }
  return {
    isPrivate,
    comment,
    vpc: vpcNode === undefined ? undefined : readVpc(vpcNode),
  };
}

function requestedDelegationSet(
  body: XmlNode,
  state: Route53State,
  name: string,
  isPrivate: boolean,
): DelegationSet | undefined {
  const id = childText(body, 'DelegationSetId')?.replace(
    /^\/delegationset\//,
    '',
  );
  if (id === undefined) return undefined;
  const set = state.delegationSets.get(id);
  if (!set) throw route53Errors.noSuchDelegationSet(id);
  if (isPrivate)
    throw route53Errors.invalidInput(
      'A private hosted zone cannot use a reusable delegation set.',
    );
  for (const zone of state.zones.values()) {
    if (zone.delegationSetId === id && areRelated(zone.name, name))
      throw route53Errors.conflictingDomainExists(name);
  }
  return set;
}

function assertRoomForZone(
  state: Route53State,
  name: string,
  isPrivate: boolean,
  vpc: Vpc | undefined,
): void {
  const limits = state.world.limits.route53;
  if (state.zones.size >= limits.hostedZones)
    throw route53Errors.tooManyHostedZones(limits.hostedZones);
  const sameName = state.zonesNamed(name);
  if (sameName.length >= limits.hostedZonesOfOneName)
    throw route53Errors.delegationSetNotAvailable(name);
  if (
    isPrivate &&
    sameName.some(zone => zone.vpcs.some(other => other.id === vpc?.id))
  ) {
    throw route53Errors.conflictingDomainExists(name);
  }
}
