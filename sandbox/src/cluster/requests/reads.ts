import { badRequest } from '../errors/StatusError';
import { notFound } from '../errors/StatusError';
import {
  deletedStatus,
  deleteObject,
  DeleteOptions,
} from '../operations/deleteObject';
import { listObjects, ListQuery } from '../operations/listObjects';
import { findObject } from '../operations/updateObject';
import { groupVersion } from '../resources/ServedResource';
import { partialObjectMetadata, tableOf } from '../tables/tableOf';
import { ClusterObject, JsonObject, objectOrEmpty } from '../types';
import { answer, jsonOf, jsonWithoutKind } from './answers';
import { AnswerForm, negotiate } from './negotiate';
import { isTrue } from './parsePath';
import { readDryRun } from './queryOptions';
import { readOptional } from './readBody';
import type { ResourceCall } from './RequestHandler';

/** GET of one object. @internal */
export function answerGet(call: ResourceCall): Response {
  const { context, info, resource, request } = call;
  const form = negotiate(request.headers.get('accept'), [
    'Table',
    'PartialObjectMetadata',
  ]);
  const object =
    context.frozenAt === undefined
      ? findObject(context, resource, {
          namespace: info.namespace,
          name: info.name!,
        })
      : listObjects(context, resource, readListQuery(call)).items[0];
  if (!object) throw notFound(resource, info.name!);
  return answerObject(call, object, form);
}

/** One object in the form that was asked for. @internal */
export function answerObject(
  call: ResourceCall,
  object: ClusterObject,
  form: AnswerForm,
  options: { status?: number; warnings?: string[] } = {},
): Response {
  const { resourceVersion } = object.metadata;
  switch (form.as) {
    case 'Table':
      return answer(table(call, [object], { resourceVersion }), {
        ...options,
        form,
      });
    case 'PartialObjectMetadata':
      return answer(partialObjectMetadata(object), { ...options, form });
    default:
      return answer(object, { ...options, form });
  }
}

/** GET of a collection. @internal */
export function answerList(call: ResourceCall): Response {
  const { context, resource, request } = call;
  const form = negotiate(request.headers.get('accept'), [
    'Table',
    'PartialObjectMetadataList',
  ]);
  const result = listObjects(context, resource, readListQuery(call));
  const metadata = {
    resourceVersion: result.resourceVersion,
    ...(result.continue ? { continue: result.continue } : {}),
    ...(result.remainingItemCount
      ? { remainingItemCount: result.remainingItemCount }
      : {}),
  };
  if (form.as === 'Table')
    return answer(table(call, result.items, metadata), { form });
  if (form.as === 'PartialObjectMetadataList') {
    const items = result.items.map(partialObjectMetadata);
    return answer(
      {
        kind: 'PartialObjectMetadataList',
        apiVersion: 'meta.k8s.io/v1',
        metadata,
        items,
      },
      { form },
    );
  }
  const head = JSON.stringify({
    kind: resource.listKind,
    apiVersion: groupVersion(resource),
    metadata,
  });
  const items = result.items.map(resource.custom ? jsonOf : jsonWithoutKind);
  return answer(`${head.slice(0, -1)},"items":[${items.join(',')}]}`, { form });
}

/** The parameters of a list or watch. @internal */
export function readListQuery(call: ResourceCall): ListQuery {
  const query = call.url.searchParams;
  const text = (name: string) => query.get(name) || undefined;
  const byName =
    call.info.name === undefined
      ? undefined
      : `metadata.name=${call.info.name}`;
  return {
    namespace: call.info.namespace,
    labelSelector: text('labelSelector'),
    fieldSelector:
      [byName, text('fieldSelector')].filter(Boolean).join(',') || undefined,
    limit: readInteger(query, 'limit'),
    continue: text('continue'),
    resourceVersion: text('resourceVersion'),
    resourceVersionMatch: text('resourceVersionMatch'),
    horizon: call.context.frozenAt,
  };
}

/** @throws StatusError 400 for what is not a number. @internal */
export function readInteger(
  query: URLSearchParams,
  name: string,
): number | undefined {
  const value = query.get(name);
  if (value === null || value === '') return undefined;
  if (!/^[+-]?\d+$/.test(value)) {
    throw badRequest(
      `strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`,
    );
  }
  return Number(value);
}

/** DELETE of one object. @internal */
export async function answerDelete(call: ResourceCall): Promise<Response> {
  const { context, info, resource, request } = call;
  const form = negotiate(request.headers.get('accept'), [
    'Table',
    'PartialObjectMetadata',
  ]);
  const options = readDeleteOptions(call, await readOptional(request));
  const target = { namespace: info.namespace, name: info.name! };
  const { object, gone } = deleteObject(context, resource, target, options);
  if (!gone || resource.strategy.returnsDeleted)
    return answerObject(call, object, form);
  return answer(deletedStatus(resource, object), {
    form: { mediaType: form.mediaType },
  });
}

/** DELETE of a collection. @internal */
export async function answerDeleteCollection(
  call: ResourceCall,
): Promise<Response> {
  const { context, resource, request } = call;
  const {
    uid: _uid,
    resourceVersion: _version,
    ...options
  } = readDeleteOptions(call, await readOptional(request));
  const { items, resourceVersion } = listObjects(
    context,
    resource,
    readListQuery(call),
  );
  const deleted = items.map(
    ({ metadata: { namespace, name } }) =>
      deleteObject(context, resource, { namespace, name }, options).object,
  );
  return answer({
    kind: resource.listKind,
    apiVersion: groupVersion(resource),
    metadata: { resourceVersion },
    items: deleted,
  });
}

function readDeleteOptions(
  call: ResourceCall,
  body: JsonObject,
): DeleteOptions {
  const query = call.url.searchParams;
  const preconditions = objectOrEmpty(body.preconditions);
  const orphans =
    isTrue(query.get('orphanDependents')) || body.orphanDependents === true;
  const policy =
    body.propagationPolicy ?? query.get('propagationPolicy') ?? undefined;
  return {
    user: call.user,
    dryRun: readDryRun(body.dryRun ?? query.getAll('dryRun'), 'DeleteOptions'),
    uid: preconditions.uid as string | undefined,
    resourceVersion: preconditions.resourceVersion as string | undefined,
    propagationPolicy: orphans ? 'Orphan' : (policy as string | undefined),
  };
}

function table(
  call: ResourceCall,
  objects: ClusterObject[],
  metadata: JsonObject,
): JsonObject {
  const include = call.url.searchParams.get('includeObject');
  return tableOf(call.resource, objects, {
    now: call.context.clock.now(),
    includeObject:
      include === 'None' || include === 'Object' ? include : 'Metadata',
    metadata,
  });
}
