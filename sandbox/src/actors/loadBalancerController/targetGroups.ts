import { createHash } from 'node:crypto';
import {
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeTagsCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { SERVICE_TAG } from '../../edge';
import { Network } from './network';
import { ForwardTarget } from './rules';

const STACK_TAG = 'gateway.k8s.aws.alb/stack';
const CLUSTER_TAG = 'elbv2.k8s.aws/cluster';
const RESOURCE_TAG = 'service.k8s.aws/resource';

/** Address and port of every ready endpoint of a service's port. */
export type Endpoints = (
  target: ForwardTarget,
) => Array<{ address: string; port: number }>;

/** One target group per Gateway, route, service and port; its targets follow the EndpointSlices. */
export class TargetGroups {
  private readonly byName = new Map<string, { arn: string; stack: string }>();
  private loaded = false;

  constructor(
    private readonly elb: ElasticLoadBalancingV2Client,
    private readonly cluster: string,
    private readonly network: Network,
    private readonly endpoints: Endpoints,
  ) {}

  async ensure(stack: string, target: ForwardTarget): Promise<string> {
    await this.load();
    const name = nameOf(this.cluster, stack, target);
    let group = this.byName.get(name);
    if (!group) {
      const created = await this.elb.send(
        new CreateTargetGroupCommand({
          Name: name,
          Protocol: 'HTTP',
          Port: target.port,
          VpcId: this.network.vpc,
          TargetType: target.targetType,
          Tags: [
            { Key: CLUSTER_TAG, Value: this.cluster },
            { Key: STACK_TAG, Value: stack },
            {
              Key: RESOURCE_TAG,
              Value: `${target.namespace}/${target.service}:${target.port}`,
            },
            {
              Key: SERVICE_TAG,
              Value: `${target.namespace}/${target.service}`,
            },
          ],
        }),
      );
      group = { arn: created.TargetGroups![0].TargetGroupArn!, stack };
      this.byName.set(name, group);
    }
    await this.syncTargets(group.arn, target);
    return group.arn;
  }

  async removeUnused(stack: string, used: Set<string>): Promise<void> {
    await this.load();
    for (const [name, group] of this.byName) {
      if (group.stack !== stack || used.has(group.arn)) continue;
      await this.elb.send(
        new DeleteTargetGroupCommand({ TargetGroupArn: group.arn }),
      );
      this.byName.delete(name);
    }
  }

  private async syncTargets(arn: string, target: ForwardTarget): Promise<void> {
    const wanted = new Map(
      this.endpoints(target).map(({ address, port }) => [
        `${address}:${port}`,
        { Id: address, Port: port },
      ]),
    );
    const { TargetHealthDescriptions = [] } = await this.elb.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: arn }),
    );
    const present = new Map(
      TargetHealthDescriptions.filter(
        ({ TargetHealth }) => TargetHealth?.State !== 'draining',
      ).map(({ Target }) => [`${Target?.Id}:${Target?.Port}`, Target!]),
    );
    const missing = [...wanted]
      .filter(([key]) => !present.has(key))
      .map(([, entry]) => entry);
    const surplus = [...present]
      .filter(([key]) => !wanted.has(key))
      .map(([, entry]) => entry);
    if (missing.length)
      await this.elb.send(
        new RegisterTargetsCommand({ TargetGroupArn: arn, Targets: missing }),
      );
    if (surplus.length)
      await this.elb.send(
        new DeregisterTargetsCommand({ TargetGroupArn: arn, Targets: surplus }),
      );
  }

  private async load(): Promise<void> {
    if (this.loaded) return;
    let marker: string | undefined;
    do {
      const page = await this.elb.send(
        new DescribeTargetGroupsCommand({ Marker: marker, PageSize: 400 }),
      );
      const groups = page.TargetGroups ?? [];
      for (let start = 0; start < groups.length; start += 20) {
        const arns = groups
          .slice(start, start + 20)
          .map(({ TargetGroupArn }) => TargetGroupArn!);
        const { TagDescriptions = [] } = await this.elb.send(
          new DescribeTagsCommand({ ResourceArns: arns }),
        );
        for (const { ResourceArn, Tags = [] } of TagDescriptions) {
          const tags = Object.fromEntries(
            Tags.map(({ Key, Value }) => [Key, Value]),
          );
          const group = groups.find(
            ({ TargetGroupArn }) => TargetGroupArn === ResourceArn,
          );
          if (tags[CLUSTER_TAG] === this.cluster && group?.TargetGroupName)
            this.byName.set(group.TargetGroupName, {
              arn: ResourceArn!,
              stack: tags[STACK_TAG] ?? '',
            });
        }
      }
      marker = page.NextMarker;
    } while (marker);
    this.loaded = true;
  }
}

function nameOf(cluster: string, stack: string, target: ForwardTarget): string {
  const hash = createHash('sha256')
    .update(
      [
        cluster,
        stack,
        target.route,
        target.namespace,
        target.service,
        target.port,
        target.targetType,
      ].join('/'),
    )
    .digest('hex')
    .slice(0, 10);
  return `k8s-${target.namespace
    .replace(/[^a-z0-9]/g, '')
    .slice(0, 8)}-${target.service
    .replace(/[^a-z0-9]/g, '')
    .slice(0, 8)}-${hash}`;
}
