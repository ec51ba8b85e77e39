import { InputError } from '@backstage/errors';
import { parseHostname } from '../hostname/parseHostname';
import { listenerSetName } from '../naming/listenerSetName';
import { shortHash } from '../naming/shortHash';
import { KubernetesManifest, ManifestFile } from './KubernetesManifest';
import { manifestPath } from './manifestPath';
import { renderCertificate } from './renderCertificate';
import { renderHostnameRequest } from './renderHostnameRequest';
import { renderRoute } from './renderRoute';
import { toYaml } from './toYaml';
import { HostnameRequestValues } from './values';

/** What a form of the shipped templates asks; a form leaves out what it does not need. @public */
export interface PullRequestForm {
  kind: 'hostname-request' | 'route' | 'certificate';
  hostname: string;
  environment?: string;
  profile?: string;
  visibility?: 'internet-facing' | 'internal';
  zoneId?: string;
  serviceName?: string;
  servicePort?: number;
  path?: string;
  routeKind?: 'HTTPRoute' | 'GRPCRoute';
  /** For a route: the hostname (often a wildcard) whose listener serves it, where it has none of its own. */
  wildcardHostname?: string;
  additionalNames?: string[];
  keyAlgorithm?: 'RSA_2048' | 'EC_prime256v1' | 'EC_secp384r1';
  expiresAfter?: string;
  deletionPolicy?: 'Delete' | 'Retain';
  /** For a certificate: also for all names one label below. */
  wildcard?: boolean;
  issuer?: string;
  issuerKind?: 'Issuer' | 'ClusterIssuer';
}

/** What is known without asking: from the entity and the configuration. @public */
export interface PullRequestContext {
  namespace: string;
  owner?: string;
  component?: string;
  kubernetesId?: string;
  /** Cluster of the repository, for the path. */
  cluster?: string;
  /** Pattern of the manifests' path. */
  pathPattern: string;
  edgeNamespace: string;
}

/**
 * The files of the pull request that a form asks for: the one function behind the form's last page and the action. Equal forms
 * give equal bytes.
 *
 * @throws InputError naming each field that cannot be used.
 * @public
 */
export function pullRequestFiles(
  form: PullRequestForm,
  context: PullRequestContext,
): ManifestFile[] {
  const manifests = manifestsOf(form, context);
  const [first] = manifests;
  const path = manifestPath(context.pathPattern, {
    cluster: context.cluster,
    namespace: context.namespace,
    name: first.metadata.name,
    hostname: form.hostname,
    environment: form.environment,
    component: context.component?.split('/').pop(),
  });
  return [{ path, content: toYaml(manifests) }];
}

/** Path of the file that a hostname request of this context has. @public */
export function hostnameRequestPath(
  hostname: string,
  context: Pick<
    PullRequestContext,
    'namespace' | 'cluster' | 'pathPattern' | 'component'
  > & { environment?: string },
): string {
  const parsed = parseHostname(hostname);
  if (parsed.kind === 'invalid')
    throw new InputError(`hostname: ${parsed.message}`);
  return manifestPath(context.pathPattern, {
    cluster: context.cluster,
    namespace: context.namespace,
    name: listenerSetName(parsed.hostname),
    hostname: parsed.hostname,
    environment: context.environment,
    component: context.component?.split('/').pop(),
  });
}

function manifestsOf(
  form: PullRequestForm,
  context: PullRequestContext,
): KubernetesManifest[] {
  const { namespace, owner, component, kubernetesId, edgeNamespace } = context;
  const requestId = shortHash(
    `${form.kind}/${component ?? namespace}/${form.hostname}`,
  );
  const provenance = { namespace, owner, component, kubernetesId, requestId };
  const rule = form.serviceName
    ? {
        serviceName: form.serviceName,
        servicePort: form.servicePort ?? 80,
        path: form.path || undefined,
      }
    : undefined;

  switch (form.kind) {
    case 'hostname-request':
      return renderHostnameRequest({
        hostname: form.hostname,
        environment: required(form.environment, 'environment'),
        profile: required(form.profile, 'profile'),
        visibility: form.visibility,
        zoneId: form.zoneId || undefined,
        certificate: certificateOptions(form),
        expiresAfter: form.expiresAfter || undefined,
        deletionPolicy: form.deletionPolicy,
        routes: rule,
        routeKind: form.routeKind,
        edgeNamespace,
        ...provenance,
      });
    case 'route':
      return renderRoute({
        hostname: form.hostname,
        wildcard:
          form.wildcardHostname && form.wildcardHostname !== form.hostname
            ? form.wildcardHostname
            : undefined,
        kind: form.routeKind,
        routes: required(rule, 'serviceName'),
        edgeNamespace,
        ...provenance,
      });
    case 'certificate':
      return renderCertificate({
        hostname: form.hostname,
        wildcard: form.wildcard,
        additionalNames: form.additionalNames,
        issuerRef: {
          name: required(form.issuer, 'issuer'),
          kind: form.issuerKind ?? 'ClusterIssuer',
        },
        keyAlgorithm: form.keyAlgorithm,
        ...provenance,
      });
    default:
      throw new InputError(
        `kind: "${String(
          form.kind satisfies never,
        )}" is not hostname-request, route or certificate`,
      );
  }
}

function certificateOptions(
  form: PullRequestForm,
): HostnameRequestValues['certificate'] {
  const names = form.additionalNames?.filter(
    name => name && name !== form.hostname,
  );
  if (!form.keyAlgorithm && !names?.length) return undefined;
  return {
    keyAlgorithm: form.keyAlgorithm,
    additionalNames: names?.length ? names : undefined,
  };
}

function required<T>(value: T | undefined, field: string): NonNullable<T> {
  if (value === undefined || value === null || value === '')
    throw new InputError(`${field}: is needed`);
  return value;
}
