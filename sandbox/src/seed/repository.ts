import {
  listenerSetName,
  renderHostnameRequest,
  toYaml,
} from '@hostmaster/backstage-plugin-hostnames-common';
import {
  edgeNamespace,
  HostnameSeed,
  hostnames,
  ownerOf,
  profile,
  serviceNamed,
  services,
  ServiceSeed,
} from './world';

/** Files of the GitOps repository: per cluster and service its namespace, its Service, and the requests it has already. */
export function repositoryFiles(): Record<string, string> {
  const files: Record<string, string> = {};
  for (const service of services) {
    for (const cluster of service.clusters) {
      files[`clusters/${cluster}/${service.name}/service.yaml`] = toYaml(
        serviceManifests(service),
      );
    }
  }
  for (const seed of hostnames)
    files[hostnamePath(seed)] = toYaml(hostnameManifests(seed));
  return files;
}

/** Where a seeded hostname's manifests stand. */
export function hostnamePath({
  cluster,
  service,
  hostname,
}: HostnameSeed): string {
  return `clusters/${cluster}/${service}/${listenerSetName(hostname)}.yaml`;
}

function hostnameManifests(seed: HostnameSeed) {
  const service = serviceNamed(seed.service);
  return renderHostnameRequest({
    hostname: seed.hostname,
    namespace: service.name,
    environment: seed.environment,
    profile,
    owner: ownerOf(service),
    component: `component:default/${service.name}`,
    kubernetesId: service.name,
    requestId: `seed-${seed.hostname.replace(/^\*\./, 'any.')}`,
    routes: { serviceName: service.name, servicePort: service.port, path: '/' },
    edgeNamespace,
  });
}

function serviceManifests(service: ServiceSeed) {
  const labels = {
    app: service.name,
    'backstage.io/kubernetes-id': service.name,
  };
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: service.name,
        labels: { 'hostmaster.dev/enforce': 'true' },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: service.name, namespace: service.name, labels },
      spec: {
        selector: { app: service.name },
        ports: [
          {
            name: 'http',
            port: service.port,
            targetPort: 8080,
            protocol: 'TCP',
          },
        ],
      },
    },
  ];
}
