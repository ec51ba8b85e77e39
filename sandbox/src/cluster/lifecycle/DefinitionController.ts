import { deleteObject } from '../operations/deleteObject';
import { ClusterContext } from '../operations/ClusterContext';
import { timestamp } from '../operations/timestamp';
import { Definition, resourcesFromDefinition } from '../resources/fromDefinition';
import { StorageChange } from '../storage/Storage';
import { arrayOrEmpty, ClusterObject, JsonObject, objectOrEmpty } from '../types';

const TABLE = 'customresourcedefinitions.apiextensions.k8s.io';
const CLEANUP = 'customresourcecleanup.apiextensions.k8s.io';
const SYSTEM = { name: 'system:apiserver', groups: ['system:masters'] };

/**
 * Serves what CustomResourceDefinitions define, says so in their conditions, and removes all objects of a definition that
 * is deleted before it goes.
 *
 * @internal
 */
export class DefinitionController {
  constructor(private readonly context: ClusterContext) {
    context.storage.subscribe(change => this.onChange(change));
  }

  private onChange(change: StorageChange): void {
    if (change.table === TABLE) {
      this.onDefinition(change);
      return;
    }
    if (change.type !== 'DELETED') return;
    const definition = this.context.storage.table(TABLE).get(change.table);
    if (definition?.metadata.deletionTimestamp) this.finish(definition);
  }

  private onDefinition({ type, object }: StorageChange): void {
    const { registry } = this.context;
    const table = object.metadata.name;
    if (type === 'DELETED') {
      registry.remove(resource => resource.custom && resource.table === table);
      return;
    }
    if (object.metadata.deletionTimestamp) {
      this.empty(object);
      return;
    }
    if (!isEstablished(object)) {
      this.establish(object);
      return;
    }
    if (type === 'MODIFIED' && !this.isServedAs(object)) this.serve(object);
  }

  private isServedAs(object: ClusterObject): boolean {
    const signature = JSON.stringify(object.spec);
    const known = this.served.get(object.metadata.name);
    return known === signature;
  }

  private readonly served = new Map<string, string>();

  private serve(object: ClusterObject): void {
    const { registry } = this.context;
    const table = object.metadata.name;
    const resources = resourcesFromDefinition(object);
    this.served.set(table, JSON.stringify(object.spec));
    registry.remove(resource => resource.custom && resource.table === table);
    registry.add(resources);
  }

  private establish(object: ClusterObject): void {
    const { storage, clock } = this.context;
    const { spec } = object as unknown as Definition;
    const lastTransitionTime = timestamp(clock);
    const names = {
      ...spec.names,
      singular: spec.names.singular ?? spec.names.kind.toLowerCase(),
      listKind: spec.names.listKind ?? `${spec.names.kind}List`,
    };
    this.serve(object);
    storage.put(TABLE, object.metadata.name, {
      ...object,
      metadata: { ...object.metadata, finalizers: [...new Set([...(object.metadata.finalizers ?? []), CLEANUP])] },
      spec: { ...objectOrEmpty(object.spec), names, conversion: objectOrEmpty(object.spec).conversion ?? { strategy: 'None' } },
      status: {
        conditions: [
          {
            type: 'NamesAccepted',
            status: 'True',
            reason: 'NoConflicts',
            message: 'no conflicts found',
            lastTransitionTime,
          },
          {
            type: 'Established',
            status: 'True',
            reason: 'InitialNamesAccepted',
            message: 'the initial names have been accepted',
            lastTransitionTime,
          },
        ],
        acceptedNames: names,
        storedVersions: spec.versions.filter(version => version.storage).map(version => version.name),
      },
    });
    this.served.set(object.metadata.name, JSON.stringify(storage.table(TABLE).get(object.metadata.name)?.spec));
  }

  /** Deletes the objects of a definition; those with finalizers keep it until they are gone. */
  private empty(definition: ClusterObject): void {
    const { storage, registry } = this.context;
    const resource = registry.ofTable(definition.metadata.name);
    const objects = [...storage.table(definition.metadata.name).values()];
    for (const { metadata } of resource ? objects : []) {
      if (metadata.deletionTimestamp) continue;
      deleteObject(this.context, resource!, { namespace: metadata.namespace, name: metadata.name }, { user: SYSTEM });
    }
    this.finish(definition);
  }

  private finish(definition: ClusterObject): void {
    const { storage } = this.context;
    const name = definition.metadata.name;
    const current = storage.table(TABLE).get(name);
    if (!current?.metadata.finalizers?.includes(CLEANUP) || storage.table(name).size > 0) return;
    const finalizers = current.metadata.finalizers.filter(finalizer => finalizer !== CLEANUP);
    if (finalizers.length === 0) storage.remove(TABLE, name);
    else storage.put(TABLE, name, { ...current, metadata: { ...current.metadata, finalizers } });
  }
}

function isEstablished(object: ClusterObject): boolean {
  const conditions = arrayOrEmpty(objectOrEmpty(object.status).conditions) as JsonObject[];
  return conditions.some(condition => condition.type === 'Established' && condition.status === 'True');
}
