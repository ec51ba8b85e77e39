import { KubernetesObject, objectKey } from '@hostmaster/kubernetes-runtime';
import { Actor } from '../Actor';
import { ArgoApplications } from './ArgoApplications';
import { FluxKustomizations } from './FluxKustomizations';
import { GitOpsOptions } from './GitOpsOptions';
import { applicationKind, kustomizationKind } from './objects';

/**
 * Stands in for Flux's source and kustomize controllers and for Argo CD's application controller: what a merged repository says
 * below a Kustomization's or an Application's path is applied, what it no longer says is pruned, and both kinds' status tells.
 */
export class GitOpsEngine implements Actor {
  readonly name = 'gitops';
  private readonly flux: FluxKustomizations;
  private readonly argo: ArgoApplications;

  constructor(private readonly options: GitOpsOptions) {
    this.flux = new FluxKustomizations(options);
    this.argo = new ArgoApplications(options);
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, interval, log } = this.options;
    while (!signal.aborted) {
      await this.syncOnce().catch(error =>
        log?.(`${this.name}: ${error.message}`),
      );
      await clock.sleep(interval, signal).catch(() => undefined);
    }
  }

  /** One look at everything; also what a "sync now" button does. */
  async syncOnce(): Promise<void> {
    const { client } = this.options;
    const { items: kustomizations } = await client.list(kustomizationKind);
    for (const each of kustomizations)
      await this.contained(each, () => this.flux.sync(each));
    const { items: applications } = await client.list(applicationKind);
    for (const each of applications)
      await this.contained(each, () => this.argo.sync(each));
  }

  private async contained(
    subject: KubernetesObject,
    sync: () => Promise<void>,
  ): Promise<void> {
    try {
      await sync();
    } catch (error) {
      this.options.log?.(
        `${this.name}: ${subject.kind} ${objectKey(subject.metadata)}: ${
          (error as Error).message
        }`,
      );
    }
  }
}
