import { applyPatch, Operation } from 'fast-json-patch';
import { badRequest, StatusError } from '../errors/StatusError';
import { JsonObject } from '../types';

const MOST_OPERATIONS = 10_000;

/**
 * RFC 6902.
 *
 * @throws StatusError 400 for a patch that is not a list, 422 for one that does not fit the object.
 * @internal
 */
export function applyJsonPatch(target: JsonObject, patch: unknown): JsonObject {
  if (!Array.isArray(patch)) {
    throw badRequest(
      'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
    );
  }
  if (patch.length > MOST_OPERATIONS) {
    throw new StatusError(
      413,
      'RequestEntityTooLarge',
      `The allowed maximum operations in a JSON patch is ${MOST_OPERATIONS}, got ${patch.length}`,
    );
  }
  try {
    return applyPatch(target, patch as Operation[], true, true, true)
      .newDocument;
  } catch {
    throw new StatusError(
      422,
      'Invalid',
      'the server rejected our request due to an error in our request',
      {},
    );
  }
}
