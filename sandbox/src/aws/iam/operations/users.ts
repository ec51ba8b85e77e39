import { members, QueryInput, queryText, queryTexts } from '../../core/query';
import { XmlContent } from '../../core/xml';
import { iamErrors } from '../errors';
import { IamOperation, named, pageOf, readTags, userOf } from '../IamOperation';
import { IamState, IamUser } from '../IamState';

const TAGS_PER_USER = 50;

/** Operations on users and their tags. @public */
export const userOperations: Record<string, IamOperation> = {
  CreateUser: createUser,
  GetUser: getUser,
  ListUsers: listUsers,
  DeleteUser: deleteUser,
  TagUser: tagUser,
  UntagUser: untagUser,
  ListUserTags: listUserTags,
};

function createUser(input: QueryInput, state: IamState): XmlContent {
  const name = named(input, 'UserName');
  const path = queryText(input, 'Path');
  if (path !== undefined && !/^\/(?:[\u0021-\u007e]+\/)?$/.test(path)) {
    throw iamErrors.validation(
      'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
    );
  }
  if (state.find(name)) throw iamErrors.userExists(name);
  const tags = readTags(input);
  if (tags.size > TAGS_PER_USER) throw iamErrors.tooManyTags(TAGS_PER_USER);
  return {
    User: renderUser(
      state.createUser({
        name,
        path,
        tags,
        permissionsBoundary: queryText(input, 'PermissionsBoundary'),
      }),
    ),
  };
}

/** Without a name: the user whose access key signed the call. */
function getUser(
  input: QueryInput,
  state: IamState,
  accessKeyId: string | undefined,
): XmlContent {
  if (queryText(input, 'UserName') !== undefined)
    return { User: renderUser(userOf(input, state)) };
  const user = [...state.users.values()].find(candidate =>
    candidate.accessKeys.some(key => key.id === accessKeyId),
  );
  if (!user)
    throw iamErrors.validation(
      'Must specify userName when calling with non-User credentials',
    );
  return { User: renderUser(user) };
}

function listUsers(input: QueryInput, state: IamState): XmlContent {
  const prefix = queryText(input, 'PathPrefix') ?? '/';
  const users = [...state.users.values()].filter(user =>
    user.path.startsWith(prefix),
  );
  const page = pageOf(users, input);
  return { Users: members(page.items.map(renderUser)), ...page.end };
}

function deleteUser(input: QueryInput, state: IamState): XmlContent {
  const user = userOf(input, state);
  if (user.accessKeys.length > 0) throw iamErrors.deleteKeysFirst();
  if (user.policies.size > 0) throw iamErrors.deletePoliciesFirst();
  state.deleteUser(user);
  return {};
}

function tagUser(input: QueryInput, state: IamState): XmlContent {
  const user = userOf(input, state);
  const added = readTags(input);
  if (new Set([...user.tags.keys(), ...added.keys()]).size > TAGS_PER_USER)
    throw iamErrors.tooManyTags(TAGS_PER_USER);
  for (const [key, value] of added) user.tags.set(key, value);
  state.changed(user.name, 'tagged');
  return {};
}

function untagUser(input: QueryInput, state: IamState): XmlContent {
  const user = userOf(input, state);
  for (const key of queryTexts(input, 'TagKeys') ?? []) user.tags.delete(key);
  state.changed(user.name, 'tagged');
  return {};
}

function listUserTags(input: QueryInput, state: IamState): XmlContent {
  const page = pageOf([...userOf(input, state).tags], input);
  return {
    Tags: members(page.items.map(([Key, Value]) => ({ Key, Value }))),
    ...page.end,
  };
}

function renderUser(user: IamUser): XmlContent {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.id,
    Arn: user.arn,
    CreateDate: new Date(user.createdAt).toISOString(),
    PermissionsBoundary: user.permissionsBoundary && {
      PermissionsBoundaryType: 'Policy',
      PermissionsBoundaryArn: user.permissionsBoundary,
    },
    Tags:
      user.tags.size === 0
        ? undefined
        : members([...user.tags].map(([Key, Value]) => ({ Key, Value }))),
  };
}
