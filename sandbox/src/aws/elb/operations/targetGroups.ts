import {
  members,
  QueryInput,
  queryStructure,
  queryStructures,
  queryText,
  queryTexts,
} from '../../core/query';
import { XmlContent } from '../../core/xml';
import { elbErrors } from '../errors';
import {
  ElbOperation,
  pageOf,
  requiredText,
  wholeNumber,
} from '../ElbOperation';
import { ElbState, SANDBOX_VPC } from '../ElbState';
import { TargetGroup } from '../LoadBalancer';
import { renderAttributes, renderTargetGroup } from '../render';
import { oneOf } from './loadBalancers';
import { readTags } from './tags';

/** Operations on target groups. @public */
export const targetGroupOperations: Record<string, ElbOperation> = {
  CreateTargetGroup: create,
  DescribeTargetGroups: describe,
  ModifyTargetGroup: modify,
  DeleteTargetGroup: remove,
  DescribeTargetGroupAttributes: describeAttributes,
  ModifyTargetGroupAttributes: modifyAttributes,
};

const HEALTH_FIELDS = [
  'HealthCheckProtocol',
  'HealthCheckPort',
  'HealthCheckEnabled',
  'HealthCheckPath',
  'HealthCheckIntervalSeconds',
  'HealthCheckTimeoutSeconds',
  'HealthyThresholdCount',
  'UnhealthyThresholdCount',
  'Matcher',
];

const USUAL_HEALTH_CHECK: QueryInput = {
  HealthCheckProtocol: 'HTTP',
  HealthCheckPort: 'traffic-port',
  HealthCheckEnabled: 'true',
  HealthCheckPath: '/',
  HealthCheckIntervalSeconds: '30',
  HealthCheckTimeoutSeconds: '5',
  HealthyThresholdCount: '5',
  UnhealthyThresholdCount: '2',
  Matcher: { HttpCode: '200' },
};

function create(input: QueryInput, state: ElbState): XmlContent {
  const name = requiredText(input, 'Name');
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(name)) {
    throw elbErrors.validation(
      `The target group name '${name}' must have at most 32 letters, digits and hyphens and not begin or end with a hyphen`,
    );
  }
  const targetType = oneOf(
    queryText(input, 'TargetType') ?? 'instance',
    ['instance', 'ip', 'lambda', 'alb'],
    'TargetType',
  );
  const isLambda = targetType === 'lambda';
  const protocol = isLambda ? undefined : requiredText(input, 'Protocol');
  const port = wholeNumber(input, 'Port', 1, 65535);
  if (!isLambda && port === undefined) throw elbErrors.missing('Port');
  const existing = [...state.targetGroups.values()].find(
    group => group.name === name,
  );
  if (existing) {
    if (
      existing.protocol !== protocol ||
      existing.port !== port ||
      existing.targetType !== targetType
    ) {
      throw elbErrors.duplicateTargetGroup(name);
    }
    return { TargetGroups: members([renderTargetGroup(existing, state)]) };
  }
  if (state.targetGroups.size >= state.world.limits.elb.targetGroups)
    throw elbErrors.tooManyTargetGroups();
  const group: TargetGroup = {
    arn: state.arn(`targetgroup/${name}/${state.world.ids.hex(16)}`),
    name,
    protocol,
    protocolVersion: isLambda
      ? undefined
      : queryText(input, 'ProtocolVersion') ?? 'HTTP1',
    port,
    vpcId: isLambda ? undefined : queryText(input, 'VpcId') ?? SANDBOX_VPC,
    targetType,
    ipAddressType: queryText(input, 'IpAddressType') ?? 'ipv4',
    healthCheck: { ...USUAL_HEALTH_CHECK, ...healthFields(input) },
    attributes: new Map([['deregistration_delay.timeout_seconds', '300']]),
    tags: readTags(input),
    targets: new Map(),
  };
  state.targetGroups.set(group.arn, group);
  return { TargetGroups: members([renderTargetGroup(group, state)]) };
}

function healthFields(input: QueryInput): QueryInput {
  const given: QueryInput = {};
  for (const field of HEALTH_FIELDS)
    if (input[field] !== undefined) given[field] = input[field];
  const matcher = queryStructure(input, 'Matcher');
  if (matcher) given.Matcher = matcher;
  return given;
}

function describe(input: QueryInput, state: ElbState): XmlContent {
  const page = pageOf(chosen(input, state), input);
  return {
    TargetGroups: members(
      page.items.map(group => renderTargetGroup(group, state)),
    ),
    NextMarker: page.nextMarker,
  };
}

function chosen(input: QueryInput, state: ElbState): TargetGroup[] {
  const arns = queryTexts(input, 'TargetGroupArns') ?? [];
  const names = queryTexts(input, 'Names') ?? [];
  const loadBalancerArn = queryText(input, 'LoadBalancerArn');
  if (arns.length > 0) return arns.map(arn => state.targetGroup(arn));
  const all = [...state.targetGroups.values()];
  if (names.length > 0) {
    const found = all.filter(group => names.includes(group.name));
    if (found.length < new Set(names).size)
      throw elbErrors.targetGroupsNotFound();
    return found;
  }
  if (loadBalancerArn === undefined) return all;
  const loadBalancer = state.loadBalancer(loadBalancerArn);
  return all.filter(group => state.usersOf(group).includes(loadBalancer));
}

function modify(input: QueryInput, state: ElbState): XmlContent {
  const group = state.targetGroup(requiredText(input, 'TargetGroupArn'));
  group.healthCheck = { ...group.healthCheck, ...healthFields(input) };
  return { TargetGroups: members([renderTargetGroup(group, state)]) };
}

/** Deleting what is not there succeeds. */
function remove(input: QueryInput, state: ElbState): XmlContent {
  const group = state.targetGroups.get(requiredText(input, 'TargetGroupArn'));
  if (!group) return {};
  if (state.usersOf(group).length > 0)
    throw elbErrors.targetGroupInUse(group.arn);
  state.targetGroups.delete(group.arn);
  return {};
}

function describeAttributes(input: QueryInput, state: ElbState): XmlContent {
  return {
    Attributes: renderAttributes(
      state.targetGroup(requiredText(input, 'TargetGroupArn')).attributes,
    ),
  };
}

function modifyAttributes(input: QueryInput, state: ElbState): XmlContent {
  const group = state.targetGroup(requiredText(input, 'TargetGroupArn'));
  for (const attribute of queryStructures(input, 'Attributes') ?? []) {
    group.attributes.set(
      requiredText(attribute, 'Key'),
      queryText(attribute, 'Value') ?? '',
    );
  }
  return { Attributes: renderAttributes(group.attributes) };
}
