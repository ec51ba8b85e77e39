import { InputError } from '@backstage/errors';
import { listenerSetName } from '../naming/listenerSetName';
import { KubernetesManifest } from './KubernetesManifest';
import { metadata, Provenance } from './metadata';

const GATEWAY_API = 'gateway.networking.k8s.io';

/** `package.Service` or `package.Service/Method`, as GRPCRoute's schema has them. */
const GRPC_METHOD =
  /^[A-Za-z_][A-Za-z_0-9]*(?:\.[A-Za-z_][A-Za-z_0-9]*)*(?:\/[A-Za-z_][A-Za-z_0-9]*)?$/;

/** Tells external-dns that the records of this route are somebody else's. */
const NOT_EXTERNAL_DNS = {
  'external-dns.alpha.kubernetes.io/controller': 'hostmaster',
};

/** @internal */
export interface RouteManifestValues extends Provenance {
  kind: 'HTTPRoute' | 'GRPCRoute';
  name: string;
  namespace: string;
  hostname: string;
  /** The hostname whose listener takes the route: itself, or the wildcard above it. */
  listenerHostname: string;
  rules: Array<{ serviceName: string; servicePort: number; path?: string }>;
  edgeNamespace: string;
  gateway?: { namespace: string; name: string; sectionName?: string };
  dns?: 'route53' | 'external-dns';
}

/**
 * The route of a hostname, attached to the hostname's ListenerSet and to nothing else; for shared listeners to the Gateway.
 *
 * @internal
 */
export function routeManifest(values: RouteManifestValues): KubernetesManifest {
  const { kind, name, namespace, hostname, rules, gateway, dns } = values;
  return {
    apiVersion: `${GATEWAY_API}/v1`,
    kind,
    metadata: metadata(
      name,
      namespace,
      values,
      dns === 'external-dns' ? {} : NOT_EXTERNAL_DNS,
    ),
    spec: {
      parentRefs: [
        gateway
          ? { group: GATEWAY_API, kind: 'Gateway', ...gateway }
          : {
              group: GATEWAY_API,
              kind: 'ListenerSet',
              namespace: values.edgeNamespace,
              name: listenerSetName(values.listenerHostname),
            },
      ],
      hostnames: [hostname],
      rules: rules.map(rule => ({
        ...(kind === 'HTTPRoute'
          ? httpMatches(rule.path)
          : grpcMatches(rule.path)),
        backendRefs: [{ name: rule.serviceName, port: rule.servicePort }],
      })),
    },
  };
}

function httpMatches(path: string | undefined): object {
  const value = `/${(path ?? '').replace(/^\//, '')}`;
  return { matches: [{ path: { type: 'PathPrefix', value } }] };
}

function grpcMatches(path: string | undefined): object {
  const text = (path ?? '').replace(/^\//, '');
  if (text === '') return {};
  if (!GRPC_METHOD.test(text)) {
    throw new InputError(
      `routes.path: "${text}" must be a gRPC service, such as shop.v1.Cart, or a method of one, such as shop.v1.Cart/Add`,
    );
  }
  const [service, method] = text.split('/');
  return {
    matches: [
      { method: { type: 'Exact', service, ...(method ? { method } : {}) } },
    ],
  };
}
