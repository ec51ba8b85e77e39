import { members, queryXml } from '../core/query';
import { XmlContent } from '../core/xml';
import { ElbState } from './ElbState';
import { Listener, LoadBalancer, Rule, TargetGroup } from './LoadBalancer';

export function renderLoadBalancer(loadBalancer: LoadBalancer): XmlContent {
  return {
    LoadBalancerArn: loadBalancer.arn,
    DNSName: loadBalancer.dnsName,
    CanonicalHostedZoneId: loadBalancer.canonicalHostedZoneId,
    CreatedTime: new Date(loadBalancer.createdAt).toISOString(),
    LoadBalancerName: loadBalancer.name,
    Scheme: loadBalancer.scheme,
    VpcId: loadBalancer.vpcId,
    State: { Code: loadBalancer.state },
    Type: loadBalancer.type,
    AvailabilityZones: members(
      loadBalancer.zones.map(zone => ({
        ZoneName: zone.zoneName,
        SubnetId: zone.subnetId,
        LoadBalancerAddresses: members([]),
      })),
    ),
    SecurityGroups: members(loadBalancer.securityGroups),
    IpAddressType: loadBalancer.ipAddressType,
  };
}

export function renderListener(listener: Listener): XmlContent {
  return {
    ListenerArn: listener.arn,
    LoadBalancerArn: listener.loadBalancer.arn,
    Port: listener.port,
    Protocol: listener.protocol,
    Certificates:
      listener.defaultCertificate === undefined
        ? undefined
        : members([{ CertificateArn: listener.defaultCertificate }]),
    SslPolicy: listener.sslPolicy,
    DefaultActions: members(listener.defaultRule.actions.map(queryXml)),
    AlpnPolicy:
      listener.alpnPolicy.length === 0
        ? undefined
        : members(listener.alpnPolicy),
    MutualAuthentication: queryXml(listener.mutualAuthentication),
  };
}

export function renderRule(rule: Rule): XmlContent {
  return {
    RuleArn: rule.arn,
    Priority: rule.isDefault ? 'default' : rule.priority,
    Conditions: members(rule.conditions.map(queryXml)),
    Actions: members(rule.actions.map(queryXml)),
    IsDefault: rule.isDefault,
    Transforms:
      rule.transforms.length === 0
        ? undefined
        : members(rule.transforms.map(queryXml)),
  };
}

export function renderTargetGroup(
  targetGroup: TargetGroup,
  state: ElbState,
): XmlContent {
  return {
    TargetGroupArn: targetGroup.arn,
    TargetGroupName: targetGroup.name,
    Protocol: targetGroup.protocol,
    ProtocolVersion: targetGroup.protocolVersion,
    Port: targetGroup.port,
    VpcId: targetGroup.vpcId,
    ...(queryXml(targetGroup.healthCheck) as Record<string, XmlContent>),
    LoadBalancerArns: members(
      state.usersOf(targetGroup).map(loadBalancer => loadBalancer.arn),
    ),
    TargetType: targetGroup.targetType,
    IpAddressType: targetGroup.ipAddressType,
  };
}

export function renderAttributes(
  attributes: ReadonlyMap<string, string>,
): XmlContent {
  return members([...attributes].map(([Key, Value]) => ({ Key, Value })));
}
