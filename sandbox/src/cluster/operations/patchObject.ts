import { invalidField, invalidObject } from '../errors/FieldError';
import {
  badRequest,
  notFound,
  StatusError,
  unsupportedMediaType,
} from '../errors/StatusError';
import { cloneJson } from '../json';
import { applyJsonPatch } from '../patch/applyJsonPatch';
import { mergePatch } from '../patch/mergePatch';
import { strategicMergePatch } from '../patch/strategicMergePatch';
import { ServedResource } from '../resources/ServedResource';
import { ClusterObject, isJsonObject, JsonObject } from '../types';
import { applyObject, ApplyPatchOptions } from './applyObject';
import { ClusterContext, WriteOptions, WriteResult } from './ClusterContext';
import { decodeObject } from './decodeObject';
import { findObject, nameMismatch, storeUpdate, Target } from './updateObject';

/** The media types of patches, by what they are called here. @internal */
export const PATCH_TYPES = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
} as const;

/** @internal */
export type PatchType = (typeof PATCH_TYPES)[keyof typeof PATCH_TYPES];

/**
 * Changes an object by a patch of any of the four types; apply makes it when it is not there.
 *
 * @throws StatusError as a replacement does, and 415 for a type the resource does not take.
 * @internal
 */
export function patchObject(
  context: ClusterContext,
  resource: ServedResource,
  target: Target,
  patch: { type: PatchType; body: unknown },
  options: ApplyPatchOptions,
): WriteResult<ClusterObject> {
  if (patch.type === 'strategic' && !resource.strategy.strategicMerge)
    throw unsupportedPatch(resource);
  if (patch.type === 'apply')
    return applyObject(context, resource, target, patch.body, options);
  const old = findObject(context, resource, target);
  if (!old) throw notFound(resource, target.name);
  const { object, warnings } = decodePatched(
    resource,
    patched(resource, old, patch),
    options,
  );
  if (object.metadata.name !== target.name)
    throw nameMismatch(object.metadata.name, target.name);
  return storeUpdate(context, resource, old, object, options, warnings);
}

/** The 415 answer that lists what the resource takes. @internal */
export function unsupportedPatch(resource: ServedResource): StatusError {
  const types = Object.entries(PATCH_TYPES)
    .filter(
      ([, type]) => type !== 'strategic' || resource.strategy.strategicMerge,
    )
    .map(([mediaType]) => mediaType);
  return unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: ${types.join(
      ', ',
    )}`,
  );
}

function patched(
  resource: ServedResource,
  old: ClusterObject,
  patch: { type: PatchType; body: unknown },
): JsonObject {
  if (patch.type === 'json') return applyJsonPatch(cloneJson(old), patch.body);
  if (!isJsonObject(patch.body)) {
    throw badRequest(
      'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}',
    );
  }
  return (
    patch.type === 'merge'
      ? mergePatch(old, patch.body)
      : strategicMergePatch(old, patch.body, resource.schema)
  ) as JsonObject;
}

/** A patched object with unknown fields is invalid as a whole under `fieldValidation=Strict`. */
function decodePatched(
  resource: ServedResource,
  object: JsonObject,
  options: WriteOptions,
) {
  const decoded = decodeObject(resource, object, {
    fieldValidation: options.fieldValidation === 'Ignore' ? 'Ignore' : 'Warn',
  });
  if (options.fieldValidation !== 'Strict' || decoded.warnings.length === 0)
    return decoded;
  throw invalidObject({ group: '', kind: '' }, '', [
    invalidField(
      'patch',
      JSON.stringify(object),
      `strict decoding error: ${decoded.warnings.join(', ')}`,
    ),
  ]);
}
