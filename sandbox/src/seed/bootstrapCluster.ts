import {
  ClusterClient,
  KubernetesError,
  KubernetesObject,
} from '@hostmaster/kubernetes-runtime';
import { kindOf } from '../actors/gitOps/manifests';
import { clusters, edgeNamespace, services } from './world';

/** Puts into a cluster what its platform team has put there before anyone asks for a hostname. */
export async function bootstrapCluster(
  client: ClusterClient,
  repositoryUrl: string,
): Promise<void> {
  const cluster = clusters.find(({ name }) => name === client.cluster);
  const objects = [
    ...platform(),
    ...(cluster?.engine === 'argocd'
      ? argoCd(client.cluster, repositoryUrl)
      : flux(client.cluster, repositoryUrl)),
    ...workloads(client.cluster),
  ];
  for (const object of objects) {
    await client.create(kindOf(object), object).catch(error => {
      if (!(error instanceof KubernetesError && error.code === 'AlreadyExists'))
        throw error;
    });
  }
}

function platform(): KubernetesObject[] {
  const acme = (name: string, server: string) => ({
    apiVersion: 'cert-manager.io/v1',
    kind: 'ClusterIssuer',
    metadata: { name },
    spec: {
      acme: {
        server,
        email: 'platform@example.test',
        privateKeySecretRef: { name: `${name}-account` },
        solvers: [{ dns01: { route53: { region: 'eu-central-1' } } }],
      },
    },
  });
  return [
    namespace(edgeNamespace),
    namespace('cert-manager'),
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'GatewayClass',
      metadata: { name: 'alb' },
      spec: { controllerName: 'gateway.k8s.aws/alb' },
    } as KubernetesObject,
    acme(
      'letsencrypt-staging',
      'https://acme-staging-v02.api.letsencrypt.org/directory',
    ),
    acme(
      'letsencrypt-production',
      'https://acme-v02.api.letsencrypt.org/directory',
    ),
  ];
}

function flux(cluster: string, url: string): KubernetesObject[] {
  const source = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name: 'gitops', namespace: 'flux-system' },
    spec: { url, ref: { branch: 'main' }, interval: '1m' },
  };
  const kustomizations = deployed(cluster).map(service => ({
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: service.name, namespace: 'flux-system' },
    spec: {
      path: `./clusters/${cluster}/${service.name}`,
      prune: true,
      interval: '10m',
      sourceRef: { kind: 'GitRepository', name: 'gitops' },
    },
  }));
  return [namespace('flux-system'), source, ...kustomizations];
}

function argoCd(cluster: string, repoURL: string): KubernetesObject[] {
  const applications = deployed(cluster).map(service => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: service.name, namespace: 'argocd' },
    spec: {
      project: 'default',
      source: {
        repoURL,
        path: `clusters/${cluster}/${service.name}`,
        targetRevision: 'main',
      },
      destination: {
        server: 'https://kubernetes.default.svc',
        namespace: service.name,
      },
      syncPolicy: { automated: { prune: true } },
    },
  }));
  return [namespace('argocd'), ...applications];
}

// What a kubelet and the endpoint controller would have made of the services' pods.
function workloads(cluster: string): KubernetesObject[] {
  return deployed(cluster).flatMap((service, index) => [
    namespace(service.name, { 'hostmaster.dev/enforce': 'true' }),
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: `${service.name}-1`,
        namespace: service.name,
        labels: { 'kubernetes.io/service-name': service.name },
      },
      addressType: 'IPv4',
      endpoints: [1, 2].map(pod => ({
        addresses: [`10.0.${index}.${pod}`],
        conditions: { ready: true, serving: true },
      })),
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    } as KubernetesObject,
  ]);
}

function deployed(cluster: string) {
  return services.filter(service => service.clusters.includes(cluster));
}

function namespace(
  name: string,
  labels?: Record<string, string>,
): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, ...(labels ? { labels } : {}) },
  };
}
