import { sameJson } from '../json';
import { CLEANUP_FINALIZER, deleteObject } from '../operations/deleteObject';
import { ClusterContext } from '../operations/ClusterContext';
import { timestamp } from '../operations/timestamp';
import {
  Definition,
  resourcesFromDefinition,
} from '../resources/fromDefinition';
import { StorageChange } from '../storage/Storage';
import {
  arrayOrEmpty,
  ClusterObject,
  JsonObject,
  objectOrEmpty,
} from '../types';

const TABLE = 'customresourcedefinitions.apiextensions.k8s.io';
const SYSTEM = { name: 'system:apiserver', groups: ['system:masters'] };

/**
 * Serves what CustomResourceDefinitions define, says so in their conditions, and removes all objects of a definition that
 * is deleted before it goes.
 *
 * @internal
 */
export class DefinitionController {
  /** The specs that are served, by the name of their definition. */
  private readonly served = new Map<string, unknown>();

  constructor(private readonly context: ClusterContext) {}

  start(): void {
    this.context.storage.subscribe(change => this.onChange(change));
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
      this.served.delete(table);
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
    if (!sameJson(this.served.get(table), object.spec)) this.serve(object);
  }

  private serve(object: ClusterObject): void {
    const { registry } = this.context;
    const table = object.metadata.name;
    const resources = resourcesFromDefinition(object);
    this.served.set(table, object.spec);
    registry.exchange(
      resource => resource.custom && resource.table === table,
      resources,
    );
  }

  private establish(object: ClusterObject): void {
    const { storage, clock } = this.context;
    const { spec } = object as unknown as Definition;
    const lastTransitionTime = timestamp(clock);
    this.serve(object);
    storage.put(TABLE, object.metadata.name, {
      ...object,
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
        acceptedNames: spec.names,
        storedVersions: spec.versions
          .filter(version => version.storage)
          .map(version => version.name),
      },
    });
  }

  /** Deletes the objects of a definition; those with finalizers keep it until they are gone. */
  private empty(definition: ClusterObject): void {
    const { storage, registry } = this.context;
    const resource = registry.ofTable(definition.metadata.name);
    const objects = [...storage.table(definition.metadata.name).values()];
    for (const { metadata } of resource ? objects : []) {
      if (metadata.deletionTimestamp) continue;
      deleteObject(
        this.context,
        resource!,
        { namespace: metadata.namespace, name: metadata.name },
        { user: SYSTEM },
      );
    }
    this.finish(definition);
  }

  private finish(definition: ClusterObject): void {
    const { storage } = this.context;
    const name = definition.metadata.name;
    const current = storage.table(TABLE).get(name);
    if (
      !current?.metadata.finalizers?.includes(CLEANUP_FINALIZER) ||
      storage.table(name).size > 0
    )
      return;
    const finalizers = current.metadata.finalizers.filter(
      finalizer => finalizer !== CLEANUP_FINALIZER,
    );
    if (finalizers.length === 0) storage.remove(TABLE, name);
    else
      storage.put(TABLE, name, {
        ...current,
        metadata: { ...current.metadata, finalizers },
      });
  }
}

function isEstablished(object: ClusterObject): boolean {
  const conditions = arrayOrEmpty(
    objectOrEmpty(object.status).conditions,
  ) as JsonObject[];
  return conditions.some(
    condition =>
      condition.type === 'Established' && condition.status === 'True',
  );
}
