import { InputError } from '@backstage/errors';
import { coversHostname } from '../hostname/coversHostname';
import { parseHostname } from '../hostname/parseHostname';
import { listenerSetName } from '../naming/listenerSetName';
import { routeName } from '../naming/routeName';
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
 * give equal bytes, however their hostnames are spelled. A hostname's request, each of its routes and its certificate have
 * files of their own, whatever the pattern of the path:
 *
 * | form | file of `{name}.yaml` |
 * | --- | --- |
 * | request of shop.example.com | `shop-example-com.yaml` |
 * | route of shop.example.com | `shop-example-com--route.yaml` |
 * | route of shop.example.com, path /api | `shop-example-com--route-api.yaml` |
 * | certificate of shop.example.com | `shop-example-com--certificate.yaml` |
 *
 * @throws InputError naming each field that cannot be used.
 * @public
 */
export function pullRequestFiles(
  form: PullRequestForm,
  context: PullRequestContext,
): ManifestFile[] {
  const hostname = canonical(form.hostname, 'hostname');
  const manifests = manifestsOf({ ...form, hostname }, context);
  const path = filePath(hostname, fileSuffix(form, hostname), {
    ...context,
    environment: form.environment,
  });
  return [{ path, content: toYaml(manifests) }];
}

/** Path of the file that a hostname request of this context has. @public */
export function hostnameRequestPath(
  hostname: string,
  context: PathContext,
): string {
  return filePath(canonical(hostname, 'hostname'), '', context);
}

type PathContext = Pick<
  PullRequestContext,
  'namespace' | 'cluster' | 'pathPattern' | 'component'
> & { environment?: string };

function filePath(
  hostname: string,
  suffix: string,
  context: PathContext,
): string {
  const path = manifestPath(context.pathPattern, {
    cluster: context.cluster,
    namespace: context.namespace,
    name: listenerSetName(hostname),
    hostname,
    environment: context.environment,
    component: context.component?.split('/').pop(),
  });
  const end = path.length - (/\.[^./]+$/.exec(path)?.[0].length ?? 0);
  return `${path.slice(0, end)}${suffix}${path.slice(end)}`;
}

/** What follows the hostname's own name in the file's, so that no form writes over what another one wrote. */
function fileSuffix(form: PullRequestForm, hostname: string): string {
  switch (form.kind) {
    case 'route':
      return routeName(hostname, form).slice(listenerSetName(hostname).length);
    case 'certificate':
      return '--certificate';
    default:
      return '';
  }
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
        name: routeName(form.hostname, form),
        hostname: form.hostname,
        wildcard: listenerAbove(form),
        kind: form.routeKind,
        routes: required(rule, 'serviceName'),
        edgeNamespace,
        ...provenance,
      });
    case 'certificate':
      return renderCertificate({
        hostname: form.hostname,
        wildcard: form.wildcard,
        additionalNames: form.additionalNames?.filter(Boolean),
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

/** The held hostname whose listener takes the route, where that is not the route's own. */
function listenerAbove({
  hostname,
  wildcardHostname,
}: PullRequestForm): string | undefined {
  if (!wildcardHostname) return undefined;
  const held = canonical(wildcardHostname, 'wildcardHostname');
  if (held === hostname) return undefined;
  if (coversHostname(held, hostname)) return held;
  throw new InputError(
    `hostname: "${hostname}" is not served by "${held}"; write ${
      held.startsWith('*.')
        ? 'a name with exactly one label in place of "*"'
        : `${held} itself, or choose a wildcard that covers it`
    }`,
  );
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

function canonical(hostname: string, field: string): string {
  const parsed = parseHostname(hostname);
  if (parsed.kind === 'hostname') return parsed.hostname;
  throw new InputError(`${field}: ${parsed.message}`);
}

function required<T>(value: T | undefined, field: string): NonNullable<T> {
  if (value === undefined || value === null || value === '')
    throw new InputError(`${field}: is needed`);
  return value;
}
