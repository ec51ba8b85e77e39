import {
  KubernetesObject,
  ResourceKind,
  resourceKind,
} from '@hostmaster/kubernetes-runtime';

interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason: string;
  message: string;
  lastTransitionTime: string;
  observedGeneration?: number;
}

/** Flux, the fields used. */
export interface Kustomization extends KubernetesObject {
  spec: {
    path?: string;
    prune?: boolean;
    suspend?: boolean;
    interval?: string;
    sourceRef: { kind: string; name: string; namespace?: string };
    dependsOn?: Array<{ name: string; namespace?: string }>;
    targetNamespace?: string;
  };
  status?: {
    conditions?: Condition[];
    lastAppliedRevision?: string;
    lastAttemptedRevision?: string;
    inventory?: { entries: Array<{ id: string; v: string }> };
    observedGeneration?: number;
  };
}

export interface FluxGitRepository extends KubernetesObject {
  spec: { url: string; ref?: { branch?: string }; interval?: string };
  status?: { conditions?: Condition[]; artifact?: { revision: string } };
}

/** Argo CD, the fields used. */
export interface Application extends KubernetesObject {
  spec: {
    source: { repoURL: string; path: string; targetRevision?: string };
    destination?: { namespace?: string; server?: string; name?: string };
    syncPolicy?: { automated?: { prune?: boolean } };
  };
  status?: {
    sync?: { status: string; revision?: string };
    health?: { status: string; message?: string };
    operationState?: {
      phase: string;
      message?: string;
      finishedAt?: string;
      syncResult?: { revision: string };
    };
    resources?: Array<{
      group: string;
      version: string;
      kind: string;
      namespace?: string;
      name: string;
      status: string;
      health?: { status: string; message?: string };
    }>;
    reconciledAt?: string;
  };
}

export const kustomizationKind: ResourceKind<Kustomization> =
  resourceKind<Kustomization>({
    group: 'kustomize.toolkit.fluxcd.io',
    version: 'v1',
    kind: 'Kustomization',
    plural: 'kustomizations',
    namespaced: true,
  });

export const fluxGitRepositoryKind: ResourceKind<FluxGitRepository> =
  resourceKind<FluxGitRepository>({
    group: 'source.toolkit.fluxcd.io',
    version: 'v1',
    kind: 'GitRepository',
    plural: 'gitrepositories',
    namespaced: true,
  });

export const applicationKind: ResourceKind<Application> =
  resourceKind<Application>({
    group: 'argoproj.io',
    version: 'v1alpha1',
    kind: 'Application',
    plural: 'applications',
    namespaced: true,
  });
