import { badRequest } from '../errors/StatusError';
import { WriteOptions, WriteResult } from '../operations/ClusterContext';
import { createObject } from '../operations/createObject';
import { strictError } from '../operations/decodeObject';
import {
  PATCH_TYPES,
  patchObject,
  unsupportedPatch,
} from '../operations/patchObject';
import { replaceObject } from '../operations/updateObject';
import { ServedResource } from '../resources/ServedResource';
import { ClusterObject, JsonObject } from '../types';
import { negotiate } from './negotiate';
import { readFlag, readWriteOptions } from './queryOptions';
import { Body, mediaTypeOf, readObject, readPatch } from './readBody';
import { answerObject } from './reads';
import type { ResourceCall } from './RequestHandler';

/** POST. @internal */
export async function answerCreate(call: ResourceCall): Promise<Response> {
  const { context, info, resource } = call;
  const options = readWriteOptions(call, 'CreateOptions');
  const body = await readObject(call.request, resource.kind);
  const doubled = refuseOrWarn(resource, body, options);
  const result = createObject(
    context,
    resource,
    info.namespace,
    body.value as JsonObject,
    options,
  );
  return answerWrite(call, result, doubled);
}

/** PUT. @internal */
export async function answerUpdate(call: ResourceCall): Promise<Response> {
  const { context, info, resource } = call;
  if (info.name === undefined) throw badRequest('name must be provided');
  const options = readWriteOptions(call, 'UpdateOptions');
  const body = await readObject(call.request, resource.kind);
  const doubled = refuseOrWarn(resource, body, options);
  const target = { namespace: info.namespace, name: info.name };
  return answerWrite(
    call,
    replaceObject(context, resource, target, body.value as JsonObject, options),
    doubled,
  );
}

/** PATCH. @internal */
export async function answerPatch(call: ResourceCall): Promise<Response> {
  const { context, info, resource, request, url } = call;
  if (info.name === undefined) throw badRequest('name must be provided');
  const mediaType = mediaTypeOf(request);
  const type = Object.hasOwn(PATCH_TYPES, mediaType)
    ? PATCH_TYPES[mediaType as keyof typeof PATCH_TYPES]
    : undefined;
  if (!type) throw unsupportedPatch(resource);
  const options = readWriteOptions(call, 'PatchOptions');
  const body = await readPatch(request, type === 'apply');
  const doubled = refuseOrWarn(resource, body, options);
  const result = patchObject(
    context,
    resource,
    { namespace: info.namespace, name: info.name },
    { type, body: body.value },
    {
      ...options,
      force: readFlag(url.searchParams, 'force'),
      hasFieldManager: Boolean(url.searchParams.get('fieldManager')),
    },
  );
  return answerWrite(call, result, doubled);
}

function answerWrite(
  call: ResourceCall,
  result: WriteResult<ClusterObject>,
  warnings: string[],
): Response {
  const form = negotiate(call.request.headers.get('accept'), [
    'Table',
    'PartialObjectMetadata',
  ]);
  return answerObject(call, result.object, form, {
    status: result.created ? 201 : 200,
    warnings: [...warnings, ...result.warnings],
  });
}

function refuseOrWarn(
  resource: ServedResource,
  body: Body,
  options: WriteOptions,
): string[] {
  const problems = body.duplicates.map(
    field => `duplicate field ${JSON.stringify(field)}`,
  );
  if (options.fieldValidation === 'Strict' && problems.length > 0)
    throw strictError(resource, problems);
  return options.fieldValidation === 'Ignore' ? [] : problems;
}
