import {
  Clock,
  KubernetesObject,
  objectKey,
} from '@hostmaster/kubernetes-runtime';

/** An object that says what is to be applied. */
export type Source = KubernetesObject & { spec: object };

/** When which revision was last applied: the same one is applied again only after a while. */
export class AppliedRevisions {
  private readonly applied = new Map<
    string,
    { revision: string; spec: string; at: number }
  >();

  constructor(private readonly clock: Clock) {}

  /** `interval`: milliseconds after which an unchanged revision is due again. */
  isDue(source: Source, revision: string, interval: number): boolean {
    const last = this.applied.get(keyOf(source));
    return (
      last?.revision !== revision ||
      last.spec !== JSON.stringify(source.spec) ||
      this.clock.monotonic() - last.at >= interval
    );
  }

  note(source: Source, revision: string): void {
    this.applied.set(keyOf(source), {
      revision,
      spec: JSON.stringify(source.spec),
      at: this.clock.monotonic(),
    });
  }
}

function keyOf({ kind, metadata }: Source): string {
  return `${kind}/${objectKey(metadata)}`;
}
