import { isIP } from 'node:net';
import {
  members,
  QueryInput,
  queryStructures,
  queryText,
} from '../../core/query';
import { XmlContent } from '../../core/xml';
import { elbErrors } from '../errors';
import { ElbOperation, requiredText, wholeNumber } from '../ElbOperation';
import { ElbState } from '../ElbState';
import { Target, TargetGroup } from '../LoadBalancer';

/** Operations on targets. @public */
export const targetOperations: Record<string, ElbOperation> = {
  RegisterTargets: register,
  DeregisterTargets: deregister,
  DescribeTargetHealth: describeHealth,
};

function register(input: QueryInput, state: ElbState): XmlContent {
  const group = state.targetGroup(requiredText(input, 'TargetGroupArn'));
  const targets = readTargets(input, group);
  if (targets.length === 0) throw elbErrors.missing('Targets');
  const added = targets.filter(target => !group.targets.has(keyOf(target)));
  if (
    group.targets.size + added.length >
    state.world.limits.elb.targetsPerTargetGroup
  )
    throw elbErrors.tooManyTargets();
  for (const target of targets) {
    group.targets.set(keyOf(target), target);
    state.world.timeline.after(
      state.world.draw(state.world.delays.elb.targetHealthy),
      () => {
        if (target.state === 'initial') target.state = 'healthy';
        touch(group, state);
      },
    );
  }
  touch(group, state);
  return {};
}

function deregister(input: QueryInput, state: ElbState): XmlContent {
  const group = state.targetGroup(requiredText(input, 'TargetGroupArn'));
  for (const given of readTargets(input, group)) {
    const target = group.targets.get(keyOf(given));
    if (!target) continue;
    target.state = 'draining';
    state.world.timeline.after(
      state.world.draw(state.world.delays.elb.draining),
      () => {
        if (group.targets.get(keyOf(target)) === target)
          group.targets.delete(keyOf(target));
      },
    );
  }
  touch(group, state);
  return {};
}

function describeHealth(input: QueryInput, state: ElbState): XmlContent {
  const group = state.targetGroup(requiredText(input, 'TargetGroupArn'));
  const named = queryStructures(input, 'Targets');
  const targets = named
    ? readTargets(input, group).map(
        given => group.targets.get(keyOf(given)) ?? given,
      )
    : [...group.targets.values()];
  const isUsed = state.usersOf(group).length > 0;
  return {
    TargetHealthDescriptions: members(
      targets.map(target => ({
        Target: {
          Id: target.id,
          Port: target.port,
          AvailabilityZone: target.availabilityZone,
        },
        HealthCheckPort: String(target.port ?? group.port ?? ''),
        TargetHealth: healthOf(target, group, isUsed),
      })),
    ),
  };
}

function healthOf(
  target: Target,
  group: TargetGroup,
  isUsed: boolean,
): Record<string, string> {
  if (!group.targets.has(keyOf(target))) {
    return {
      State: 'unused',
      Reason: 'Target.NotRegistered',
      Description: 'Target is not registered to the target group',
    };
  }
  if (!isUsed) {
    return {
      State: 'unused',
      Reason: 'Target.NotInUse',
      Description:
        'Target group is not configured to receive traffic from the load balancer',
    };
  }
  switch (target.state) {
    case 'initial':
      return {
        State: 'initial',
        Reason: 'Elb.RegistrationInProgress',
        Description: 'Target registration is in progress',
      };
    case 'unhealthy':
      return {
        State: 'unhealthy',
        Reason: 'Target.FailedHealthChecks',
        Description: 'Health checks failed',
      };
    case 'draining':
      return {
        State: 'draining',
        Reason: 'Target.DeregistrationInProgress',
        Description: 'Target deregistration is in progress',
      };
    default:
      return { State: 'healthy' };
  }
}

function readTargets(input: QueryInput, group: TargetGroup): Target[] {
  return (queryStructures(input, 'Targets') ?? []).map(given => {
    const id = requiredText(given, 'Id');
    if (group.targetType === 'ip' && isIP(id) === 0)
      throw elbErrors.invalidTarget(`The IP address '${id}' is not valid`);
    return {
      id,
      port: wholeNumber(given, 'Port', 1, 65535) ?? group.port,
      availabilityZone: queryText(given, 'AvailabilityZone'),
      state: 'initial',
    };
  });
}

function keyOf(target: { id: string; port?: number }): string {
  return `${target.id}:${target.port ?? ''}`;
}

function touch(group: TargetGroup, state: ElbState): void {
  for (const loadBalancer of state.usersOf(group))
    state.changed(loadBalancer, 'targetHealth');
}
