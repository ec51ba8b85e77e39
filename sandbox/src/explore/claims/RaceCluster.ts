import {
  ClusterClient,
  KubernetesError,
  KubernetesObject,
  ObjectReference,
  ObjectStore,
  ResourceKind,
  objectKey,
} from '@hostmaster/kubernetes-runtime';
import { ChainDeps } from '@hostmaster/backstage-plugin-hostnames-backend/testUtils';

type World = ChainDeps['cluster'];

/** The part of a cluster that claiming needs: first CREATE wins, stale replacements are refused, stores show all at once. */
export class RaceCluster {
  readonly stores: World['stores'];
  private readonly kinds = new Map<string, RaceStore>();
  /** Counts the writes. */
  version = 0;

  constructor(readonly name: string) {
    const store = (kind: string) => this.of(kind) as any;
    this.stores = {
      requests: store('GatewayHostnameRequest'),
      claims: store('DomainClaim'),
      grants: store('HostnameGrant'),
      namespaces: store('Namespace'),
    } as World['stores'];
  }

  /** As one controller sees the cluster; `turn` is awaited before each call. */
  world(turn: () => Promise<void>): World {
    const client = {
      cluster: this.name,
      get: async (kind: ResourceKind<any>, ref: ObjectReference) => {
        await turn();
        return this.of(kind.kind).get(ref);
      },
      create: async (kind: ResourceKind<any>, object: KubernetesObject) => {
        await turn();
        if (this.of(kind.kind).get(object.metadata)) {
          throw new KubernetesError('AlreadyExists', 'already exists');
        }
        return this.put(kind.kind, object);
      },
      replace: async (kind: ResourceKind<any>, object: KubernetesObject) => {
        await turn();
        this.check(kind.kind, object.metadata, object.metadata);
        return this.put(kind.kind, object);
      },
      delete: async (
        kind: ResourceKind<any>,
        ref: ObjectReference,
        preconditions: { resourceVersion?: string } = {},
      ) => {
        await turn();
        if (!this.of(kind.kind).get(ref)) return undefined;
        this.check(kind.kind, ref, preconditions);
        this.version += 1;
        return this.of(kind.kind).remove(ref);
      },
    } as unknown as ClusterClient;
    return { name: this.name, client, stores: this.stores };
  }

  put<T extends KubernetesObject>(kind: string, object: T): T {
    this.version += 1;
    const stored = {
      ...object,
      metadata: {
        uid: `uid-${this.version}`,
        ...object.metadata,
        resourceVersion: `${this.version}`,
      },
    };
    this.of(kind).put(stored);
    return stored;
  }

  private check(
    kind: string,
    ref: ObjectReference,
    { resourceVersion }: { resourceVersion?: string },
  ): void {
    const current = this.of(kind).get(ref);
    if (!current) throw new KubernetesError('NotFound', 'not found');
    if (
      resourceVersion &&
      resourceVersion !== current.metadata.resourceVersion
    ) {
      throw new KubernetesError('Conflict', 'has been modified');
    }
  }

  private of(kind: string): RaceStore {
    const known = this.kinds.get(kind);
    if (known) return known;
    const fresh = new RaceStore();
    this.kinds.set(kind, fresh);
    return fresh;
  }
}

class RaceStore implements ObjectStore<KubernetesObject> {
  private readonly objects = new Map<string, KubernetesObject>();

  put(object: KubernetesObject): void {
    this.objects.set(objectKey(object), object);
  }

  remove(ref: ObjectReference): KubernetesObject | undefined {
    const before = this.get(ref);
    this.objects.delete(objectKey(ref));
    return before;
  }

  get(ref: ObjectReference): KubernetesObject | undefined {
    return this.objects.get(objectKey(ref));
  }

  list(): KubernetesObject[] {
    return [...this.objects.values()];
  }

  byIndex(): KubernetesObject[] {
    return [];
  }

  hasSynced(): boolean {
    return true;
  }

  lastHeard(): undefined {
    return undefined;
  }

  newestVersion(): undefined {
    return undefined;
  }

  expect(): void {}

  isCurrent(): boolean {
    return true;
  }

  subscribe(): () => void {
    return () => {};
  }
}
