import { QueryInput } from '../core/query';

/** @public */
export type LoadBalancerStateCode =
  | 'provisioning'
  | 'active'
  | 'active_impaired'
  | 'failed';

/** @public */
export interface LoadBalancer {
  readonly arn: string;
  readonly name: string;
  readonly type: 'application' | 'network' | 'gateway';
  readonly dnsName: string;
  readonly canonicalHostedZoneId: string;
  readonly createdAt: number;
  readonly scheme: 'internet-facing' | 'internal';
  readonly vpcId: string;
  state: LoadBalancerStateCode;
  ipAddressType: string;
  zones: Array<{ zoneName: string; subnetId: string }>;
  securityGroups: string[];
  attributes: Map<string, string>;
  tags: Map<string, string>;
  readonly listeners: Map<string, Listener>;
}

/** @public */
export interface Listener {
  readonly arn: string;
  readonly loadBalancer: LoadBalancer;
  port: number;
  protocol: string;
  sslPolicy?: string;
  /** ARN; HTTPS and TLS listeners have exactly one. */
  defaultCertificate?: string;
  /** ARNs of the certificate list, without the default unless it was added to the list as well. */
  certificates: string[];
  alpnPolicy: string[];
  mutualAuthentication?: QueryInput;
  attributes: Map<string, string>;
  tags: Map<string, string>;
  /** All rules but the default one, in no particular order. */
  readonly rules: Map<string, Rule>;
  readonly defaultRule: Rule;
}

/** @public */
export interface Rule {
  readonly arn: string;
  readonly isDefault: boolean;
  /** 1 to 50,000; the default rule comes last. */
  priority: number;
  /** As the API has them. */
  conditions: QueryInput[];
  actions: QueryInput[];
  transforms: QueryInput[];
  tags: Map<string, string>;
}

/** @public */
export interface TargetGroup {
  readonly arn: string;
  readonly name: string;
  readonly protocol?: string;
  readonly protocolVersion?: string;
  readonly port?: number;
  readonly vpcId?: string;
  readonly targetType: string;
  readonly ipAddressType?: string;
  healthCheck: QueryInput;
  attributes: Map<string, string>;
  tags: Map<string, string>;
  readonly targets: Map<string, Target>;
}

/** @public */
export interface Target {
  readonly id: string;
  readonly port?: number;
  readonly availabilityZone?: string;
  state: 'initial' | 'healthy' | 'unhealthy' | 'draining';
}

/** The rules of a listener in the order they are tried, the default one last. @public */
export function rulesInOrder(listener: Listener): Rule[] {
  const rules = [...listener.rules.values()].sort(
    (left, right) => left.priority - right.priority,
  );
  return [...rules, listener.defaultRule];
}

/** Every certificate a load balancer holds. @public */
export function heldCertificates(loadBalancer: LoadBalancer): Set<string> {
  const held = new Set<string>();
  for (const listener of loadBalancer.listeners.values()) {
    if (listener.defaultCertificate !== undefined)
      held.add(listener.defaultCertificate);
    for (const arn of listener.certificates) held.add(arn);
  }
  return held;
}

/** Every target group that a load balancer's rules forward to. @public */
export function usedTargetGroups(loadBalancer: LoadBalancer): Set<string> {
  const used = new Set<string>();
  for (const listener of loadBalancer.listeners.values()) {
    for (const rule of rulesInOrder(listener))
      for (const arn of targetGroupsOf(rule.actions)) used.add(arn);
  }
  return used;
}

/** The target groups that actions forward to. @public */
export function targetGroupsOf(actions: readonly QueryInput[]): string[] {
  const arns: string[] = [];
  for (const action of actions) {
    if (typeof action.TargetGroupArn === 'string')
      arns.push(action.TargetGroupArn);
    const forward = action.ForwardConfig as QueryInput | undefined;
    for (const group of (forward?.TargetGroups as QueryInput[] | undefined) ??
      []) {
      if (typeof group.TargetGroupArn === 'string')
        arns.push(group.TargetGroupArn);
    }
  }
  return [...new Set(arns)];
}
