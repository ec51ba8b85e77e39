import {
  MemoryApi,
  worldKinds,
} from '@hostmaster/backstage-plugin-hostnames-backend/testUtils';
import { namespaceKind, ResourceKind } from '@hostmaster/kubernetes-runtime';
import { AnyObject, KindName, TenantCluster } from './ExploredWorld';

const kinds = Object.values(worldKinds).filter(
  (each): each is ResourceKind<any> =>
    typeof each === 'object' && each !== null && 'plural' in each,
);

/** What others do in a cluster in memory. */
export class MemoryTenant implements TenantCluster {
  constructor(readonly api: MemoryApi) {}

  get name(): string {
    return this.api.name;
  }

  apply(object: AnyObject): void {
    const kind = kindOf(object);
    const before = this.api.read(kind, object.metadata) as
      | AnyObject
      | undefined;
    if (!before) {
      this.api.create(kind, object as any);
      return;
    }
    const { name, namespace, labels, annotations } = object.metadata;
    this.api.replace(kind, {
      ...before,
      ...object,
      metadata: {
        ...before.metadata,
        name,
        namespace,
        labels,
        annotations,
        resourceVersion: undefined,
      },
    } as any);
  }

  patch(
    kind: KindName,
    ref: { namespace?: string; name: string },
    merge: object,
  ) {
    this.api.patch(kindOf(kind), ref, { type: 'merge', body: merge });
  }

  delete(kind: KindName, ref: { namespace?: string; name: string }): void {
    this.api.delete(kindOf(kind), ref);
  }

  get(kind: KindName, ref: { namespace?: string; name: string }) {
    return this.api.read(kindOf(kind), ref) as AnyObject | undefined;
  }

  list(kind: KindName): AnyObject[] {
    return this.api.list(kindOf(kind)) as unknown as AnyObject[];
  }

  onEveryChange(
    listener: (change: { type: string; object: AnyObject }) => void,
  ) {
    const before = this.api.onChange;
    this.api.onChange = (type, object) => {
      before?.(type, object);
      listener({ type, object: object as AnyObject });
    };
    return () => {
      this.api.onChange = before;
    };
  }

  expireWatches(): void {
    this.api.expireWatches();
  }

  freezeReads(): () => void {
    return this.api.freezeReads();
  }

  hideEvents(
    isHidden: (event: { type: string; object: AnyObject }) => boolean,
  ) {
    this.api.isHidden = event =>
      isHidden(event as unknown as { type: string; object: AnyObject });
    return () => {
      this.api.isHidden = undefined;
    };
  }
}

function kindOf({ apiVersion, kind }: KindName): ResourceKind<any> {
  if (kind === 'Namespace') return namespaceKind;
  const found = kinds.find(
    each => each.kind === kind && apiVersion.startsWith(each.group),
  );
  if (!found) throw new Error(`the memory world has no kind ${kind}`);
  return found;
}
