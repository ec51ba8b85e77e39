import {
  MANAGED_BY,
  MANAGED_BY_LABEL,
  baseResponse,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { GatewayProfile } from '@hostmaster/backstage-plugin-hostnames-node';
import { Visibility } from '../placement';
import {
  AWS_GATEWAY_API,
  GATEWAY_API,
  Gateway,
  ListenerRuleConfiguration,
  LoadBalancerConfiguration,
  Route,
  TargetGroupConfiguration,
} from './kinds';
import {
  BASE_LABEL,
  INSTALLATION_LABEL,
  POOL_LABEL,
  VISIBILITY_LABEL,
} from './poolLabels';

/** The listener that certificates go onto. */
export const HTTPS_PORT = 443;
export const HTTPS = `HTTPS:${HTTPS_PORT}`;
/** One for all gateways of the namespace: the answer where no route of a tenant serves a hostname. */
export const NO_ROUTE_CONFIGURATION = 'hostmaster-no-route';

/** One for all gateways of the namespace: routes of tenants go to pods, so that a plain ClusterIP Service can be served. */
export const TARGET_GROUP_CONFIGURATION = 'hostmaster-targets';

/** Fields of a profile's `loadBalancer` that belong to the HTTPS listener and not to the load balancer. */
const LISTENER_FIELDS = [
  'sslPolicy',
  'alpnPolicy',
  'mutualAuthentication',
  'listenerAttributes',
  'targetGroupStickiness',
  'quicEnabled',
];

/** Everything a pool gateway consists of. */
export interface RenderedGateway {
  configuration: LoadBalancerConfiguration;
  gateway: Gateway;
  noRoute: ListenerRuleConfiguration;
  targets: TargetGroupConfiguration;
  routes: Route[];
}

/**
 * Renders a gateway of a pool with its base: `http` redirects, `https` answers 404, both because the AWS Load Balancer
 * Controller makes a listener only where a route is attached. Pure; equal input gives equal output.
 */
export function renderGateway(values: {
  name: string;
  namespace: string;
  profile: GatewayProfile;
  visibility: Visibility;
  defaultCertificate: string;
  installation: string;
}): RenderedGateway {
  const { name, namespace, profile, visibility, defaultCertificate } = values;
  const labels = {
    [MANAGED_BY_LABEL]: MANAGED_BY,
    [POOL_LABEL]: profile.name,
    [VISIBILITY_LABEL]: visibility,
    [INSTALLATION_LABEL]: values.installation,
  };
  const base = { ...labels, [BASE_LABEL]: name };
  return {
    configuration: {
      apiVersion: `${AWS_GATEWAY_API}/v1`,
      kind: 'LoadBalancerConfiguration',
      metadata: { name, namespace, labels },
      spec: {
        ...pick(
          profile.loadBalancer,
          field => !LISTENER_FIELDS.includes(field),
        ),
        scheme: visibility,
        defaultTargetGroupConfiguration: profile.loadBalancer
          .defaultTargetGroupConfiguration ?? {
          name: TARGET_GROUP_CONFIGURATION,
        },
        listenerConfigurations: [
          {
            protocolPort: HTTPS,
            defaultCertificate,
            ...pick(profile.loadBalancer, field =>
              LISTENER_FIELDS.includes(field),
            ),
          },
        ],
      },
    },
    gateway: {
      apiVersion: `${GATEWAY_API}/v1`,
      kind: 'Gateway',
      metadata: { name, namespace, labels },
      spec: {
        gatewayClassName: profile.gatewayClass,
        allowedListeners: { namespaces: { from: 'Same' } },
        infrastructure: {
          parametersRef: {
            group: AWS_GATEWAY_API,
            kind: 'LoadBalancerConfiguration',
            name,
          },
        },
        listeners: [
          baseListener('http', 'HTTP', 80),
          {
            ...baseListener('https', 'HTTPS', HTTPS_PORT),
            allowedRoutes: {
              namespaces: { from: 'Same' },
              // Both are copied here while a hostname moves; without the list only HTTPRoutes are taken.
              kinds: ['HTTPRoute', 'GRPCRoute'].map(kind => ({
                group: GATEWAY_API,
                kind,
              })),
            },
          },
        ],
      },
    },
    noRoute: {
      apiVersion: `${AWS_GATEWAY_API}/v1`,
      kind: 'ListenerRuleConfiguration',
      metadata: {
        name: NO_ROUTE_CONFIGURATION,
        namespace,
        labels: { [MANAGED_BY_LABEL]: MANAGED_BY },
      },
      spec: {
        actions: [
          {
            type: 'fixed-response',
            fixedResponseConfig: {
              statusCode: baseResponse.status,
              contentType: baseResponse.contentType,
              messageBody: baseResponse.body,
            },
          },
        ],
      },
    },
    targets: {
      apiVersion: `${AWS_GATEWAY_API}/v1`,
      kind: 'TargetGroupConfiguration',
      metadata: {
        name: TARGET_GROUP_CONFIGURATION,
        namespace,
        labels: { [MANAGED_BY_LABEL]: MANAGED_BY },
      },
      spec: { defaultConfiguration: { targetType: 'ip' } },
    },
    routes: [
      baseRoute(name, namespace, base, 'http', {
        type: 'RequestRedirect',
        requestRedirect: { scheme: 'https', statusCode: 301 },
      }),
      baseRoute(name, namespace, base, 'https', {
        type: 'ExtensionRef',
        extensionRef: {
          group: AWS_GATEWAY_API,
          kind: 'ListenerRuleConfiguration',
          name: NO_ROUTE_CONFIGURATION,
        },
      }),
    ],
  };
}

function baseListener(name: string, protocol: string, port: number) {
  return {
    name,
    protocol,
    port,
    allowedRoutes: { namespaces: { from: 'Same' } },
  };
}

function baseRoute(
  gateway: string,
  namespace: string,
  labels: Record<string, string>,
  listener: string,
  filter: NonNullable<
    NonNullable<Route['spec']['rules']>[number]['filters']
  >[number],
): Route {
  return {
    apiVersion: `${GATEWAY_API}/v1`,
    kind: 'HTTPRoute',
    metadata: { name: `${gateway}-${listener}`, namespace, labels },
    spec: {
      parentRefs: [
        {
          group: GATEWAY_API,
          kind: 'Gateway',
          name: gateway,
          sectionName: listener,
        },
      ],
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: '/' } }],
          filters: [filter],
        },
      ],
    },
  };
}

function pick(
  fields: Record<string, unknown>,
  keep: (field: string) => boolean,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([field]) => keep(field)),
  );
}
