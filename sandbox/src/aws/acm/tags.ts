import { acmErrors } from './errors';

const MOST_TAGS = 50;

/** A tag as the API has it. @public */
export interface AcmTag {
  Key: string;
  Value?: string;
}

/** Adds tags to a certificate's. @throws AwsError InvalidTagException, TooManyTagsException */
export function addTags(
  tags: Map<string, string | undefined>,
  added: readonly AcmTag[],
): void {
  for (const { Key } of added) {
    if (/^aws:/i.test(Key))
      throw acmErrors.invalidTag(
        'aws: prefixed tag key names are not allowed for external use.',
      );
    if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(Key))
      throw acmErrors.invalidTag(`The tag key ${Key} is not valid.`);
  }
  const keys = new Set([...tags.keys(), ...added.map(tag => tag.Key)]);
  if (keys.size > MOST_TAGS) throw acmErrors.tooManyTags();
  for (const { Key, Value } of added) tags.set(Key, Value);
}

/** @public */
export function renderTags(tags: Map<string, string | undefined>): AcmTag[] {
  return [...tags].map(([Key, Value]) => ({ Key, Value }));
}
