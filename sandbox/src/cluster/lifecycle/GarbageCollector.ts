import { ClusterContext } from '../operations/ClusterContext';
import { deleteObject } from '../operations/deleteObject';
import { objectKey, ServedResource } from '../resources/ServedResource';
import { StorageChange } from '../storage/Storage';
import { ClusterObject, OwnerReference } from '../types';

const COLLECTOR = {
  name: 'system:serviceaccount:kube-system:generic-garbage-collector',
  groups: ['system:masters'],
};
const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

interface Place {
  table: string;
  key: string;
}

/**
 * Deletes objects whose owners are gone, in the background; finishes deletions that wait for their dependents
 * (`Foreground`) or let go of them (`Orphan`).
 *
 * @internal
 */
export class GarbageCollector {
  /** Places of dependents by the uid of an owner. */
  private readonly dependents = new Map<string, Map<string, Place>>();
  private readonly pending = new Map<string, Place>();
  private cancel: (() => void) | undefined;

  constructor(
    private readonly context: ClusterContext,
    private readonly delayMilliseconds: number,
  ) {
    context.storage.subscribe(change => this.onChange(change));
  }

  stop(): void {
    this.cancel?.();
    this.cancel = undefined;
  }

  private onChange(change: StorageChange): void {
    const { table, key, object, before } = change;
    const place = { table, key };
    const owners = object.metadata.ownerReferences ?? [];
    for (const { uid } of before?.metadata.ownerReferences ?? [])
      this.dependents.get(uid)?.delete(nameOf(place));
    if (change.type !== 'DELETED') {
      for (const { uid } of owners) this.remember(uid, place);
      const waits = object.metadata.finalizers?.some(
        finalizer => finalizer === FOREGROUND || finalizer === ORPHAN,
      );
      if (owners.length > 0 || (waits && object.metadata.deletionTimestamp))
        this.enqueue(place);
      return;
    }
    for (const dependent of this.dependents
      .get(object.metadata.uid ?? '')
      ?.values() ?? [])
      this.enqueue(dependent);
    for (const owner of owners)
      this.enqueueOwner(owner, object.metadata.namespace);
  }

  private remember(uid: string, place: Place): void {
    const places = this.dependents.get(uid) ?? new Map<string, Place>();
    places.set(nameOf(place), place);
    this.dependents.set(uid, places);
  }

  private enqueue(place: Place): void {
    this.pending.set(nameOf(place), place);
    this.cancel ??= this.context.clock.schedule(this.delayMilliseconds, () => {
      this.cancel = undefined;
      const places = [...this.pending.values()];
      this.pending.clear();
      for (const entry of places) this.collect(entry);
    });
  }

  private enqueueOwner(
    owner: OwnerReference,
    namespace: string | undefined,
  ): void {
    const resource = this.context.registry.findKind(
      owner.apiVersion,
      owner.kind,
    );
    if (resource)
      this.enqueue({
        table: resource.table,
        key: objectKey(resource, namespace, owner.name),
      });
  }

  private collect(place: Place): void {
    const { storage, registry } = this.context;
    const object = storage.table(place.table).get(place.key);
    const resource = registry.ofTable(place.table);
    if (!object || !resource) return;
    if (object.metadata.deletionTimestamp) {
      this.finishDeletion(place, object, resource);
      return;
    }
    const owners = object.metadata.ownerReferences ?? [];
    if (owners.length === 0) return;
    const living = owners.filter(owner => this.findOwner(owner, object));
    const { name, namespace } = object.metadata;
    const blocked = living.filter(owner =>
      isInForeground(this.findOwner(owner, object)),
    );
    if (
      living.length === 0 ||
      (blocked.length > 0 && blocked.length === living.length)
    ) {
      const propagationPolicy = blocked.length > 0 ? 'Foreground' : undefined;
      deleteObject(
        this.context,
        resource,
        { namespace, name },
        { user: COLLECTOR, propagationPolicy },
      );
    } else if (living.length < owners.length) {
      this.replaceMetadata(place, object, { ownerReferences: living });
    }
  }

  private finishDeletion(
    place: Place,
    object: ClusterObject,
    resource: ServedResource,
  ): void {
    const finalizers = object.metadata.finalizers ?? [];
    const dependents = [
      ...(this.dependents.get(object.metadata.uid ?? '')?.values() ?? []),
    ];
    if (finalizers.includes(ORPHAN)) {
      for (const dependent of dependents) this.orphan(dependent, object);
      this.removeFinalizer(place, object, resource, ORPHAN);
    } else if (finalizers.includes(FOREGROUND)) {
      const blocking = dependents.filter(dependent =>
        this.blocks(dependent, object),
      );
      for (const dependent of dependents) this.enqueue(dependent);
      if (blocking.length === 0)
        this.removeFinalizer(place, object, resource, FOREGROUND);
    }
  }

  private blocks(dependent: Place, owner: ClusterObject): boolean {
    const object = this.context.storage
      .table(dependent.table)
      .get(dependent.key);
    return Boolean(
      object?.metadata.ownerReferences?.some(
        reference =>
          reference.uid === owner.metadata.uid && reference.blockOwnerDeletion,
      ),
    );
  }

  private orphan(dependent: Place, owner: ClusterObject): void {
    const object = this.context.storage
      .table(dependent.table)
      .get(dependent.key);
    const left = object?.metadata.ownerReferences?.filter(
      reference => reference.uid !== owner.metadata.uid,
    );
    if (object && left)
      this.replaceMetadata(dependent, object, { ownerReferences: left });
  }

  private removeFinalizer(
    place: Place,
    object: ClusterObject,
    resource: ServedResource,
    finalizer: string,
  ): void {
    const finalizers =
      object.metadata.finalizers?.filter(other => other !== finalizer) ?? [];
    if (finalizers.length === 0 && resource.table !== 'namespaces') {
      this.context.storage.remove(place.table, place.key);
    } else {
      this.replaceMetadata(place, object, { finalizers });
    }
  }

  private replaceMetadata(
    place: Place,
    object: ClusterObject,
    part: Partial<ClusterObject['metadata']>,
  ): void {
    const metadata = { ...object.metadata, ...part };
    if (metadata.ownerReferences?.length === 0) delete metadata.ownerReferences;
    if (metadata.finalizers?.length === 0) delete metadata.finalizers;
    this.context.storage.put(place.table, place.key, { ...object, metadata });
  }

  /** An owner counts only under the uid that the reference names. */
  private findOwner(
    owner: OwnerReference,
    dependent: ClusterObject,
  ): ClusterObject | undefined {
    const { registry, storage } = this.context;
    const [group] = owner.apiVersion.includes('/')
      ? owner.apiVersion.split('/')
      : [''];
    const resource =
      registry.findKind(owner.apiVersion, owner.kind) ??
      registry
        .all()
        .find(
          candidate =>
            candidate.group === group && candidate.kind === owner.kind,
        );
    if (!resource) return undefined;
    const found = storage
      .table(resource.table)
      .get(objectKey(resource, dependent.metadata.namespace, owner.name));
    return found?.metadata.uid === owner.uid ? found : undefined;
  }
}

function isInForeground(owner: ClusterObject | undefined): boolean {
  return Boolean(
    owner?.metadata.deletionTimestamp &&
      owner.metadata.finalizers?.includes(FOREGROUND),
  );
}

function nameOf(place: Place): string {
  return `${place.table}|${place.key}`;
}
