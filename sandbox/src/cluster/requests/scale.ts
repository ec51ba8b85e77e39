import { cloneJson } from '../json';
import { methodNotAllowed, notFound } from '../errors/StatusError';
import { mergePatch } from '../patch/mergePatch';
import { findObject, storeUpdate } from '../operations/updateObject';
import { findByJsonPath } from '../tables/jsonPath';
import { ClusterObject, JsonObject, objectOrEmpty } from '../types';
import { answer } from './answers';
import { readWriteOptions } from './queryOptions';
import { readObject, readPatch } from './readBody';
import type { ResourceCall } from './RequestHandler';

/** GET, PUT and PATCH of the scale subresource. @internal */
export async function answerScale(call: ResourceCall): Promise<Response> {
  const { context, info, resource } = call;
  const object = findObject(context, resource, {
    namespace: info.namespace,
    name: info.name!,
  });
  if (!object) throw notFound(resource, info.name!);
  if (info.verb === 'get') return answer(scaleOf(call, object));
  if (info.verb !== 'update' && info.verb !== 'patch') throw methodNotAllowed();
  const wanted =
    info.verb === 'update'
      ? (await readObject(call.request, 'Scale')).value
      : mergePatch(
          scaleOf(call, object),
          (await readPatch(call.request, false)).value,
        );
  const replicas = objectOrEmpty(objectOrEmpty(wanted).spec).replicas ?? 0;
  const next = cloneJson(object) as ClusterObject;
  setAt(next, resource.scale!.specReplicasPath, replicas);
  const options = {
    ...readWriteOptions(call, 'UpdateOptions'),
    subresource: undefined,
  };
  const result = storeUpdate(context, resource, object, next, options);
  return answer(scaleOf(call, result.object));
}

function scaleOf(call: ResourceCall, object: ClusterObject): JsonObject {
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } =
    call.resource.scale!;
  const { name, namespace, uid, resourceVersion, creationTimestamp } =
    object.metadata;
  const number = (path: string) => findByJsonPath(object, path)[0] ?? 0;
  const selector = labelSelectorPath
    ? findByJsonPath(object, labelSelectorPath)[0]
    : undefined;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: number(specReplicasPath) },
    status: {
      replicas: number(statusReplicasPath),
      ...(typeof selector === 'string' ? { selector } : {}),
    },
  };
}

/** Sets a value at a path of plain fields. */
function setAt(object: JsonObject, path: string, value: unknown): void {
  const fields = path.split('.').filter(field => field !== '');
  const last = fields.pop()!;
  const parent = fields.reduce<JsonObject>((current, field) => {
    current[field] = objectOrEmpty(current[field]);
    return current[field] as JsonObject;
  }, object);
  parent[last] = value;
}
