import { members, QueryInput, queryText } from '../../core/query';
import { XmlContent } from '../../core/xml';
import { iamErrors } from '../errors';
import { IamOperation, named, pageOf, userOf } from '../IamOperation';
import { IamState } from '../IamState';

/** Characters of all inline policies of a user, white space aside. */
const POLICY_CHARACTERS = 2048;

/** Operations on inline policies. @public */
export const userPolicyOperations: Record<string, IamOperation> = {
  PutUserPolicy: putUserPolicy,
  GetUserPolicy: getUserPolicy,
  ListUserPolicies: listUserPolicies,
  DeleteUserPolicy: deleteUserPolicy,
};

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
