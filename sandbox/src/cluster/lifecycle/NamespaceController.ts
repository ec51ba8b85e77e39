import { ClusterContext } from '../operations/ClusterContext';
import { deleteObject } from '../operations/deleteObject';
import { timestamp } from '../operations/timestamp';
import { StorageChange } from '../storage/Storage';
import { ClusterObject, objectOrEmpty } from '../types';

const CONTROLLER = {
  name: 'system:serviceaccount:kube-system:namespace-controller',
  groups: ['system:masters'],
};

/**
 * Empties namespaces that are deleted and lets them go when nothing is left in them.
 *
 * @internal
 */
export class NamespaceController {
  private readonly pending = new Set<string>();
  private readonly terminating = new Set<string>();
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

  private onChange({ table, type, object }: StorageChange): void {
    if (table === 'namespaces') {
      const { name, deletionTimestamp } = object.metadata;
      if (type === 'DELETED') this.terminating.delete(name);
      else if (deletionTimestamp && !this.terminating.has(name)) {
        this.terminating.add(name);
        this.enqueue(name);
      }
      return;
    }
    const { namespace } = object.metadata;
    if (
      type === 'DELETED' &&
      namespace !== undefined &&
      this.terminating.has(namespace)
    )
      this.enqueue(namespace);
  }

  private enqueue(name: string): void {
    this.pending.add(name);
    this.cancel ??= this.context.clock.schedule(this.delayMilliseconds, () => {
      this.cancel = undefined;
      const names = [...this.pending];
      this.pending.clear();
      for (const entry of names) this.empty(entry);
    });
  }

  private empty(name: string): void {
    const { storage } = this.context;
    const namespace = storage.table('namespaces').get(name);
    if (!namespace?.metadata.deletionTimestamp) return;
    const left = this.deleteContents(name);
    if (left.length > 0) this.report(namespace, left);
    else this.finish(name);
  }

  /** Asks for the deletion of everything; answers what is still there after that, with its finalizers. */
  private deleteContents(name: string): ClusterObject[] {
    const { storage, registry } = this.context;
    const left: ClusterObject[] = [];
    for (const table of storage.tableNames()) {
      const resource = registry.ofTable(table);
      if (!resource?.namespaced) continue;
      for (const { object, key } of [
        ...storage.table(table).entries({ prefix: `${name}/` }),
      ]) {
        if (!object.metadata.deletionTimestamp) {
          deleteObject(
            this.context,
            resource,
            { namespace: name, name: object.metadata.name },
            { user: CONTROLLER },
          );
        }
        const remaining = storage.table(table).get(key);
        if (remaining) left.push(remaining);
      }
    }
    return left;
  }

  private finish(name: string): void {
    const { storage } = this.context;
    const namespace = storage.table('namespaces').get(name)!;
    const spec = { ...objectOrEmpty(namespace.spec), finalizers: [] };
    if (namespace.metadata.finalizers?.length)
      storage.put('namespaces', name, { ...namespace, spec });
    else storage.remove('namespaces', name);
  }

  private report(namespace: ClusterObject, left: ClusterObject[]): void {
    const { storage, clock } = this.context;
    const finalizers = new Map<string, number>();
    for (const object of left) {
      for (const finalizer of object.metadata.finalizers ?? []) {
        finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
      }
    }
    const lastTransitionTime = timestamp(clock);
    const list = [...finalizers]
      .map(
        ([finalizer, count]) => `${finalizer} in ${count} resource instances`,
      )
      .sort();
    const conditions = [
      {
        type: 'NamespaceContentRemaining',
        status: 'True',
        reason: 'SomeResourcesRemain',
        message: `Some resources are remaining: ${left.length} resource instances`,
        lastTransitionTime,
      },
      {
        type: 'NamespaceFinalizersRemaining',
        status: 'True',
        reason: 'SomeFinalizersRemain',
        message: `Some content in the namespace has finalizers remaining: ${list.join(
          ', ',
        )}`,
        lastTransitionTime,
      },
    ];
    const status = objectOrEmpty(namespace.status);
    const said = (value: unknown) =>
      JSON.stringify(value, (key, entry) =>
        key === 'lastTransitionTime' ? undefined : entry,
      );
    if (said(status.conditions) === said(conditions)) return;
    storage.put('namespaces', namespace.metadata.name, {
      ...namespace,
      status: { ...status, conditions },
    });
  }
}
