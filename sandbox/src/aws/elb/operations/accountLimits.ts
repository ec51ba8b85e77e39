import { members, QueryInput } from '../../core/query';
import { XmlContent } from '../../core/xml';
import { ElbOperation, pageOf } from '../ElbOperation';
import { ElbState } from '../ElbState';

/** @public */
export const accountLimitOperations: Record<string, ElbOperation> = {
  DescribeAccountLimits: describe,
};

function describe(input: QueryInput, state: ElbState): XmlContent {
  const limits = state.world.limits.elb;
  const all: Array<[string, number]> = [
    ['application-load-balancers', limits.loadBalancers],
    ['target-groups', limits.targetGroups],
    ['targets-per-application-load-balancer', limits.targetsPerTargetGroup],
    [
      'listeners-per-application-load-balancer',
      limits.listenersPerLoadBalancer,
    ],
    ['rules-per-application-load-balancer', limits.rulesPerLoadBalancer],
    [
      'target-groups-per-application-load-balancer',
      limits.targetGroupsPerLoadBalancer,
    ],
    [
      'target-groups-per-action-on-application-load-balancer',
      limits.targetGroupsPerAction,
    ],
    [
      'certificates-per-application-load-balancer',
      limits.certificatesPerLoadBalancer,
    ],
    ['condition-values-per-alb-rule', limits.conditionValuesPerRule],
    ['condition-wildcards-per-alb-rule', limits.wildcardsPerRule],
  ];
  const page = pageOf(all, input);
  return {
    Limits: members(page.items.map(([Name, Max]) => ({ Name, Max }))),
    NextMarker: page.nextMarker,
  };
}
