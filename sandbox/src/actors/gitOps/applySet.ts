import {
  ClusterClient,
  KubernetesObject,
} from '@hostmaster/kubernetes-runtime';
import { inventoryId, kindOf, Manifest } from './manifests';

/** What became of a set of manifests. */
export type ApplyResult =
  | { kind: 'applied'; objects: KubernetesObject[] }
  | { kind: 'failed'; message: string };

const foundation = new Set(['Namespace', 'CustomResourceDefinition']);

/**
 * Applies manifests as Flux does: namespaces and definitions first, then a server-side dry run of everything else, and only when
 * all of it passes the real thing. One refused object keeps the whole set from being applied.
 */
export async function applySet(
  client: ClusterClient,
  manifests: Manifest[],
  fieldManager: string,
  defaultNamespace?: string,
): Promise<ApplyResult> {
  const objects = manifests.map(({ object, path }) => ({
    path,
    object: withNamespace(object, defaultNamespace),
  }));
  const first = objects.filter(({ object }) => foundation.has(object.kind));
  const rest = objects.filter(({ object }) => !foundation.has(object.kind));
  const applied: KubernetesObject[] = [];

  for (const stage of [
    { entries: first, dryRun: false },
    { entries: rest, dryRun: true },
    { entries: rest, dryRun: false },
  ]) {
    for (const { object, path } of stage.entries) {
      try {
        const result = await client.patch(
          kindOf(object),
          object.metadata,
          { type: 'apply', body: object, force: true },
          { fieldManager, dryRun: stage.dryRun },
        );
        if (!stage.dryRun) applied.push(result);
      } catch (error) {
        const what = `${object.kind}/${
          object.metadata.namespace ? `${object.metadata.namespace}/` : ''
        }${object.metadata.name}`;
        return {
          kind: 'failed',
          message: `${what} ${
            stage.dryRun ? 'dry-run failed' : 'apply failed'
          }: ${(error as Error).message} (${path})`,
        };
      }
    }
  }
  return { kind: 'applied', objects: applied };
}

/** Deletes what an earlier inventory lists and the new one does not. Returns the ids that were removed. */
export async function prune(
  client: ClusterClient,
  before: Array<{ id: string; v: string }>,
  now: KubernetesObject[],
): Promise<string[]> {
  const kept = new Set(now.map(inventoryId));
  const removed: string[] = [];
  for (const { id, v } of before) {
    if (kept.has(id)) continue;
    const [namespace, name, group, kind] = id.split('_');
    const object = {
      apiVersion: group ? `${group}/${v}` : v,
      kind,
      metadata: { name, ...(namespace ? { namespace } : {}) },
    };
    await client.delete(kindOf(object), object.metadata, {
      propagationPolicy: 'Background',
    });
    removed.push(id);
  }
  return removed;
}

function withNamespace(
  object: KubernetesObject,
  defaultNamespace: string | undefined,
): KubernetesObject {
  if (object.metadata.namespace || !kindOf(object).namespaced) return object;
  return {
    ...object,
    metadata: { ...object.metadata, namespace: defaultNamespace ?? 'default' },
  };
}
