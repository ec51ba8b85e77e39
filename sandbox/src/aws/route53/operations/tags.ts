import {
  childItems,
  childText,
  XmlContent,
  XmlNode,
  xmlList,
} from '../../core/xml';
import { route53Errors } from '../errors';
import { Route53Operation } from '../Route53Operation';
import { route53Answer, Route53Request } from '../Route53Request';
import { Route53State } from '../Route53State';

const MOST_TAGS_PER_CALL = 10;
const MOST_RESOURCES_PER_CALL = 10;

/** Operations on tags of zones. @public */
export const tagOperations: Route53Operation[] = [
  {
    name: 'ChangeTagsForResource',
    method: 'POST',
    path: 'tags/{ResourceType}/{ResourceId}',
    execute: changeTags,
  },
  {
    name: 'ListTagsForResource',
    method: 'GET',
    path: 'tags/{ResourceType}/{ResourceId}',
    execute: listTags,
  },
  {
    name: 'ListTagsForResources',
    method: 'POST',
    path: 'tags/{ResourceType}',
    execute: listTagsOfMany,
  },
];

function changeTags(request: Route53Request, state: Route53State): Response {
  const tags = tagsOf(
    request.path.ResourceType,
    request.path.ResourceId,
    state,
  );
  const body = request.body('ChangeTagsForResourceRequest');
  const added = childItems(body, 'AddTags', 'Tag').map(readTag);
  const removed = childItems(body, 'RemoveTagKeys', 'Key').map(text =>
    String(text),
  );
  if (added.length + removed.length === 0)
    throw route53Errors.invalidInput('AddTags or RemoveTagKeys is needed.');
  if (
    added.length > MOST_TAGS_PER_CALL ||
    removed.length > MOST_TAGS_PER_CALL
  ) {
    throw route53Errors.invalidInput(
      `At most ${MOST_TAGS_PER_CALL} tags can be added or removed in one call.`,
    );
  }
  for (const key of removed) tags.delete(key);
  for (const [key, value] of added) tags.set(key, value);
  return route53Answer('ChangeTagsForResourceResponse', {});
}

function listTags(request: Route53Request, state: Route53State): Response {
  const { ResourceType, ResourceId } = request.path;
  return route53Answer('ListTagsForResourceResponse', {
    ResourceTagSet: renderTagSet(
      ResourceType,
      ResourceId,
      tagsOf(ResourceType, ResourceId, state),
    ),
  });
}

function listTagsOfMany(
  request: Route53Request,
  state: Route53State,
): Response {
  const type = request.path.ResourceType;
  const body = request.body('ListTagsForResourcesRequest');
  const ids = childItems(body, 'ResourceIds', 'ResourceId').map(text =>
    String(text),
  );
  if (ids.length < 1 || ids.length > MOST_RESOURCES_PER_CALL) {
    throw route53Errors.invalidInput(
      `1 validation error detected: Value at 'resourceIds' failed to satisfy constraint: Member must have length of 1 to ${MOST_RESOURCES_PER_CALL}`,
    );
  }
  return route53Answer('ListTagsForResourcesResponse', {
    ResourceTagSets: xmlList(
      'ResourceTagSet',
      ids.map(id => renderTagSet(type, id, tagsOf(type, id, state))),
    ),
  });
}

function tagsOf(
  type: string,
  id: string,
  state: Route53State,
): Map<string, string> {
  if (type === 'hostedzone') return state.zone(id).tags;
  if (type === 'healthcheck') throw route53Errors.noSuchHealthCheck(id);
  throw route53Errors.invalidInput(
    `1 validation error detected: Value '${type}' at 'resourceType' failed to satisfy constraint: Member must satisfy enum value set: [healthcheck, hostedzone]`,
  );
}

function readTag(node: XmlNode): [string, string] {
  const key = childText(node, 'Key') ?? '';
  const value = childText(node, 'Value') ?? '';
  if (key.length < 1 || key.length > 128)
    throw route53Errors.invalidInput('A tag key has 1 to 128 characters.');
  if (value.length > 256)
    throw route53Errors.invalidInput('A tag value has at most 256 characters.');
  return [key, value];
}

function renderTagSet(
  type: string,
  id: string,
  tags: Map<string, string>,
): XmlContent {
  return {
    ResourceType: type,
    ResourceId: id,
    Tags: xmlList(
      'Tag',
      [...tags].map(([Key, Value]) => ({ Key, Value })),
    ),
  };
}
