import { z } from 'zod';
import { AcmContext, arnInput, parseInput, tagSchema } from '../AcmOperation';
import { addTags, AcmTag, renderTags } from '../tags';

const tagsInput = arnInput.extend({ Tags: z.array(tagSchema).min(1).max(50) });
const resourceInput = z.object({ ResourceArn: z.string().min(20).max(2048) });

/** @public */
export function addTagsToCertificate(
  input: unknown,
  { state }: AcmContext,
): unknown {
  const { CertificateArn, Tags } = parseInput(tagsInput, input);
  const certificate = state.readable(CertificateArn);
  addTags(certificate.tags, Tags);
  state.changed(certificate, 'tagged');
  return undefined;
}

/** Removes tags; one that is given with a value only if it has that value. @public */
export function removeTagsFromCertificate(
  input: unknown,
  { state }: AcmContext,
): unknown {
  const { CertificateArn, Tags } = parseInput(tagsInput, input);
  const certificate = state.readable(CertificateArn);
  for (const { Key, Value } of Tags) {
    if (Value === undefined || certificate.tags.get(Key) === Value)
      certificate.tags.delete(Key);
  }
  state.changed(certificate, 'tagged');
  return undefined;
}

/** @public */
export function listTagsForCertificate(
  input: unknown,
  { state }: AcmContext,
): { Tags: AcmTag[] } {
  return {
    Tags: renderTags(
      state.readable(parseInput(arnInput, input).CertificateArn).tags,
    ),
  };
}

/** @public */
export function tagResource(input: unknown, context: AcmContext): unknown {
  const { ResourceArn, Tags } = parseInput(
    resourceInput.extend({ Tags: z.array(tagSchema).min(1).max(50) }),
    input,
  );
  return addTagsToCertificate({ CertificateArn: ResourceArn, Tags }, context);
}

/** @public */
export function untagResource(input: unknown, context: AcmContext): unknown {
  const schema = resourceInput.extend({
    TagKeys: z.array(z.string().min(1).max(128)).min(1).max(50),
  });
  const { ResourceArn, TagKeys } = parseInput(schema, input);
  return removeTagsFromCertificate(
    { CertificateArn: ResourceArn, Tags: TagKeys.map(Key => ({ Key })) },
    context,
  );
}

/** @public */
export function listTagsForResource(
  input: unknown,
  context: AcmContext,
): unknown {
  return listTagsForCertificate(
    { CertificateArn: parseInput(resourceInput, input).ResourceArn },
    context,
  );
}
