import { createHash } from 'node:crypto';
import {
  AddListenerCertificatesCommand,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  DeleteRuleCommand,
  DescribeListenerCertificatesCommand,
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  ElasticLoadBalancingV2Client,
  Listener,
  LoadBalancer,
  ModifyListenerCommand,
  RemoveListenerCertificatesCommand,
  SetRulePrioritiesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { DesiredListener, DesiredLoadBalancer } from './desired';
import { Network } from './network';
import { Rule, RuleAction } from './rules';
import { TargetGroups } from './targetGroups';

const STACK_TAG = 'gateway.k8s.aws.alb/stack';
const CLUSTER_TAG = 'elbv2.k8s.aws/cluster';

/** Brings load balancers to what is desired, in the real controller's order of calls; the first error stops the rest. */
export class Deployer {
  private readonly known = new Map<string, string>();

  constructor(
    private readonly elb: ElasticLoadBalancingV2Client,
    private readonly cluster: string,
    private readonly network: Network,
    private readonly targetGroups: TargetGroups,
  ) {}

  async deploy(desired: DesiredLoadBalancer): Promise<LoadBalancer> {
    const loadBalancer =
      (await this.find(desired.stack)) ?? (await this.create(desired));
    const arn = loadBalancer.LoadBalancerArn!;
    const present = await this.listeners(arn);
    for (const listener of present) {
      if (desired.listeners.some(wanted => wanted.port === listener.Port))
        continue;
      await this.elb.send(
        new DeleteListenerCommand({ ListenerArn: listener.ListenerArn }),
      );
    }
    const used = new Set<string>();
    for (const wanted of desired.listeners) {
      const listener = await this.ensureListener(arn, wanted, present);
      if (wanted.protocol === 'HTTPS')
        await this.syncCertificates(listener, wanted);
      await this.syncRules(listener, wanted, desired.stack, used);
    }
    await this.targetGroups.removeUnused(desired.stack, used);
    return loadBalancer;
  }

  /** Whether anything was there to delete. */
  async remove(stack: string): Promise<boolean> {
    const loadBalancer = await this.find(stack);
    this.known.delete(stack);
    if (loadBalancer)
      await this.elb.send(
        new DeleteLoadBalancerCommand({
          LoadBalancerArn: loadBalancer.LoadBalancerArn,
        }),
      );
    await this.targetGroups.removeUnused(stack, new Set());
    return Boolean(loadBalancer);
  }

  async find(stack: string): Promise<LoadBalancer | undefined> {
    const loadBalancers: LoadBalancer[] = [];
    let marker: string | undefined;
    do {
      const page = await this.elb.send(
        new DescribeLoadBalancersCommand({ Marker: marker, PageSize: 400 }),
      );
      loadBalancers.push(...(page.LoadBalancers ?? []));
      marker = page.NextMarker;
    } while (marker);

    const unknown = loadBalancers
      .map(({ LoadBalancerArn }) => LoadBalancerArn!)
      .filter(arn => ![...this.known.values()].includes(arn));
    for (let start = 0; start < unknown.length; start += 20) {
      const { TagDescriptions = [] } = await this.elb.send(
        new DescribeTagsCommand({
          ResourceArns: unknown.slice(start, start + 20),
        }),
      );
      for (const { ResourceArn, Tags = [] } of TagDescriptions) {
        const tags = Object.fromEntries(
          Tags.map(({ Key, Value }) => [Key, Value]),
        );
        if (tags[CLUSTER_TAG] === this.cluster && tags[STACK_TAG])
          this.known.set(tags[STACK_TAG], ResourceArn!);
      }
    }
    return loadBalancers.find(
      ({ LoadBalancerArn }) => LoadBalancerArn === this.known.get(stack),
    );
  }

  private async create(desired: DesiredLoadBalancer): Promise<LoadBalancer> {
    const { LoadBalancers = [] } = await this.elb.send(
      new CreateLoadBalancerCommand({
        Name: loadBalancerName(this.cluster, desired.stack),
        Subnets: this.network.subnets,
        Scheme: desired.scheme,
        IpAddressType: desired.ipAddressType as 'ipv4',
        Type: 'application',
        Tags: [
          { Key: CLUSTER_TAG, Value: this.cluster },
          { Key: STACK_TAG, Value: desired.stack },
        ],
      }),
    );
    this.known.set(desired.stack, LoadBalancers[0].LoadBalancerArn!);
    return LoadBalancers[0];
  }

  private async listeners(arn: string): Promise<Listener[]> {
    const { Listeners = [] } = await this.elb.send(
      new DescribeListenersCommand({ LoadBalancerArn: arn }),
    );
    return Listeners;
  }

  private async ensureListener(
    arn: string,
    wanted: DesiredListener,
    present: Listener[],
  ): Promise<Listener> {
    const certificates = wanted.defaultCertificate
      ? [{ CertificateArn: wanted.defaultCertificate }]
      : undefined;
    const found = present.find(listener => listener.Port === wanted.port);
    if (!found) {
      const { Listeners = [] } = await this.elb.send(
        new CreateListenerCommand({
          LoadBalancerArn: arn,
          Port: wanted.port,
          Protocol: wanted.protocol,
          Certificates: certificates,
          SslPolicy: wanted.protocol === 'HTTPS' ? wanted.sslPolicy : undefined,
          DefaultActions: [
            {
              Type: 'fixed-response',
              FixedResponseConfig: {
                StatusCode: '404',
                ContentType: 'text/plain',
              },
            },
          ],
        }),
      );
      return Listeners[0];
    }
    if (
      wanted.defaultCertificate &&
      found.Certificates?.[0]?.CertificateArn !== wanted.defaultCertificate
    ) {
      await this.elb.send(
        new ModifyListenerCommand({
          ListenerArn: found.ListenerArn,
          Certificates: certificates,
        }),
      );
    }
    return found;
  }

  // Surplus ones first, then missing ones in the order of their ARNs, one call each.
  private async syncCertificates(
    listener: Listener,
    wanted: DesiredListener,
  ): Promise<void> {
    const { Certificates = [] } = await this.elb.send(
      new DescribeListenerCertificatesCommand({
        ListenerArn: listener.ListenerArn,
        PageSize: 400,
      }),
    );
    const present = new Set(
      Certificates.filter(({ IsDefault }) => !IsDefault).map(
        ({ CertificateArn }) => CertificateArn!,
      ),
    );
    for (const arn of present) {
      if (wanted.certificates.includes(arn)) continue;
      await this.elb.send(
        new RemoveListenerCertificatesCommand({
          ListenerArn: listener.ListenerArn,
          Certificates: [{ CertificateArn: arn }],
        }),
      );
    }
    for (const arn of wanted.certificates) {
      if (present.has(arn)) continue;
      await this.elb.send(
        new AddListenerCertificatesCommand({
          ListenerArn: listener.ListenerArn,
          Certificates: [{ CertificateArn: arn }],
        }),
      );
    }
  }

  private async syncRules(
    listener: Listener,
    wanted: DesiredListener,
    stack: string,
    used: Set<string>,
  ): Promise<void> {
    const { Rules: described = [] } = await this.elb.send(
      new DescribeRulesCommand({
        ListenerArn: listener.ListenerArn,
        PageSize: 400,
      }),
    );
    const present = described
      .filter(({ IsDefault }) => !IsDefault)
      .map(rule => ({
        arn: rule.RuleArn!,
        priority: Number(rule.Priority),
        content: contentOf(rule.Conditions ?? [], rule.Actions ?? []),
      }));

    const targets: Array<{
      content: string;
      conditions: Rule['conditions'];
      actions: ElbAction[];
    }> = [];
    for (const rule of wanted.rules) {
      const actions = await this.actionsOf(rule.action, stack, used);
      targets.push({
        conditions: rule.conditions,
        actions,
        content: contentOf(rule.conditions, actions),
      });
    }

    const free = [...present];
    const matched = targets.map(target => {
      const index = free.findIndex(({ content }) => content === target.content);
      return index < 0 ? undefined : free.splice(index, 1)[0];
    });
    for (const surplus of free)
      await this.elb.send(new DeleteRuleCommand({ RuleArn: surplus.arn }));

    const taken = new Set(
      matched.flatMap(rule => (rule ? [rule.priority] : [])),
    );
    const current = new Map(
      present.map(({ arn, priority }) => [arn, priority] as const),
    );
    const arns: string[] = [];
    for (const [index, target] of targets.entries()) {
      const existing = matched[index];
      if (existing) {
        arns.push(existing.arn);
        continue;
      }
      let priority = index + 1;
      while (taken.has(priority)) priority += 1;
      taken.add(priority);
      const { Rules = [] } = await this.elb.send(
        new CreateRuleCommand({
          ListenerArn: listener.ListenerArn,
          Priority: priority,
          Conditions: target.conditions,
          Actions: target.actions,
        }),
      );
      arns.push(Rules[0].RuleArn!);
      current.set(Rules[0].RuleArn!, priority);
    }
    const moved = arns
      .map((arn, index) => ({ RuleArn: arn, Priority: index + 1 }))
      .filter(({ RuleArn, Priority }) => current.get(RuleArn) !== Priority);
    if (moved.length)
      await this.elb.send(
        new SetRulePrioritiesCommand({ RulePriorities: moved }),
      );
  }

  private async actionsOf(
    action: RuleAction,
    stack: string,
    used: Set<string>,
  ): Promise<ElbAction[]> {
    switch (action.kind) {
      case 'redirect':
        return [
          { Type: 'redirect', RedirectConfig: withoutUndefined(action.config) },
        ];
      case 'fixed-response':
        return [
          {
            Type: 'fixed-response',
            FixedResponseConfig: withoutUndefined(action.config),
          },
        ];
      case 'forward': {
        if (action.targets.length === 0)
          return [
            {
              Type: 'fixed-response',
              FixedResponseConfig: {
                StatusCode: '503',
                ContentType: 'text/plain',
              },
            },
          ];
        const groups = [];
        for (const target of action.targets) {
          const arn = await this.targetGroups.ensure(stack, target);
          used.add(arn);
          groups.push({ TargetGroupArn: arn, Weight: target.weight });
        }
        return [{ Type: 'forward', ForwardConfig: { TargetGroups: groups } }];
      }
      default:
        throw new Error('unreachable');
    }
  }
}

type ElbAction = NonNullable<
  ConstructorParameters<typeof CreateRuleCommand>[0]['Actions']
>[number];

/** What the API fills in where a redirect says nothing. */
const unchangedByRedirect = {
  Protocol: '#{protocol}',
  Port: '#{port}',
  Host: '#{host}',
  Path: '/#{path}',
  Query: '#{query}',
};

/** One text per meaning, whatever else the API adds to a described rule. */
function contentOf(
  conditions: readonly object[],
  actions: readonly object[],
): string {
  const kept = (conditions as Array<Record<string, unknown>>).map(condition =>
    Object.fromEntries(
      Object.entries(condition).filter(
        ([key, value]) =>
          value !== undefined && (key === 'Field' || key.endsWith('Config')),
      ),
    ),
  );
  const done = (actions as Array<Record<string, any>>).map(
    ({
      Type,
      RedirectConfig,
      FixedResponseConfig,
      ForwardConfig,
      TargetGroupArn,
    }) => ({
      Type,
      RedirectConfig: RedirectConfig && {
        ...unchangedByRedirect,
        ...RedirectConfig,
      },
      FixedResponseConfig,
      groups:
        ForwardConfig?.TargetGroups?.map((group: any) => [
          group.TargetGroupArn,
          group.Weight ?? 1,
        ]) ?? (TargetGroupArn ? [[TargetGroupArn, 1]] : undefined),
    }),
  );
  return stable([kept, done]);
}

function stable(value: unknown): string {
  return JSON.stringify(value, (_key, entry) =>
    entry && typeof entry === 'object' && !Array.isArray(entry)
      ? Object.fromEntries(
          Object.entries(entry)
            .filter(([, inner]) => inner !== undefined)
            .sort(([left], [right]) => left.localeCompare(right)),
        )
      : entry,
  );
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(
    Object.entries(value).filter(([, entry]) => entry !== undefined),
  ) as T;
}

function loadBalancerName(cluster: string, stack: string): string {
  const [namespace, name] = stack.split('/');
  const hash = createHash('sha256')
    .update(`${cluster}/${stack}`)
    .digest('hex')
    .slice(0, 10);
  return `k8s-${namespace.replace(/[^a-z0-9]/g, '').slice(0, 8)}-${name
    .replace(/[^a-z0-9]/g, '')
    .slice(0, 8)}-${hash}`;
}
