import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { KubernetesObject, objectKey } from '@hostmaster/kubernetes-runtime';
import { AppliedRevisions } from './AppliedRevisions';
import { applyFolder } from './applyFolder';
import { prune } from './applySet';
import { GitOpsOptions } from './GitOpsOptions';
import { inventoryId } from './manifests';
import {
  fluxGitRepositoryKind,
  Kustomization,
  kustomizationKind,
} from './objects';
import { stampOf } from './stampOf';

/** Where a Kustomization names no interval. */
const USUAL_INTERVAL = 600_000;

/** What Flux's source and kustomize controllers make of a Kustomization. */
export class FluxKustomizations {
  private readonly applied: AppliedRevisions;

  constructor(private readonly options: GitOpsOptions) {
    this.applied = new AppliedRevisions(options.clock);
  }

  async sync(kustomization: Kustomization): Promise<void> {
    const { client } = this.options;
    if (kustomization.spec.suspend || kustomization.metadata.deletionTimestamp)
      return;
    const waiting = await this.unreadyDependency(kustomization);
    if (waiting)
      return this.writeKustomization(kustomization, {
        ready: false,
        reason: 'DependencyNotReady',
        message: `dependency '${waiting}' is not ready`,
      });

    const { namespace } = kustomization.metadata;
    const sourceNamespace = kustomization.spec.sourceRef.namespace ?? namespace;
    const source = await client.get(fluxGitRepositoryKind, {
      namespace: sourceNamespace,
      name: kustomization.spec.sourceRef.name,
    });
    const repository = this.options.repositories.find(
      ({ url }) => url === source?.spec.url,
    );
    if (!source || !repository) {
      return this.writeKustomization(kustomization, {
        ready: false,
        reason: 'ArtifactFailed',
        message: `Source artifact not found: ${kustomization.spec.sourceRef.name}`,
      });
    }
    const branch = source.spec.ref?.branch ?? 'main';
    const commit = await repository.head(branch);
    if (!commit)
      return this.writeKustomization(kustomization, {
        ready: false,
        reason: 'ArtifactFailed',
        message: `branch '${branch}' not found`,
      });

    const revision = `${branch}@sha1:${commit}`;
    await this.writeSource(source, revision);
    const isReady = kustomization.status?.conditions?.some(
      ({ type, status }) => type === 'Ready' && status === 'True',
    );
    if (
      isReady &&
      !this.applied.isDue(
        kustomization,
        revision,
        milliseconds(kustomization.spec.interval) ?? USUAL_INTERVAL,
      )
    )
      return undefined;
    const result = await applyFolder(
      client,
      { repository, commit, path: kustomization.spec.path ?? './' },
      {
        manager: 'kustomize-controller',
        namespace: kustomization.spec.targetNamespace,
      },
    );
    if (result.kind === 'failed') {
      return this.writeKustomization(kustomization, {
        ready: false,
        reason: 'ReconciliationFailed',
        message: result.message,
        attempted: revision,
      });
    }
    const before = kustomization.status?.inventory?.entries ?? [];
    if (kustomization.spec.prune) await prune(client, before, result.objects);
    const entries = result.objects.map(object => ({
      id: inventoryId(object),
      v: versionOf(object),
    }));
    this.applied.note(kustomization, revision);
    return this.writeKustomization(kustomization, {
      ready: true,
      reason: 'ReconciliationSucceeded',
      message: `Applied revision: ${revision}`,
      attempted: revision,
      applied: revision,
      entries,
    });
  }

  private async unreadyDependency(
    kustomization: Kustomization,
  ): Promise<string | undefined> {
    for (const { name, namespace } of kustomization.spec.dependsOn ?? []) {
      const ref = {
        namespace: namespace ?? kustomization.metadata.namespace,
        name,
      };
      const other = await this.options.client.get(kustomizationKind, ref);
      const ready = other?.status?.conditions?.find(
        condition => condition.type === 'Ready',
      );
      if (ready?.status !== 'True') return objectKey(ref);
    }
    return undefined;
  }

  private async writeKustomization(
    kustomization: Kustomization,
    outcome: {
      ready: boolean;
      reason: string;
      message: string;
      attempted?: string;
      applied?: string;
      entries?: Array<{ id: string; v: string }>;
    },
  ): Promise<void> {
    const before = kustomization.status;
    const earlier = before?.conditions?.find(
      condition => condition.type === 'Ready',
    );
    const status = outcome.ready ? ('True' as const) : ('False' as const);
    const next: Kustomization['status'] = {
      ...before,
      observedGeneration: kustomization.metadata.generation,
      conditions: [
        {
          type: 'Ready',
          status,
          reason: outcome.reason,
          message: outcome.message,
          observedGeneration: kustomization.metadata.generation,
          lastTransitionTime:
            earlier?.status === status && earlier.message === outcome.message
              ? earlier.lastTransitionTime
              : stampOf(this.options.clock),
        },
      ],
      ...(outcome.attempted
        ? { lastAttemptedRevision: outcome.attempted }
        : {}),
      ...(outcome.applied ? { lastAppliedRevision: outcome.applied } : {}),
      ...(outcome.entries ? { inventory: { entries: outcome.entries } } : {}),
    };
    if (isDeepStrictEqual(next, before)) return;
    await this.options.client.patch(
      kustomizationKind,
      kustomization.metadata,
      { type: 'merge', body: { status: next } },
      { subresource: 'status' },
    );
  }

  private async writeSource(
    source: {
      metadata: KubernetesObject['metadata'];
      status?: { artifact?: { revision: string } };
    },
    revision: string,
  ): Promise<void> {
    if (source.status?.artifact?.revision === revision) return;
    const conditions = [
      {
        type: 'Ready',
        status: 'True',
        reason: 'Succeeded',
        message: `stored artifact for revision '${revision}'`,
        lastTransitionTime: stampOf(this.options.clock),
      },
    ];
    const { namespace, name } = source.metadata;
    const path = `gitrepository/${namespace}/${name}/${revision
      .split(':')
      .pop()}.tar.gz`;
    const digest = `sha256:${createHash('sha256')
      .update(revision)
      .digest('hex')}`;
    const artifact = {
      revision,
      digest,
      path,
      url: `http://source-controller.flux-system.svc.cluster.local./${path}`,
      lastUpdateTime: stampOf(this.options.clock),
    };
    await this.options.client.patch(
      fluxGitRepositoryKind,
      source.metadata,
      { type: 'merge', body: { status: { artifact, conditions } } },
      { subresource: 'status' },
    );
  }
}

function versionOf({ apiVersion }: KubernetesObject): string {
  return apiVersion.split('/').pop() ?? '';
}

/** `1h30m`, `10m`, `45s`, as Flux writes intervals. */
function milliseconds(interval: string | undefined): number | undefined {
  if (!interval || !/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(interval))
    return undefined;
  const units: Record<string, number> = {
    h: 3_600_000,
    m: 60_000,
    s: 1_000,
    ms: 1,
  };
  return [...interval.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * units[unit],
    0,
  );
}
