import {
  members,
  QueryInput,
  queryStructures,
  queryText,
  queryTexts,
} from '../core/query';
import { XmlContent } from '../core/xml';
import { iamErrors } from './errors';
import { IamState, IamUser } from './IamState';

/** One operation of IAM: the content of its result element. @public */
export type IamOperation = (
  input: QueryInput,
  state: IamState,
  accessKeyId: string | undefined,
) => XmlContent;

const KEYS_PER_USER = 2;
const TAGS_PER_USER = 50;
/** Characters of all inline policies of a user, white space aside. */
const POLICY_CHARACTERS = 2048;
const NAME = /^[\w+=,.@-]{1,64}$/;

/** @public */
export const iamOperations: Record<string, IamOperation> = {
  CreateUser: createUser,
  GetUser: getUser,
  ListUsers: listUsers,
  DeleteUser: deleteUser,
  TagUser: tagUser,
  UntagUser: untagUser,
  ListUserTags: listUserTags,
  PutUserPolicy: putUserPolicy,
  GetUserPolicy: getUserPolicy,
  ListUserPolicies: listUserPolicies,
  DeleteUserPolicy: deleteUserPolicy,
  CreateAccessKey: createAccessKey,
  ListAccessKeys: listAccessKeys,
  UpdateAccessKey: updateAccessKey,
  DeleteAccessKey: deleteAccessKey,
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

function putUserPolicy(input: QueryInput, state: IamState): XmlContent {
  const user = userOf(input, state);
  const name = named(input, 'PolicyName');
  const document = queryText(input, 'PolicyDocument') ?? '';
  assertPolicy(document);
  const others = [...user.policies]
    .filter(([other]) => other !== name)
    .map(([, text]) => text);
  const size = [...others, document].join('').replace(/\s/g, '').length;
  if (size > POLICY_CHARACTERS)
    throw iamErrors.policyTooLong(POLICY_CHARACTERS);
  user.policies.set(name, document);
  state.changed(user.name, 'policyPut');
  return {};
}

function assertPolicy(document: string): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(document);
  } catch {
    throw iamErrors.malformedPolicy('This policy contains invalid Json');
  }
  const { Version, Statement } = (parsed ?? {}) as {
    Version?: unknown;
    Statement?: unknown;
  };
  if (
    Version !== undefined &&
    Version !== '2012-10-17' &&
    Version !== '2008-10-17'
  ) {
    throw iamErrors.malformedPolicy(
      'The policy must contain a valid version string',
    );
  }
  const statements = Array.isArray(Statement) ? Statement : [Statement];
  for (const statement of statements as Array<
    Record<string, unknown> | undefined
  >) {
    if (
      typeof statement !== 'object' ||
      statement === null ||
      !/^(Allow|Deny)$/.test(String(statement.Effect))
    ) {
      throw iamErrors.malformedPolicy('Syntax errors in policy.');
    }
    if (statement.Action === undefined && statement.NotAction === undefined) {
      throw iamErrors.malformedPolicy('Policy statement must contain actions.');
    }
    if (
      statement.Resource === undefined &&
      statement.NotResource === undefined
    ) {
      throw iamErrors.malformedPolicy(
        'Policy statement must contain resources.',
      );
    }
  }
}

function getUserPolicy(input: QueryInput, state: IamState): XmlContent {
  const user = userOf(input, state);
  const name = named(input, 'PolicyName');
  const document = user.policies.get(name);
  if (document === undefined) throw iamErrors.noSuchPolicy(name);
  return {
    UserName: user.name,
    PolicyName: name,
    PolicyDocument: encodeURIComponent(document),
  };
}

function listUserPolicies(input: QueryInput, state: IamState): XmlContent {
  const page = pageOf([...userOf(input, state).policies.keys()], input);
  return { PolicyNames: members(page.items), ...page.end };
}

function deleteUserPolicy(input: QueryInput, state: IamState): XmlContent {
  const user = userOf(input, state);
  const name = named(input, 'PolicyName');
  if (!user.policies.delete(name)) throw iamErrors.noSuchPolicy(name);
  state.changed(user.name, 'policyDeleted');
  return {};
}

function createAccessKey(input: QueryInput, state: IamState): XmlContent {
  const user = userOf(input, state);
  if (user.accessKeys.length >= KEYS_PER_USER)
    throw iamErrors.tooManyKeys(KEYS_PER_USER);
  const key = state.createAccessKey(user);
  return {
    AccessKey: {
      UserName: user.name,
      AccessKeyId: key.id,
      Status: key.status,
      SecretAccessKey: key.secret,
      CreateDate: new Date(key.createdAt).toISOString(),
    },
  };
}

function listAccessKeys(input: QueryInput, state: IamState): XmlContent {
  const user = userOf(input, state);
  const page = pageOf(user.accessKeys, input);
  return {
    AccessKeyMetadata: members(
      page.items.map(key => ({
        UserName: user.name,
        AccessKeyId: key.id,
        Status: key.status,
        CreateDate: new Date(key.createdAt).toISOString(),
      })),
    ),
    ...page.end,
  };
}

function updateAccessKey(input: QueryInput, state: IamState): XmlContent {
  const user = userOf(input, state);
  const id = queryText(input, 'AccessKeyId') ?? '';
  const key = user.accessKeys.find(candidate => candidate.id === id);
  if (!key) throw iamErrors.noSuchKey(id);
  const status = queryText(input, 'Status');
  if (status !== 'Active' && status !== 'Inactive')
    throw iamErrors.validation(`Status ${status} is not valid.`);
  key.status = status;
  return {};
}

function deleteAccessKey(input: QueryInput, state: IamState): XmlContent {
  const user = userOf(input, state);
  const id = queryText(input, 'AccessKeyId') ?? '';
  if (!user.accessKeys.some(key => key.id === id))
    throw iamErrors.noSuchKey(id);
  user.accessKeys = user.accessKeys.filter(key => key.id !== id);
  state.changed(user.name, 'keyDeleted');
  return {};
}

function userOf(input: QueryInput, state: IamState): IamUser {
  const name = named(input, 'UserName');
  const user = state.find(name);
  if (!user) throw iamErrors.noSuchUser(name);
  return user;
}

function named(input: QueryInput, parameter: string): string {
  const name = queryText(input, parameter) ?? '';
  const most = parameter === 'UserName' ? 64 : 128;
  if (!NAME.test(name.slice(0, 64)) || name.length > most) {
    throw iamErrors.validation(
      `The specified value for ${parameter
        .slice(0, 1)
        .toLowerCase()}${parameter.slice(
        1,
      )} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
    );
  }
  return name;
}

function readTags(input: QueryInput): Map<string, string> {
  const tags = new Map<string, string>();
  for (const tag of queryStructures(input, 'Tags') ?? []) {
    const key = queryText(tag, 'Key') ?? '';
    if (key === '' || key.length > 128 || /^aws:/i.test(key))
      throw iamErrors.validation(`The tag key ${key} is not valid.`);
    tags.set(key, queryText(tag, 'Value') ?? '');
  }
  return tags;
}

function pageOf<T>(
  all: readonly T[],
  input: QueryInput,
): { items: T[]; end: { IsTruncated: boolean; Marker?: string } } {
  const size = Math.min(
    1000,
    Math.max(1, Number(queryText(input, 'MaxItems') ?? 100) || 100),
  );
  const start = Number(queryText(input, 'Marker') ?? 0) || 0;
  const more = start + size < all.length;
  return {
    items: all.slice(start, start + size),
    end: { IsTruncated: more, Marker: more ? String(start + size) : undefined },
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
