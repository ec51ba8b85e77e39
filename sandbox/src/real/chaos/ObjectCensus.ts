import {
  ClusterClient,
  createReflector,
  KubernetesObject,
  objectKey,
  ResourceKind,
  systemClock,
} from '@hostmaster/kubernetes-runtime';

/** Which objects of a kind there ever were, told apart by uid: a name with two uids was made twice. */
export class ObjectCensus {
  private readonly uids = new Map<string, Set<string>>();
  readonly deletions: Array<{ at: number; what: string }> = [];
  private readonly reflectors;

  constructor(client: ClusterClient, kinds: ResourceKind[]) {
    this.reflectors = kinds.map(kind => {
      const reflector = createReflector<KubernetesObject>({ client, kind });
      reflector.store.subscribe(({ kind: what, object }) => {
        const key = `${kind.plural} ${objectKey(object)}`;
        if (what === 'deleted')
          this.deletions.push({ at: systemClock.now(), what: key });
        const uids = this.uids.get(key) ?? new Set();
        this.uids.set(key, uids.add(object.metadata.uid ?? ''));
      });
      return reflector;
    });
  }

  async run(signal: AbortSignal): Promise<void> {
    await Promise.all(this.reflectors.map(each => each.start(signal)));
  }

  createdTwice(): string[] {
    return [...this.uids]
      .filter(([, uids]) => uids.size > 1)
      .map(([key, uids]) => `${key} created ${uids.size} times`);
  }

  /** Objects of this kind were made anew with good reason: they count from now on. */
  forget(plural: string): void {
    for (const key of this.uids.keys())
      if (key.startsWith(`${plural} `)) this.uids.delete(key);
  }
}
