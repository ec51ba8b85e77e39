import {
  members,
  QueryInput,
  queryStructures,
  queryText,
  queryTexts,
} from '../../core/query';
import { XmlContent } from '../../core/xml';
import { elbErrors } from '../errors';
import { ElbOperation, pageOf, requiredText } from '../ElbOperation';
import { ElbState } from '../ElbState';
import { LoadBalancer } from '../LoadBalancer';
import { renderAttributes, renderLoadBalancer } from '../render';
import { readTags } from './tags';

/** Operations on load balancers. @public */
export const loadBalancerOperations: Record<string, ElbOperation> = {
  CreateLoadBalancer: create,
  DescribeLoadBalancers: describe,
  DeleteLoadBalancer: remove,
  DescribeLoadBalancerAttributes: describeAttributes,
  ModifyLoadBalancerAttributes: modifyAttributes,
  SetSecurityGroups: setSecurityGroups,
  SetSubnets: setSubnets,
  SetIpAddressType: setIpAddressType,
};

const ADDRESS_TYPES = ['ipv4', 'dualstack', 'dualstack-without-public-ipv4'];

function create(input: QueryInput, state: ElbState): XmlContent {
  const name = requiredText(input, 'Name');
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(name)) {
    throw elbErrors.validation(
      `The load balancer name '${name}' must have at most 32 letters, digits and hyphens and not begin or end with a hyphen`,
    );
  }
  if (name.startsWith('internal-'))
    throw elbErrors.validation(
      `The load balancer name '${name}' cannot begin with 'internal-'`,
    );
  const type = oneOf(
    queryText(input, 'Type') ?? 'application',
    ['application', 'network', 'gateway'] as const,
    'Type',
  );
  const scheme = oneOf(
    queryText(input, 'Scheme') ?? 'internet-facing',
    ['internet-facing', 'internal'] as const,
    'Scheme',
  );
  const ipAddressType = oneOf(
    queryText(input, 'IpAddressType') ?? 'ipv4',
    ADDRESS_TYPES,
    'IpAddressType',
  );
  const subnets = readSubnets(input, type);
  const securityGroups = queryTexts(input, 'SecurityGroups') ?? [];

  const existing = state.loadBalancerNamed(name);
  if (existing) {
    const same =
      existing.type === type &&
      existing.scheme === scheme &&
      existing.ipAddressType === ipAddressType &&
      sameSet(
        existing.zones.map(zone => zone.subnetId),
        subnets,
      ) &&
      sameSet(existing.securityGroups, securityGroups);
    if (!same) throw elbErrors.duplicateLoadBalancer(name);
    return { LoadBalancers: members([renderLoadBalancer(existing)]) };
  }
  if (state.loadBalancers.size >= state.world.limits.elb.loadBalancers)
    throw elbErrors.tooManyLoadBalancers();
  const tags = readTags(input);
  const made = state.createLoadBalancer({
    name,
    type,
    scheme,
    ipAddressType,
    subnets,
    securityGroups,
    tags,
  });
  return { LoadBalancers: members([renderLoadBalancer(made)]) };
}

function readSubnets(input: QueryInput, type: LoadBalancer['type']): string[] {
  const mapped = (queryStructures(input, 'SubnetMappings') ?? []).map(mapping =>
    requiredText(mapping, 'SubnetId'),
  );
  const subnets = [...(queryTexts(input, 'Subnets') ?? []), ...mapped];
  const least = type === 'application' ? 2 : 1;
  if (new Set(subnets).size < least) {
    throw elbErrors.validation(
      least === 2
        ? 'At least two subnets in two different Availability Zones must be specified'
        : 'At least one subnet must be specified',
    );
  }
  return subnets;
}

function describe(input: QueryInput, state: ElbState): XmlContent {
  const arns = queryTexts(input, 'LoadBalancerArns') ?? [];
  const names = queryTexts(input, 'Names') ?? [];
  if (arns.length + names.length > 20)
    throw elbErrors.validation(
      'At most 20 load balancers can be named in one call',
    );
  if (arns.length > 0 && names.length > 0) {
    throw elbErrors.validation(
      'Load balancer names and load balancer ARNs cannot be specified at the same time',
    );
  }
  const page = pageOf(chosen(state, arns, names), input);
  return {
    LoadBalancers: members(page.items.map(renderLoadBalancer)),
    NextMarker: page.nextMarker,
  };
}

function chosen(
  state: ElbState,
  arns: string[],
  names: string[],
): LoadBalancer[] {
  if (arns.length > 0) return arns.map(arn => state.loadBalancer(arn));
  if (names.length === 0) return [...state.loadBalancers.values()];
  const missing = names.filter(name => !state.loadBalancerNamed(name));
  if (missing.length > 0) throw elbErrors.loadBalancerNamesNotFound(missing);
  return names.flatMap(name => state.loadBalancerNamed(name) ?? []);
}

/** Deleting what is not there succeeds. */
function remove(input: QueryInput, state: ElbState): XmlContent {
  const loadBalancer = state.loadBalancers.get(
    requiredText(input, 'LoadBalancerArn'),
  );
  if (!loadBalancer) return {};
  if (loadBalancer.attributes.get('deletion_protection.enabled') === 'true') {
    throw elbErrors.deletionProtected(loadBalancer.arn);
  }
  state.deleteLoadBalancer(loadBalancer);
  return {};
}

function describeAttributes(input: QueryInput, state: ElbState): XmlContent {
  return {
    Attributes: renderAttributes(
      state.loadBalancer(requiredText(input, 'LoadBalancerArn')).attributes,
    ),
  };
}

function modifyAttributes(input: QueryInput, state: ElbState): XmlContent {
  const loadBalancer = state.loadBalancer(
    requiredText(input, 'LoadBalancerArn'),
  );
  for (const attribute of queryStructures(input, 'Attributes') ?? []) {
    loadBalancer.attributes.set(
      requiredText(attribute, 'Key'),
      queryText(attribute, 'Value') ?? '',
    );
  }
  state.changed(loadBalancer, 'modified');
  return { Attributes: renderAttributes(loadBalancer.attributes) };
}

function setSecurityGroups(input: QueryInput, state: ElbState): XmlContent {
  const loadBalancer = state.loadBalancer(
    requiredText(input, 'LoadBalancerArn'),
  );
  loadBalancer.securityGroups = queryTexts(input, 'SecurityGroups') ?? [];
  state.changed(loadBalancer, 'modified');
  return { SecurityGroupIds: members(loadBalancer.securityGroups) };
}

function setSubnets(input: QueryInput, state: ElbState): XmlContent {
  const loadBalancer = state.loadBalancer(
    requiredText(input, 'LoadBalancerArn'),
  );
  const subnets = readSubnets(input, loadBalancer.type);
  loadBalancer.zones = subnets.map((subnetId, index) => ({
    subnetId,
    zoneName: `${state.region}${'abcdef'[index % 6]}`,
  }));
  state.changed(loadBalancer, 'modified');
  return {
    AvailabilityZones: members(
      loadBalancer.zones.map(zone => ({
        ZoneName: zone.zoneName,
        SubnetId: zone.subnetId,
      })),
    ),
    IpAddressType: loadBalancer.ipAddressType,
  };
}

function setIpAddressType(input: QueryInput, state: ElbState): XmlContent {
  const loadBalancer = state.loadBalancer(
    requiredText(input, 'LoadBalancerArn'),
  );
  loadBalancer.ipAddressType = oneOf(
    requiredText(input, 'IpAddressType'),
    ADDRESS_TYPES,
    'IpAddressType',
  );
  state.changed(loadBalancer, 'modified');
  return { IpAddressType: loadBalancer.ipAddressType };
}

export function oneOf<T extends string>(
  value: string,
  allowed: readonly T[],
  name: string,
): T {
  const found = allowed.find(option => option === value);
  if (found === undefined) {
    throw elbErrors.validation(
      `1 validation error detected: Value '${value}' at '${name
        .slice(0, 1)
        .toLowerCase()}${name.slice(
        1,
      )}' failed to satisfy constraint: Member must satisfy enum value set: [${allowed.join(
        ', ',
      )}]`,
    );
  }
  return found;
}

function sameSet(left: readonly string[], right: readonly string[]): boolean {
  return (
    left.length === right.length && left.every(item => right.includes(item))
  );
}
