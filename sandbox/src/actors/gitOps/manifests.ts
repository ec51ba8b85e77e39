import {
  KubernetesObject,
  ResourceKind,
  resourceKind,
} from '@hostmaster/kubernetes-runtime';
import { parseAllDocuments } from 'yaml';

/** An object of a repository and where it stands. */
export interface Manifest {
  object: KubernetesObject;
  path: string;
}

/** Identifies an object over versions: Flux's own form of an inventory entry. */
export function inventoryId({
  apiVersion,
  kind,
  metadata,
}: KubernetesObject): string {
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return [metadata.namespace ?? '', metadata.name, group, kind].join('_');
}

/** @throws Error naming the file when a document is not a Kubernetes object. */
export function readManifests(files: Map<string, string>): Manifest[] {
  return [...files]
    .filter(
      ([path]) =>
        /\.ya?ml$/.test(path) && !/(^|\/)kustomization\.ya?ml$/.test(path),
    )
    .sort(([left], [right]) => left.localeCompare(right))
    .flatMap(([path, content]) =>
      parseAllDocuments(content).flatMap(document => {
        if ('errors' in document && document.errors.length)
          throw new Error(`${path}: ${document.errors[0].message}`);
        const object = document.toJS();
        if (object === null || object === undefined) return [];
        if (
          typeof object !== 'object' ||
          !object.apiVersion ||
          !object.kind ||
          !object.metadata?.name
        ) {
          throw new Error(
            `${path}: not a Kubernetes object: apiVersion, kind and metadata.name are needed`,
          );
        }
        return [{ object, path }];
      }),
    );
}

const plurals: Record<string, string> = {
  ValidatingAdmissionPolicy: 'validatingadmissionpolicies',
  ValidatingAdmissionPolicyBinding: 'validatingadmissionpolicybindings',
  HTTPRoute: 'httproutes',
  Gateway: 'gateways',
  GatewayClass: 'gatewayclasses',
  NetworkPolicy: 'networkpolicies',
  Ingress: 'ingresses',
  EndpointSlice: 'endpointslices',
};
const clusterScoped = new Set([
  'Namespace',
  'CustomResourceDefinition',
  'ClusterIssuer',
  'GatewayClass',
  'DomainClaim',
  'DomainZone',
  'ClusterRole',
  'ClusterRoleBinding',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
]);

/** The kind of an object, by the usual rules of naming. */
export function kindOf({ apiVersion, kind }: KubernetesObject): ResourceKind {
  const [group, version] = apiVersion.includes('/')
    ? apiVersion.split('/')
    : ['', apiVersion];
  return resourceKind({
    group,
    version,
    kind,
    plural: plurals[kind] ?? pluralOf(kind),
    namespaced: !clusterScoped.has(kind),
  });
}

function pluralOf(kind: string): string {
  const lower = kind.toLowerCase();
  if (/(s|x|z|ch|sh)$/.test(lower)) return `${lower}es`;
  if (/[^aeiou]y$/.test(lower)) return `${lower.slice(0, -1)}ies`;
  return `${lower}s`;
}
