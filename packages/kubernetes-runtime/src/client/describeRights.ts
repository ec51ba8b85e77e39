import { KubernetesError } from './errors';
import { resourceKind, resourceNameOf } from './resourceKind';
import { ClusterClient, KubernetesObject, ResourceKind } from './types';

/** What this process may do with a kind. @public */
export interface KindRights {
  kind: ResourceKind<any>;
  list: boolean;
  watch: boolean;
  /** Whether the server was asked (`review`) or it was tried (`attempt`). */
  source: 'review' | 'attempt';
  /** What is missing, in words; left out when all is there. */
  message?: string;
}

interface SelfSubjectAccessReview extends KubernetesObject {
  spec: {
    resourceAttributes: {
      group: string;
      version: string;
      resource: string;
      verb: string;
      namespace?: string;
    };
  };
  status?: { allowed?: boolean; denied?: boolean; reason?: string };
}

const selfSubjectAccessReviewKind = resourceKind<SelfSubjectAccessReview>({
  group: 'authorization.k8s.io',
  version: 'v1',
  kind: 'SelfSubjectAccessReview',
  plural: 'selfsubjectaccessreviews',
  namespaced: false,
});

/**
 * Tests for every kind whether it may be listed *and* watched: with only the first, a controller starts, looks healthy and
 * never sees a change. The server is asked by SelfSubjectAccessReview; where that does not work, it is tried.
 *
 * @throws KubernetesError when the cluster cannot be reached at all
 * @public
 */
export async function describeRights(
  client: ClusterClient,
  kinds: ReadonlyArray<ResourceKind<any>>,
  options: { namespace?: string; signal?: AbortSignal } = {},
): Promise<KindRights[]> {
  const rights: KindRights[] = [];
  for (const kind of kinds) {
    rights.push(await rightsOf(client, kind, options));
  }
  return rights;
}

type Options = { namespace?: string; signal?: AbortSignal };

async function rightsOf(
  client: ClusterClient,
  kind: ResourceKind<any>,
  options: Options,
): Promise<KindRights> {
  let source: KindRights['source'] = 'review';
  let allowed: { list: boolean; watch: boolean };
  try {
    allowed = {
      list: await review(client, kind, 'list', options),
      watch: await review(client, kind, 'watch', options),
    };
  } catch (error) {
    if (
      !(error instanceof KubernetesError) ||
      error.code === 'Network' ||
      error.code === 'Timeout'
    )
      throw error;
    source = 'attempt';
    allowed = {
      list: await mayList(client, kind, options),
      watch: await mayWatch(client, kind, options),
    };
  }
  const missing = (['list', 'watch'] as const).filter(verb => !allowed[verb]);
  return {
    kind,
    ...allowed,
    source,
    ...(missing.length > 0
      ? {
          message: `not allowed to ${missing.join(' and ')} ${resourceNameOf(
            kind,
          )} in cluster '${client.cluster}'`,
        }
      : {}),
  };
}

async function review(
  client: ClusterClient,
  kind: ResourceKind<any>,
  verb: string,
  options: Options,
): Promise<boolean> {
  const { group, version, plural: resource } = kind;
  const answer = await client.create(
    selfSubjectAccessReviewKind,
    {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      metadata: { name: '' },
      spec: {
        resourceAttributes: {
          group,
          version,
          resource,
          verb,
          namespace: options.namespace,
        },
      },
    },
    { signal: options.signal },
  );
  if (typeof answer.status?.allowed !== 'boolean') {
    throw new KubernetesError(
      'BadResponse',
      `the review of rights in cluster '${client.cluster}' has no answer`,
    );
  }
  return answer.status.allowed;
}

function mayList(
  client: ClusterClient,
  kind: ResourceKind<any>,
  options: Options,
): Promise<boolean> {
  return isPermitted(() => client.list(kind, { ...options, limit: 1 }));
}

function mayWatch(
  client: ClusterClient,
  kind: ResourceKind<any>,
  options: Options,
): Promise<boolean> {
  return isPermitted(async () => {
    for await (const event of client.watch(kind, {
      ...options,
      timeoutSeconds: 1,
    })) {
      if (
        event.type === 'ERROR' &&
        (event.object.code === 403 || event.object.code === 401)
      ) {
        throw new KubernetesError(
          'Forbidden',
          event.object.message ?? 'forbidden',
        );
      }
      return;
    }
  });
}

/** Only a refusal means "not permitted"; a kind that is not served yet, for instance, is no question of rights. */
async function isPermitted(attempt: () => Promise<unknown>): Promise<boolean> {
  try {
    await attempt();
    return true;
  } catch (error) {
    if (!(error instanceof KubernetesError)) throw error;
    if (error.code === 'Network' || error.code === 'Timeout') throw error;
    return error.code !== 'Forbidden' && error.code !== 'Unauthorized';
  }
}
