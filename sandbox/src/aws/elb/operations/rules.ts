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
import { ElbState } from '../ElbState';
import { LoadBalancer, Rule, rulesInOrder } from '../LoadBalancer';
import { renderRule } from '../render';
import { readActions } from './actions';
import { oneOf } from './loadBalancers';
import { readTags } from './tags';

/** Operations on rules. @public */
export const ruleOperations: Record<string, ElbOperation> = {
  CreateRule: create,
  DescribeRules: describe,
  ModifyRule: modify,
  DeleteRule: remove,
  SetRulePriorities: setPriorities,
};

const FIELDS = [
  'host-header',
  'path-pattern',
  'http-header',
  'http-request-method',
  'query-string',
  'source-ip',
] as const;
const CONFIGS: Record<(typeof FIELDS)[number], string> = {
  'host-header': 'HostHeaderConfig',
  'path-pattern': 'PathPatternConfig',
  'http-header': 'HttpHeaderConfig',
  'http-request-method': 'HttpRequestMethodConfig',
  'query-string': 'QueryStringConfig',
  'source-ip': 'SourceIpConfig',
};
const LAST_PRIORITY = 50_000;

function create(input: QueryInput, state: ElbState): XmlContent {
  const listener = state.listener(requiredText(input, 'ListenerArn'));
  const priority = wholeNumber(input, 'Priority', 1, LAST_PRIORITY);
  if (priority === undefined) throw elbErrors.missing('Priority');
  if ([...listener.rules.values()].some(rule => rule.priority === priority))
    throw elbErrors.priorityInUse(priority);
  const conditions = readConditions(input, state);
  const actions = readActions(
    queryStructures(input, 'Actions'),
    'Actions',
    listener.loadBalancer,
    state,
  );
  if (
    countRules(listener.loadBalancer) >=
    state.world.limits.elb.rulesPerLoadBalancer
  )
    throw elbErrors.tooManyRules();
  const rule: Rule = {
    arn: `${listener.arn.replace(
      ':listener/',
      ':listener-rule/',
    )}/${state.world.ids.hex(16)}`,
    isDefault: false,
    priority,
    conditions,
    actions,
    transforms: queryStructures(input, 'Transforms') ?? [],
    tags: readTags(input),
  };
  state.addRule(listener, rule);
  return { Rules: members([renderRule(rule)]) };
}

function countRules(loadBalancer: LoadBalancer): number {
  let count = 0;
  for (const listener of loadBalancer.listeners.values())
    count += listener.rules.size;
  return count;
}

/** @throws AwsError ValidationError */
function readConditions(input: QueryInput, state: ElbState): QueryInput[] {
  const given = queryStructures(input, 'Conditions');
  if (given === undefined || given.length === 0)
    throw elbErrors.missing('Conditions');
  const conditions = given.map(readCondition);
  const values = conditions.flatMap(valuesOf);
  const { conditionValuesPerRule, wildcardsPerRule } = state.world.limits.elb;
  if (values.length > conditionValuesPerRule) {
    throw elbErrors.validation(
      `A rule can only have '${conditionValuesPerRule}' condition values, but '${values.length}' were specified`,
    );
  }
  const wildcards = values.reduce(
    (sum, value) => sum + (value.match(/[*?]/g)?.length ?? 0),
    0,
  );
  if (wildcards > wildcardsPerRule) {
    throw elbErrors.validation(
      `A rule can only have '${wildcardsPerRule}' condition wildcards, but '${wildcards}' were specified`,
    );
  }
  return conditions;
}

function readCondition(condition: QueryInput): QueryInput {
  const field = oneOf(requiredText(condition, 'Field'), FIELDS, 'Field');
  const configName = CONFIGS[field];
  const config = queryStructure(condition, configName);
  const values = queryTexts(condition, 'Values');
  const listed = queryTexts(config ?? {}, 'Values') ?? values ?? [];
  const hasOther =
    config !== undefined &&
    (config.RegexValues !== undefined || field === 'query-string');
  if (listed.length === 0 && !hasOther)
    throw elbErrors.validation(
      `A condition on '${field}' must have at least one value`,
    );
  if (field === 'path-pattern') {
    const bad = listed.find(
      value => !/^[/*?]/.test(value) || value.length > 128,
    );
    if (bad !== undefined)
      throw elbErrors.validation(`The path pattern '${bad}' is not valid`);
  }
  if (field === 'host-header') {
    const bad = listed.find(value => !/^[A-Za-z0-9.*?-]{1,128}$/.test(value));
    if (bad !== undefined)
      throw elbErrors.validation(`The host name '${bad}' is not valid`);
  }
  if (hasOther || field === 'query-string' || field === 'http-header')
    return condition;
  const shown: QueryInput =
    field === 'host-header' || field === 'path-pattern'
      ? { Values: listed }
      : {};
  return {
    ...condition,
    Field: field,
    ...shown,
    [configName]: { ...config, Values: listed },
  };
}

function valuesOf(condition: QueryInput): string[] {
  const config =
    queryStructure(
      condition,
      CONFIGS[condition.Field as (typeof FIELDS)[number]],
    ) ?? {};
  const pairs = (queryStructures(config, 'Values') ?? []).map(
    pair => `${queryText(pair, 'Key') ?? ''}${queryText(pair, 'Value') ?? ''}`,
  );
  return [
    ...(queryTexts(config, 'Values') ?? []),
    ...(queryTexts(config, 'RegexValues') ?? []),
    ...pairs,
  ];
}

function describe(input: QueryInput, state: ElbState): XmlContent {
  const arns = queryTexts(input, 'RuleArns') ?? [];
  const listenerArn = queryText(input, 'ListenerArn');
  if (arns.length === 0 && listenerArn === undefined) {
    throw elbErrors.validation(
      'You must specify either listener rule ARNs or a listener ARN',
    );
  }
  const all =
    arns.length > 0
      ? arns.map(arn => state.rule(arn).rule)
      : rulesInOrder(state.listener(listenerArn ?? ''));
  const page = pageOf(all, input);
  return {
    Rules: members(page.items.map(renderRule)),
    NextMarker: page.nextMarker,
  };
}

function modify(input: QueryInput, state: ElbState): XmlContent {
  const { rule, listener } = state.rule(requiredText(input, 'RuleArn'));
  const conditions = queryStructures(input, 'Conditions')
    ? readConditions(input, state)
    : undefined;
  if (conditions && rule.isDefault)
    throw elbErrors.validation('The default rule cannot have conditions');
  const given = queryStructures(input, 'Actions');
  const actions = given
    ? readActions(given, 'Actions', listener.loadBalancer, state)
    : undefined;
  rule.conditions = conditions ?? rule.conditions;
  rule.actions = actions ?? rule.actions;
  rule.transforms =
    queryText(input, 'ResetTransforms') === 'true'
      ? []
      : queryStructures(input, 'Transforms') ?? rule.transforms;
  state.changed(listener.loadBalancer, 'ruleModified');
  return { Rules: members([renderRule(rule)]) };
}

function remove(input: QueryInput, state: ElbState): XmlContent {
  const { rule, listener } = state.rule(requiredText(input, 'RuleArn'));
  if (rule.isDefault) throw elbErrors.defaultRule();
  state.deleteRule(listener, rule);
  return {};
}

/** All or nothing. */
function setPriorities(input: QueryInput, state: ElbState): XmlContent {
  const pairs = queryStructures(input, 'RulePriorities') ?? [];
  if (pairs.length === 0) throw elbErrors.missing('RulePriorities');
  const wanted = pairs.map(pair => {
    const found = state.rule(requiredText(pair, 'RuleArn'));
    if (found.rule.isDefault) throw elbErrors.defaultRule();
    const priority = wholeNumber(pair, 'Priority', 1, LAST_PRIORITY);
    if (priority === undefined) throw elbErrors.missing('Priority');
    return { ...found, priority };
  });
  for (const listener of new Set(wanted.map(entry => entry.listener))) {
    const after = new Map(
      [...listener.rules.values()].map(rule => [rule.arn, rule.priority]),
    );
    for (const { rule, priority } of wanted)
      if (after.has(rule.arn)) after.set(rule.arn, priority);
    const seen = new Set<number>();
    for (const priority of after.values()) {
      if (seen.has(priority)) throw elbErrors.priorityInUse(priority);
      seen.add(priority);
    }
  }
  for (const { rule, priority } of wanted) rule.priority = priority;
  for (const listener of new Set(wanted.map(entry => entry.listener)))
    state.changed(listener.loadBalancer, 'ruleModified');
  return { Rules: members(wanted.map(entry => renderRule(entry.rule))) };
}
