import { route53Errors } from '../errors';
import { Route53Operation } from '../Route53Operation';
import { route53Answer, Route53Request } from '../Route53Request';
import { Route53State } from '../Route53State';

/** Operations that tell limits and their use. @public */
export const limitOperations: Route53Operation[] = [
  {
    name: 'GetHostedZoneLimit',
    method: 'GET',
    path: 'hostedzonelimit/{Id}/{Type}',
    execute: zoneLimit,
  },
  {
    name: 'GetAccountLimit',
    method: 'GET',
    path: 'accountlimit/{Type}',
    execute: accountLimit,
  },
];

function zoneLimit(request: Route53Request, state: Route53State): Response {
  const zone = state.zone(request.path.Id);
  const type = request.path.Type;
  const limits = state.world.limits.route53;
  if (type === 'MAX_RRSETS_BY_ZONE')
    return answer(
      'GetHostedZoneLimitResponse',
      type,
      limits.recordsPerZone,
      zone.records.size,
    );
  if (type === 'MAX_VPCS_ASSOCIATED_BY_ZONE') {
    return answer(
      'GetHostedZoneLimitResponse',
      type,
      limits.vpcsPerZone,
      zone.vpcs.length,
    );
  }
  throw unknownType(type, [
    'MAX_RRSETS_BY_ZONE',
    'MAX_VPCS_ASSOCIATED_BY_ZONE',
  ]);
}

function accountLimit(request: Route53Request, state: Route53State): Response {
  const type = request.path.Type;
  const limits = state.world.limits.route53;
  const known: Record<string, [limit: number, count: number]> = {
    MAX_HOSTED_ZONES_BY_OWNER: [limits.hostedZones, state.zones.size],
    MAX_REUSABLE_DELEGATION_SETS_BY_OWNER: [
      limits.reusableDelegationSets,
      state.delegationSets.size,
    ],
    MAX_HEALTH_CHECKS_BY_OWNER: [200, 0],
    MAX_TRAFFIC_POLICIES_BY_OWNER: [50, 0],
    MAX_TRAFFIC_POLICY_INSTANCES_BY_OWNER: [5, 0],
  };
  const found = known[type];
  if (!found) throw unknownType(type, Object.keys(known));
  return answer('GetAccountLimitResponse', type, ...found);
}

function answer(
  root: string,
  type: string,
  limit: number,
  count: number,
): Response {
  return route53Answer(root, {
    Limit: { Type: type, Value: limit },
    Count: count,
  });
}

function unknownType(type: string, known: string[]): Error {
  return route53Errors.invalidInput(
    `1 validation error detected: Value '${type}' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [${known.join(
      ', ',
    )}]`,
  );
}
