import {
  members,
  QueryInput,
  queryStructures,
  queryText,
} from '../../core/query';
import { XmlContent } from '../../core/xml';
import { elbErrors } from '../errors';
import { ElbOperation, requiredText, requiredTexts } from '../ElbOperation';
import { ElbState } from '../ElbState';

const MOST_TAGS = 50;
const MOST_RESOURCES = 20;

/** Operations on tags. @public */
export const tagOperations: Record<string, ElbOperation> = {
  AddTags: addTags,
  RemoveTags: removeTags,
  DescribeTags: describeTags,
};

/** The `Tags` parameter. @throws AwsError DuplicateTagKeys, TooManyTags */
export function readTags(input: QueryInput): Map<string, string> {
  const tags = new Map<string, string>();
  for (const tag of queryStructures(input, 'Tags') ?? []) {
    const key = requiredText(tag, 'Key');
    if (tags.has(key)) throw elbErrors.duplicateTagKeys();
    if (/^aws:/i.test(key))
      throw elbErrors.validation(
        `The tag key '${key}' cannot begin with 'aws:'`,
      );
    tags.set(key, queryText(tag, 'Value') ?? '');
  }
  if (tags.size > MOST_TAGS) throw elbErrors.tooManyTags();
  return tags;
}

function addTags(input: QueryInput, state: ElbState): XmlContent {
  const targets = requiredTexts(input, 'ResourceArns').map(arn =>
    tagsOf(arn, state),
  );
  const added = readTags(input);
  if (added.size === 0) throw elbErrors.missing('Tags');
  for (const tags of targets) {
    if (new Set([...tags.keys(), ...added.keys()]).size > MOST_TAGS)
      throw elbErrors.tooManyTags();
  }
  for (const tags of targets)
    for (const [key, value] of added) tags.set(key, value);
  return {};
}

function removeTags(input: QueryInput, state: ElbState): XmlContent {
  const targets = requiredTexts(input, 'ResourceArns').map(arn =>
    tagsOf(arn, state),
  );
  const keys = requiredTexts(input, 'TagKeys');
  for (const tags of targets) for (const key of keys) tags.delete(key);
  return {};
}

function describeTags(input: QueryInput, state: ElbState): XmlContent {
  const arns = requiredTexts(input, 'ResourceArns');
  if (arns.length > MOST_RESOURCES) {
    throw elbErrors.validation(
      `At most ${MOST_RESOURCES} resources can be named in one call`,
    );
  }
  return {
    TagDescriptions: members(
      arns.map(arn => ({
        ResourceArn: arn,
        Tags: members(
          [...tagsOf(arn, state)].map(([Key, Value]) => ({ Key, Value })),
        ),
      })),
    ),
  };
}

function tagsOf(arn: string, state: ElbState): Map<string, string> {
  const resource = arn.split(':')[5] ?? '';
  if (resource.startsWith('loadbalancer/')) return state.loadBalancer(arn).tags;
  if (resource.startsWith('listener/')) return state.listener(arn).tags;
  if (resource.startsWith('listener-rule/')) return state.rule(arn).rule.tags;
  if (resource.startsWith('targetgroup/')) return state.targetGroup(arn).tags;
  throw elbErrors.validation(
    `'${arn}' is not a valid load balancer, target group, listener or listener rule ARN`,
  );
}
