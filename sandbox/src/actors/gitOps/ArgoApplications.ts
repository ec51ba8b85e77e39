import { isDeepStrictEqual } from 'node:util';
import { KubernetesObject } from '@hostmaster/kubernetes-runtime';
import { AppliedRevisions } from './AppliedRevisions';
import { applyFolder } from './applyFolder';
import { prune } from './applySet';
import { GitOpsOptions } from './GitOpsOptions';
import { inventoryId, kindOf } from './manifests';
import { Application, applicationKind } from './objects';
import { stampOf } from './stampOf';

/** A commit that was synchronised already is compared again this often. */
const REFRESH = 180_000;

/** What Argo CD's application controller makes of an Application. */
export class ArgoApplications {
  private readonly applied: AppliedRevisions;

  constructor(private readonly options: GitOpsOptions) {
    this.applied = new AppliedRevisions(options.clock);
  }

  async sync(application: Application): Promise<void> {
    const { client } = this.options;
    if (application.metadata.deletionTimestamp) return;
    const { source, destination, syncPolicy } = application.spec;
    const repository = this.options.repositories.find(
      ({ url }) => url === source.repoURL,
    );
    const wanted =
      source.targetRevision && source.targetRevision !== 'HEAD'
        ? source.targetRevision
        : 'main';
    const commit = await repository?.head(wanted);
    if (!repository || !commit) {
      return this.writeApplication(application, {
        sync: { status: 'Unknown' },
        health: {
          status: 'Unknown',
          message: `repository ${source.repoURL} cannot be read`,
        },
      });
    }
    const resources = application.status?.resources;
    if (
      resources &&
      application.status?.sync?.status === 'Synced' &&
      !this.applied.isDue(application, commit, REFRESH)
    ) {
      return this.writeApplication(application, {
        ...application.status,
        ...(await this.healthNow(resources)),
      });
    }
    const result = await applyFolder(
      client,
      { repository, commit, path: source.path },
      { manager: 'argocd-controller', namespace: destination?.namespace },
    );
    if (result.kind === 'failed') {
      return this.writeApplication(application, {
        ...application.status,
        sync: { status: 'OutOfSync', revision: commit },
        operationState: {
          phase: 'Failed',
          message: result.message,
          syncResult: { revision: commit },
        },
      });
    }
    const before = (application.status?.resources ?? []).map(resource => ({
      id: inventoryId({
        apiVersion: resource.group
          ? `${resource.group}/${resource.version}`
          : resource.version,
        kind: resource.kind,
        metadata: resource,
      }),
      v: resource.version,
    }));
    if (syncPolicy?.automated?.prune !== false)
      await prune(client, before, result.objects);
    this.applied.note(application, commit);
    return this.writeApplication(application, {
      sync: { status: 'Synced', revision: commit },
      operationState: {
        phase: 'Succeeded',
        message: 'successfully synced (all tasks run)',
        syncResult: { revision: commit },
      },
      ...(await this.healthNow(result.objects.map(resourceOf))),
    });
  }

  /** What the live objects say, and the worst of it. */
  private async healthNow(
    resources: ApplicationResource[],
  ): Promise<{ health: { status: string }; resources: ApplicationResource[] }> {
    const assessed: ApplicationResource[] = [];
    for (const resource of resources) {
      const { group, version, kind, namespace, name } = resource;
      const object: KubernetesObject = {
        apiVersion: group ? `${group}/${version}` : version,
        kind,
        metadata: { name, ...(namespace ? { namespace } : {}) },
      };
      const live = saysItsHealth.has(kind)
        ? await this.options.client.get(kindOf(object), object.metadata)
        : object;
      assessed.push({
        ...resource,
        health: live ? healthOf(live) : { status: 'Missing' },
      });
    }
    const worst =
      ['Degraded', 'Missing', 'Progressing'].find(status =>
        assessed.some(({ health }) => health?.status === status),
      ) ?? 'Healthy';
    return { health: { status: worst }, resources: assessed };
  }

  private async writeApplication(
    application: Application,
    status: NonNullable<Application['status']>,
  ): Promise<void> {
    const { reconciledAt, operationState, ...before } =
      application.status ?? {};
    const { operationState: nextOperation, ...next } = status;
    const { finishedAt, ...operation } = operationState ?? {};
    if (
      isDeepStrictEqual(before, next) &&
      isDeepStrictEqual(operation, nextOperation ?? {})
    )
      return;
    const body = {
      status: {
        ...status,
        ...(nextOperation
          ? {
              operationState: {
                ...nextOperation,
                finishedAt: stampOf(this.options.clock),
              },
            }
          : {}),
        reconciledAt: stampOf(this.options.clock),
      },
    };
    // Argo CD's Application has no status subresource.
    await this.options.client.patch(applicationKind, application.metadata, {
      type: 'merge',
      body,
    });
  }
}

type ApplicationResource = NonNullable<
  NonNullable<Application['status']>['resources']
>[number];

function resourceOf({
  apiVersion,
  kind,
  metadata,
}: KubernetesObject): ApplicationResource {
  const [group, version] = apiVersion.includes('/')
    ? apiVersion.split('/')
    : ['', apiVersion];
  const { namespace, name } = metadata;
  return {
    group,
    version,
    kind,
    ...(namespace ? { namespace } : {}),
    name,
    status: 'Synced',
  };
}

const saysItsHealth = new Set(['GatewayHostnameRequest', 'Certificate']);

// As a health check for conditions would say it: Ready=True is healthy, Stalled is degraded, anything else progresses.
function healthOf(object: KubernetesObject): {
  status: string;
  message?: string;
} {
  if (!saysItsHealth.has(object.kind)) return { status: 'Healthy' };
  const { conditions } =
    (
      object as {
        status?: {
          conditions?: Array<{
            type: string;
            status: string;
            message?: string;
          }>;
        };
      }
    ).status ?? {};
  const ready = conditions?.find(condition => condition.type === 'Ready');
  if (ready?.status === 'True') return { status: 'Healthy' };
  const stalled = conditions?.find(
    condition => condition.type === 'Stalled' && condition.status === 'True',
  );
  if (stalled)
    return {
      status: 'Degraded',
      ...(stalled.message ? { message: stalled.message } : {}),
    };
  return {
    status: 'Progressing',
    ...(ready?.message ? { message: ready.message } : {}),
  };
}
