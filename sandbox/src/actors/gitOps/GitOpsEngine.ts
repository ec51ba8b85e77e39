import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { KubernetesObject, objectKey } from '@hostmaster/kubernetes-runtime';
import { GitRepository } from '../../git/GitRepository';
import { Actor, ActorOptions } from '../Actor';
import { ApplyResult, applySet, prune } from './applySet';
import { inventoryId, kindOf, readManifests } from './manifests';
import { Application, applicationKind, fluxGitRepositoryKind, Kustomization, kustomizationKind } from './objects';

/** Options of the engine. */
export interface GitOpsEngineOptions extends ActorOptions {
  repositories: GitRepository[];
  /** How often repositories are asked, ms. */
  interval: number;
}

/** Argo CD compares a commit it has synchronised already this often. */
const REFRESH = 180_000;
/** Where a Kustomization names no interval. */
const USUAL_INTERVAL = 600_000;

/**
 * Stands in for Flux's source and kustomize controllers and for Argo CD's application controller: what a merged repository says
 * below a Kustomization's or an Application's path is applied, what it no longer says is pruned, and both kinds' status tells.
 */
export class GitOpsEngine implements Actor {
  readonly name = 'gitops';
  /** When which revision was last applied, by kind and name: the same one is applied again only after the object's interval. */
  private readonly applied = new Map<string, { revision: string; spec: string; at: number }>();

  constructor(private readonly options: GitOpsEngineOptions) {}

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.syncOnce().catch(error => this.options.log?.(`${this.name}: ${error.message}`));
      await this.options.clock.sleep(this.options.interval, signal).catch(() => undefined);
    }
  }

  /** One look at everything; also what a "sync now" button does. */
  async syncOnce(): Promise<void> {
    const { client } = this.options;
    const { items: kustomizations } = await client.list(kustomizationKind);
    for (const kustomization of kustomizations) await this.contained(kustomization, () => this.syncKustomization(kustomization));
    const { items: applications } = await client.list(applicationKind);
    for (const application of applications) await this.contained(application, () => this.syncApplication(application));
  }

  private async contained(subject: KubernetesObject, sync: () => Promise<void>): Promise<void> {
    try {
      await sync();
    } catch (error) {
      this.options.log?.(`${this.name}: ${subject.kind} ${objectKey(subject.metadata)}: ${(error as Error).message}`);
    }
  }

  private async syncKustomization(kustomization: Kustomization): Promise<void> {
    const { client } = this.options;
    if (kustomization.spec.suspend || kustomization.metadata.deletionTimestamp) return;
    const waiting = await this.unreadyDependency(kustomization);
    if (waiting) return this.writeKustomization(kustomization, { ready: false, reason: 'DependencyNotReady', message: `dependency '${waiting}' is not ready` });

    const { namespace } = kustomization.metadata;
    const sourceNamespace = kustomization.spec.sourceRef.namespace ?? namespace;
    const source = await client.get(fluxGitRepositoryKind, { namespace: sourceNamespace, name: kustomization.spec.sourceRef.name });
    const repository = this.options.repositories.find(({ url }) => url === source?.spec.url);
    if (!source || !repository) {
      return this.writeKustomization(kustomization, { ready: false, reason: 'ArtifactFailed', message: `Source artifact not found: ${kustomization.spec.sourceRef.name}` });
    }
    const branch = source.spec.ref?.branch ?? 'main';
    const commit = await repository.head(branch);
    if (!commit) return this.writeKustomization(kustomization, { ready: false, reason: 'ArtifactFailed', message: `branch '${branch}' not found` });

    const revision = `${branch}@sha1:${commit}`;
    await this.writeSource(source, revision);
    const key = `${kustomization.kind}/${objectKey(kustomization.metadata)}`;
    const isReady = kustomization.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
    if (isReady && !this.isDue(key, kustomization, revision, milliseconds(kustomization.spec.interval) ?? USUAL_INTERVAL)) return undefined;
    const result = await this.apply(repository, commit, kustomization.spec.path ?? './', 'kustomize-controller', kustomization.spec.targetNamespace);
    if (result.kind === 'failed') {
      return this.writeKustomization(kustomization, { ready: false, reason: 'ReconciliationFailed', message: result.message, attempted: revision });
    }
    const before = kustomization.status?.inventory?.entries ?? [];
    if (kustomization.spec.prune) await prune(client, before, result.objects);
    const entries = result.objects.map(object => ({ id: inventoryId(object), v: versionOf(object) }));
    this.noteApplied(key, kustomization, revision);
    return this.writeKustomization(kustomization, { ready: true, reason: 'ReconciliationSucceeded', message: `Applied revision: ${revision}`, attempted: revision, applied: revision, entries });
  }

  private async syncApplication(application: Application): Promise<void> {
    const { client } = this.options;
    if (application.metadata.deletionTimestamp) return;
    const { source, destination, syncPolicy } = application.spec;
    const repository = this.options.repositories.find(({ url }) => url === source.repoURL);
    const wanted = source.targetRevision && source.targetRevision !== 'HEAD' ? source.targetRevision : 'main';
    const commit = await repository?.head(wanted);
    if (!repository || !commit) {
      return this.writeApplication(application, { sync: { status: 'Unknown' }, health: { status: 'Unknown', message: `repository ${source.repoURL} cannot be read` } });
    }
    const key = `${application.kind}/${objectKey(application.metadata)}`;
    const resources = application.status?.resources;
    if (resources && application.status?.sync?.status === 'Synced' && !this.isDue(key, application, commit, REFRESH)) {
      return this.writeApplication(application, { ...application.status, ...(await this.healthNow(resources)) });
    }
    const result = await this.apply(repository, commit, source.path, 'argocd-controller', destination?.namespace);
    if (result.kind === 'failed') {
      return this.writeApplication(application, {
        ...application.status,
        sync: { status: 'OutOfSync', revision: commit },
        operationState: { phase: 'Failed', message: result.message, syncResult: { revision: commit } },
      });
    }
    const before = (application.status?.resources ?? []).map(resource => ({
      id: inventoryId({ apiVersion: resource.group ? `${resource.group}/${resource.version}` : resource.version, kind: resource.kind, metadata: resource }),
      v: resource.version,
    }));
    if (syncPolicy?.automated?.prune !== false) await prune(client, before, result.objects);
    this.noteApplied(key, application, commit);
    return this.writeApplication(application, {
      sync: { status: 'Synced', revision: commit },
      operationState: { phase: 'Succeeded', message: 'successfully synced (all tasks run)', syncResult: { revision: commit } },
      ...(await this.healthNow(result.objects.map(resourceOf))),
    });
  }

  /** What the live objects say, and the worst of it. */
  private async healthNow(resources: ApplicationResource[]): Promise<{ health: { status: string }; resources: ApplicationResource[] }> {
    const assessed: ApplicationResource[] = [];
    for (const resource of resources) {
      const { group, version, kind, namespace, name } = resource;
      const object: KubernetesObject = { apiVersion: group ? `${group}/${version}` : version, kind, metadata: { name, ...(namespace ? { namespace } : {}) } };
      const live = saysItsHealth.has(kind) ? await this.options.client.get(kindOf(object), object.metadata) : object;
      assessed.push({ ...resource, health: live ? healthOf(live) : { status: 'Missing' } });
    }
    const worst = ['Degraded', 'Missing', 'Progressing'].find(status => assessed.some(({ health }) => health?.status === status)) ?? 'Healthy';
    return { health: { status: worst }, resources: assessed };
  }

  private isDue(key: string, { spec }: Kustomization | Application, revision: string, interval: number): boolean {
    const last = this.applied.get(key);
    return last?.revision !== revision || last.spec !== JSON.stringify(spec) || this.options.clock.monotonic() - last.at >= interval;
  }

  private noteApplied(key: string, { spec }: Kustomization | Application, revision: string): void {
    this.applied.set(key, { revision, spec: JSON.stringify(spec), at: this.options.clock.monotonic() });
  }

  private async apply(repository: GitRepository, commit: string, path: string, manager: string, namespace?: string): Promise<ApplyResult> {
    try {
      const manifests = readManifests(await repository.files(commit, path));
      return await applySet(this.options.client, manifests, manager, namespace);
    } catch (error) {
      return { kind: 'failed', message: (error as Error).message };
    }
  }

  private async unreadyDependency(kustomization: Kustomization): Promise<string | undefined> {
    for (const { name, namespace } of kustomization.spec.dependsOn ?? []) {
      const ref = { namespace: namespace ?? kustomization.metadata.namespace, name };
      const other = await this.options.client.get(kustomizationKind, ref);
      const ready = other?.status?.conditions?.find(condition => condition.type === 'Ready');
      if (ready?.status !== 'True') return objectKey(ref);
    }
    return undefined;
  }

  private async writeKustomization(
    kustomization: Kustomization,
    outcome: { ready: boolean; reason: string; message: string; attempted?: string; applied?: string; entries?: Array<{ id: string; v: string }> },
  ): Promise<void> {
    const before = kustomization.status;
    const earlier = before?.conditions?.find(condition => condition.type === 'Ready');
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
          lastTransitionTime: earlier?.status === status && earlier.message === outcome.message ? earlier.lastTransitionTime : this.now(),
        },
      ],
      ...(outcome.attempted ? { lastAttemptedRevision: outcome.attempted } : {}),
      ...(outcome.applied ? { lastAppliedRevision: outcome.applied } : {}),
      ...(outcome.entries ? { inventory: { entries: outcome.entries } } : {}),
    };
    if (isDeepStrictEqual(next, before)) return;
    await this.options.client.patch(kustomizationKind, kustomization.metadata, { type: 'merge', body: { status: next } }, { subresource: 'status' });
  }

  private async writeSource(source: { metadata: KubernetesObject['metadata']; status?: { artifact?: { revision: string } } }, revision: string): Promise<void> {
    if (source.status?.artifact?.revision === revision) return;
    const conditions = [{ type: 'Ready', status: 'True', reason: 'Succeeded', message: `stored artifact for revision '${revision}'`, lastTransitionTime: this.now() }];
    const { namespace, name } = source.metadata;
    const path = `gitrepository/${namespace}/${name}/${revision.split(':').pop()}.tar.gz`;
    const digest = `sha256:${createHash('sha256').update(revision).digest('hex')}`;
    const artifact = { revision, digest, path, url: `http://source-controller.flux-system.svc.cluster.local./${path}`, lastUpdateTime: this.now() };
    await this.options.client.patch(fluxGitRepositoryKind, source.metadata, { type: 'merge', body: { status: { artifact, conditions } } }, { subresource: 'status' });
  }

  private async writeApplication(application: Application, status: NonNullable<Application['status']>): Promise<void> {
    const { reconciledAt, operationState, ...before } = application.status ?? {};
    const { operationState: nextOperation, ...next } = status;
    const { finishedAt, ...operation } = operationState ?? {};
    if (isDeepStrictEqual(before, next) && isDeepStrictEqual(operation, nextOperation ?? {})) return;
    const body = { status: { ...status, ...(nextOperation ? { operationState: { ...nextOperation, finishedAt: this.now() } } : {}), reconciledAt: this.now() } };
    // Argo CD's Application has no status subresource.
    await this.options.client.patch(applicationKind, application.metadata, { type: 'merge', body });
  }

  private now(): string {
    return new Date(this.options.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
  }
}

function versionOf({ apiVersion }: KubernetesObject): string {
  return apiVersion.split('/').pop() ?? '';
}

type ApplicationResource = NonNullable<NonNullable<Application['status']>['resources']>[number];

function resourceOf({ apiVersion, kind, metadata }: KubernetesObject): ApplicationResource {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const { namespace, name } = metadata;
  return { group, version, kind, ...(namespace ? { namespace } : {}), name, status: 'Synced' };
}

const saysItsHealth = new Set(['GatewayHostnameRequest', 'Certificate']);

// As a health check for conditions would say it: Ready=True is healthy, Stalled is degraded, anything else progresses.
function healthOf(object: KubernetesObject): { status: string; message?: string } {
  if (!saysItsHealth.has(object.kind)) return { status: 'Healthy' };
  const { conditions } = (object as { status?: { conditions?: Array<{ type: string; status: string; message?: string }> } }).status ?? {};
  const ready = conditions?.find(condition => condition.type === 'Ready');
  if (ready?.status === 'True') return { status: 'Healthy' };
  const stalled = conditions?.find(condition => condition.type === 'Stalled' && condition.status === 'True');
  if (stalled) return { status: 'Degraded', ...(stalled.message ? { message: stalled.message } : {}) };
  return { status: 'Progressing', ...(ready?.message ? { message: ready.message } : {}) };
}

/** `1h30m`, `10m`, `45s`, as Flux writes intervals. */
function milliseconds(interval: string | undefined): number | undefined {
  if (!interval || !/^(\d+(\.\d+)?(h|ms|m|s))+$/.test(interval)) return undefined;
  const units: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
  return [...interval.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)].reduce((sum, [, count, unit]) => sum + Number(count) * units[unit], 0);
}
