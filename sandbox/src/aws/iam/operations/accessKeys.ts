import { members, QueryInput, queryText } from '../../core/query';
import { XmlContent } from '../../core/xml';
import { iamErrors } from '../errors';
import { IamOperation, pageOf, userOf } from '../IamOperation';
import { IamState } from '../IamState';

const KEYS_PER_USER = 2;

/** Operations on access keys. @public */
export const accessKeyOperations: Record<string, IamOperation> = {
  CreateAccessKey: createAccessKey,
  ListAccessKeys: listAccessKeys,
  UpdateAccessKey: updateAccessKey,
  DeleteAccessKey: deleteAccessKey,
};

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
