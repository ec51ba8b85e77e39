import { QueryInput, queryStructures, queryText } from '../core/query';
import { XmlContent } from '../core/xml';
import { iamErrors } from './errors';
import { IamState, IamUser } from './IamState';

/** One operation of IAM: the content of its result element. @public */
export type IamOperation = (
  input: QueryInput,
  state: IamState,
  accessKeyId: string | undefined,
) => XmlContent;

const NAME = /^[\w+=,.@-]{1,64}$/;

/** @throws AwsError NoSuchEntity */
export function userOf(input: QueryInput, state: IamState): IamUser {
  const name = named(input, 'UserName');
  const user = state.find(name);
  if (!user) throw iamErrors.noSuchUser(name);
  return user;
}

/** A name of the allowed characters. @throws AwsError ValidationError */
export function named(input: QueryInput, parameter: string): string {
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

/** @throws AwsError ValidationError */
export function readTags(input: QueryInput): Map<string, string> {
  const tags = new Map<string, string>();
  for (const tag of queryStructures(input, 'Tags') ?? []) {
    const key = queryText(tag, 'Key') ?? '';
    if (key === '' || key.length > 128 || /^aws:/i.test(key))
      throw iamErrors.validation(`The tag key ${key} is not valid.`);
    tags.set(key, queryText(tag, 'Value') ?? '');
  }
  return tags;
}

/** A page of a list operation, with the elements that say whether there is more. @public */
export function pageOf<T>(
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
