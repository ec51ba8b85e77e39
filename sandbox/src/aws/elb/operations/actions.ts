import {
  QueryInput,
  queryStructure,
  queryStructures,
  queryText,
} from '../../core/query';
import { elbErrors } from '../errors';
import { requiredText, wholeNumber } from '../ElbOperation';
import { ElbState } from '../ElbState';
import {
  LoadBalancer,
  targetGroupsOf,
  usedTargetGroups,
} from '../LoadBalancer';
import { oneOf } from './loadBalancers';

const TYPES = [
  'forward',
  'redirect',
  'fixed-response',
  'authenticate-oidc',
  'authenticate-cognito',
  'jwt-validation',
] as const;
const FINAL_TYPES = ['forward', 'redirect', 'fixed-response'];
const LONGEST_BODY = 1024;

/**
 * The actions of a rule or listener, checked.
 *
 * @throws AwsError ValidationError, TargetGroupNotFound, TooManyUniqueTargetGroupsPerLoadBalancer, TargetGroupAssociationLimit
 * @public
 */
export function readActions(
  actions: QueryInput[] | undefined,
  parameter: string,
  loadBalancer: LoadBalancer,
  state: ElbState,
): QueryInput[] {
  if (actions === undefined || actions.length === 0)
    throw elbErrors.missing(parameter);
  const checked = actions.map(action => checkAction(action, state));
  const final = checked.filter(action =>
    FINAL_TYPES.includes(String(action.Type)),
  );
  if (final.length !== 1) {
    throw elbErrors.validation(
      'A rule must have exactly one action of type forward, redirect or fixed-response',
    );
  }
  assertGroupsFit(checked, loadBalancer, state);
  return checked;
}

function checkAction(action: QueryInput, state: ElbState): QueryInput {
  const type = oneOf(requiredText(action, 'Type'), TYPES, 'Type');
  switch (type) {
    case 'forward':
      return checkForward(action, state);
    case 'redirect':
      return checkRedirect(action);
    case 'fixed-response':
      return checkFixedResponse(action);
    default:
      return action;
  }
}

function checkForward(action: QueryInput, state: ElbState): QueryInput {
  const groups = targetGroupsOf([action]);
  if (groups.length === 0)
    throw elbErrors.validation(
      'A target group ARN must be specified for a forward action',
    );
  if (groups.length > state.world.limits.elb.targetGroupsPerAction) {
    throw elbErrors.validation(
      `A forward action can have at most ${state.world.limits.elb.targetGroupsPerAction} target groups`,
    );
  }
  for (const arn of groups) state.targetGroup(arn);
  const forward = queryStructure(action, 'ForwardConfig');
  for (const group of queryStructures(forward ?? {}, 'TargetGroups') ?? [])
    wholeNumber(group, 'Weight', 0, 999);
  if (forward !== undefined)
    return groups.length === 1
      ? { ...action, TargetGroupArn: groups[0] }
      : action;
  return {
    ...action,
    ForwardConfig: {
      TargetGroups: [{ TargetGroupArn: groups[0], Weight: '1' }],
      TargetGroupStickinessConfig: { Enabled: 'false' },
    },
  };
}

function checkRedirect(action: QueryInput): QueryInput {
  const config = queryStructure(action, 'RedirectConfig');
  if (config === undefined) throw elbErrors.missing('RedirectConfig');
  oneOf(
    requiredText(config, 'StatusCode'),
    ['HTTP_301', 'HTTP_302'],
    'StatusCode',
  );
  const full = {
    Protocol: queryText(config, 'Protocol') ?? '#{protocol}',
    Port: queryText(config, 'Port') ?? '#{port}',
    Host: queryText(config, 'Host') ?? '#{host}',
    Path: queryText(config, 'Path') ?? '/#{path}',
    Query: queryText(config, 'Query') ?? '#{query}',
    StatusCode: requiredText(config, 'StatusCode'),
  };
  if (!full.Path.startsWith('/'))
    throw elbErrors.validation(
      `The redirect path '${full.Path}' must begin with '/'`,
    );
  if (
    full.Protocol === '#{protocol}' &&
    full.Port === '#{port}' &&
    full.Host === '#{host}' &&
    full.Path === '/#{path}'
  ) {
    throw elbErrors.validation(
      'A redirect must change the protocol, port, host or path: it would loop',
    );
  }
  return { ...action, RedirectConfig: full };
}

function checkFixedResponse(action: QueryInput): QueryInput {
  const config = queryStructure(action, 'FixedResponseConfig');
  if (config === undefined) throw elbErrors.missing('FixedResponseConfig');
  const status = requiredText(config, 'StatusCode');
  if (!/^[245]\d\d$/.test(status)) {
    throw elbErrors.validation(
      `The fixed response status code '${status}' must be 2XX, 4XX or 5XX`,
    );
  }
  if ((queryText(config, 'MessageBody') ?? '').length > LONGEST_BODY) {
    throw elbErrors.validation(
      `The fixed response body can have at most ${LONGEST_BODY} characters`,
    );
  }
  const contentType = queryText(config, 'ContentType');
  if (contentType !== undefined) {
    oneOf(
      contentType,
      [
        'text/plain',
        'text/css',
        'text/html',
        'application/javascript',
        'application/json',
      ],
      'ContentType',
    );
  }
  return action;
}

/** A target group belongs to one load balancer, and a load balancer has room for so many. */
function assertGroupsFit(
  actions: QueryInput[],
  loadBalancer: LoadBalancer,
  state: ElbState,
): void {
  const wanted = targetGroupsOf(actions);
  for (const arn of wanted) {
    const users = state.usersOf(state.targetGroup(arn));
    if (users.some(user => user !== loadBalancer))
      throw elbErrors.associationLimit(arn);
  }
  const used = usedTargetGroups(loadBalancer);
  for (const arn of wanted) used.add(arn);
  if (used.size > state.world.limits.elb.targetGroupsPerLoadBalancer)
    throw elbErrors.tooManyGroupsOfLoadBalancer();
}
