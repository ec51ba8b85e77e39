import { AcmState } from '../acm/AcmState';
import { AwsWorld } from '../core/AwsWorld';
import { CANONICAL_ZONES, OTHER_CANONICAL_ZONE } from './canonicalZones';
import { elbErrors } from './errors';
import {
  heldCertificates,
  Listener,
  LoadBalancer,
  Rule,
  TargetGroup,
  usedTargetGroups,
} from './LoadBalancer';
import { LoadBalancerAddresses } from './LoadBalancerAddresses';

/** What a load balancer is made from. @public */
export interface LoadBalancerInput {
  name: string;
  type?: LoadBalancer['type'];
  scheme?: LoadBalancer['scheme'];
  ipAddressType?: string;
  subnets?: string[];
  securityGroups?: string[];
  tags?: Map<string, string>;
}

/** The VPC everything is in. @public */
export const SANDBOX_VPC = 'vpc-0a5db0c0d0e0f0001';

/**
 * The load balancers and target groups of one region.
 *
 * @public
 */
export class ElbState {
  readonly loadBalancers = new Map<string, LoadBalancer>();
  readonly listeners = new Map<string, Listener>();
  /** Rules by ARN, default rules too. */
  readonly rules = new Map<string, { rule: Rule; listener: Listener }>();
  readonly targetGroups = new Map<string, TargetGroup>();
  private readonly byDnsName = new Map<string, LoadBalancer>();
  /** Target groups per load balancer, and the other way round. */
  private readonly groupsUsed = new Map<string, ReadonlySet<string>>();
  private readonly groupUsers = new Map<string, Set<LoadBalancer>>();

  constructor(
    readonly world: AwsWorld,
    readonly region: string,
    readonly acm: AcmState,
    readonly addresses: LoadBalancerAddresses,
  ) {}

  get canonicalZone(): string {
    return CANONICAL_ZONES[this.region] ?? OTHER_CANONICAL_ZONE;
  }

  arn(path: string): string {
    return `arn:aws:elasticloadbalancing:${this.region}:${this.world.accountId}:${path}`;
  }

  /** @throws AwsError LoadBalancerNotFound */
  loadBalancer(arn: string): LoadBalancer {
    const found = this.loadBalancers.get(arn);
    if (!found) throw elbErrors.loadBalancersNotFound();
    return found;
  }

  /** @throws AwsError ListenerNotFound */
  listener(arn: string): Listener {
    const found = this.listeners.get(arn);
    if (!found) throw elbErrors.listenersNotFound();
    return found;
  }

  /** @throws AwsError RuleNotFound */
  rule(arn: string): { rule: Rule; listener: Listener } {
    const found = this.rules.get(arn);
    if (!found) throw elbErrors.rulesNotFound();
    return found;
  }

  /** @throws AwsError TargetGroupNotFound */
  targetGroup(arn: string): TargetGroup {
    const found = this.targetGroups.get(arn);
    if (!found) throw elbErrors.targetGroupsNotFound();
    return found;
  }

  loadBalancerNamed(name: string): LoadBalancer | undefined {
    return [...this.loadBalancers.values()].find(
      loadBalancer => loadBalancer.name === name,
    );
  }

  /** The load balancer with a DNS name (any case, with or without trailing dot, `dualstack.` allowed). */
  loadBalancerOfDnsName(dnsName: string): LoadBalancer | undefined {
    return this.byDnsName.get(
      dnsName
        .toLowerCase()
        .replace(/\.$/, '')
        .replace(/^dualstack\./, ''),
    );
  }

  /** Whether an alias target is a load balancer of this region. */
  aliasTarget(
    zoneId: string,
    dnsName: string,
  ): { liesWithin: boolean; found: boolean } {
    if (zoneId !== this.canonicalZone)
      return { liesWithin: false, found: false };
    return {
      liesWithin: dnsName
        .replace(/\.$/, '')
        .endsWith(`.${this.region}.elb.amazonaws.com`),
      found: this.loadBalancerOfDnsName(dnsName) !== undefined,
    };
  }

  createLoadBalancer(
    input: LoadBalancerInput,
    options: { active?: boolean } = {},
  ): LoadBalancer {
    const { ids } = this.world;
    const type = input.type ?? 'application';
    const scheme = input.scheme ?? 'internet-facing';
    const path = { application: 'app', network: 'net', gateway: 'gwy' }[type];
    const prefix =
      scheme === 'internal' && type === 'application' ? 'internal-' : '';
    const loadBalancer: LoadBalancer = {
      arn: this.arn(`loadbalancer/${path}/${input.name}/${ids.hex(16)}`),
      name: input.name,
      type,
      dnsName: `${prefix}${input.name}-${1 + ids.number(9)}${ids.digits(9)}.${
        this.region
      }.elb.amazonaws.com`,
      canonicalHostedZoneId: this.canonicalZone,
      createdAt: this.world.now(),
      scheme,
      vpcId: SANDBOX_VPC,
      state: 'provisioning',
      ipAddressType: input.ipAddressType ?? 'ipv4',
      zones: zonesOf(
        input.subnets ?? [
          'subnet-0000000000000000a',
          'subnet-0000000000000000b',
        ],
        this.region,
      ),
      securityGroups: input.securityGroups ?? [],
      attributes: new Map([['deletion_protection.enabled', 'false']]),
      tags: input.tags ?? new Map(),
      listeners: new Map(),
    };
    this.loadBalancers.set(loadBalancer.arn, loadBalancer);
    this.byDnsName.set(loadBalancer.dnsName.toLowerCase(), loadBalancer);
    this.addresses.allot(loadBalancer.arn);
    this.changed(loadBalancer, 'created');
    const delay = options.active
      ? 0
      : this.world.draw(this.world.delays.elb.provision);
    this.world.timeline.after(delay, () => {
      if (loadBalancer.state !== 'provisioning') return;
      loadBalancer.state = 'active';
      this.changed(loadBalancer, 'active');
    });
    return loadBalancer;
  }

  deleteLoadBalancer(loadBalancer: LoadBalancer): void {
    for (const listener of [...loadBalancer.listeners.values()])
      this.deleteListener(listener);
    this.loadBalancers.delete(loadBalancer.arn);
    this.byDnsName.delete(loadBalancer.dnsName.toLowerCase());
    this.addresses.release(loadBalancer.arn);
    this.changed(loadBalancer, 'deleted');
  }

  addListener(listener: Listener): void {
    listener.loadBalancer.listeners.set(listener.arn, listener);
    this.listeners.set(listener.arn, listener);
    this.rules.set(listener.defaultRule.arn, {
      rule: listener.defaultRule,
      listener,
    });
    this.certificatesChanged(listener.loadBalancer);
    this.changed(listener.loadBalancer, 'listenerCreated');
  }

  deleteListener(listener: Listener): void {
    for (const rule of listener.rules.values()) this.rules.delete(rule.arn);
    this.rules.delete(listener.defaultRule.arn);
    this.listeners.delete(listener.arn);
    listener.loadBalancer.listeners.delete(listener.arn);
    this.certificatesChanged(listener.loadBalancer);
    this.changed(listener.loadBalancer, 'listenerDeleted');
  }

  addRule(listener: Listener, rule: Rule): void {
    listener.rules.set(rule.arn, rule);
    this.rules.set(rule.arn, { rule, listener });
    this.changed(listener.loadBalancer, 'ruleCreated');
  }

  deleteRule(listener: Listener, rule: Rule): void {
    listener.rules.delete(rule.arn);
    this.rules.delete(rule.arn);
    this.changed(listener.loadBalancer, 'ruleDeleted');
  }

  /** Load balancers that forward to a target group. */
  usersOf(targetGroup: TargetGroup): LoadBalancer[] {
    return [...(this.groupUsers.get(targetGroup.arn) ?? [])];
  }

  /** Tells ACM which certificates the load balancer holds now. */
  certificatesChanged(loadBalancer: LoadBalancer): void {
    this.acm.setHeld(loadBalancer.arn, heldCertificates(loadBalancer));
  }

  /** To be called after every change of a load balancer or of anything on it. */
  changed(loadBalancer: LoadBalancer, what: string): void {
    this.indexGroups(loadBalancer);
    this.world.changes.emit({
      kind: 'loadBalancer',
      region: this.region,
      arn: loadBalancer.arn,
      what,
    });
  }

  private indexGroups(loadBalancer: LoadBalancer): void {
    const before = this.groupsUsed.get(loadBalancer.arn) ?? new Set();
    const exists = this.loadBalancers.has(loadBalancer.arn);
    const now = exists ? usedTargetGroups(loadBalancer) : new Set<string>();
    for (const arn of before)
      if (!now.has(arn)) this.groupUsers.get(arn)?.delete(loadBalancer);
    for (const arn of now) {
      const users = this.groupUsers.get(arn);
      if (users) users.add(loadBalancer);
      else this.groupUsers.set(arn, new Set([loadBalancer]));
    }
    if (exists) this.groupsUsed.set(loadBalancer.arn, now);
    else this.groupsUsed.delete(loadBalancer.arn);
  }
}

function zonesOf(subnets: string[], region: string): LoadBalancer['zones'] {
  return subnets.map((subnetId, index) => ({
    subnetId,
    zoneName: `${region}${'abcdef'[index % 6]}`,
  }));
}
