import {
  DomainClaim,
  GatewayHostnameRequest,
  HostnameGrant,
  domainClaimKind,
  gatewayHostnameRequestKind,
  hostnameGrantKind,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { KubernetesObject, ResourceKind } from '@hostmaster/kubernetes-runtime';

/** A request as the client and the stores have it. */
export type RequestObject = GatewayHostnameRequest & KubernetesObject;
/** A claim as the client and the stores have it. */
export type ClaimObject = DomainClaim & KubernetesObject;
/** A grant as the client and the stores have it. */
export type GrantObject = HostnameGrant & KubernetesObject;

/** The part of metav1.Condition that is read of other controllers' objects. */
export interface ObjectCondition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
  observedGeneration?: number;
}

export interface ParentReference {
  group?: string;
  kind?: string;
  namespace?: string;
  name: string;
  sectionName?: string;
  port?: number;
}

export interface Listener {
  name: string;
  hostname?: string;
  port: number;
  protocol: string;
  tls?: {
    mode?: string;
    certificateRefs?: Array<{
      group?: string;
      kind?: string;
      namespace?: string;
      name: string;
    }>;
  };
  allowedRoutes?: {
    namespaces?: {
      from?: string;
      selector?: {
        matchLabels?: Record<string, string>;
        matchExpressions?: Array<{
          key: string;
          operator: string;
          values?: string[];
        }>;
      };
    };
    kinds?: Array<{ group?: string; kind: string }>;
  };
}

/** `gateway.networking.k8s.io/v1` Gateway: the fields that are read or written. */
export interface Gateway extends KubernetesObject {
  spec: {
    gatewayClassName: string;
    listeners: Listener[];
    allowedListeners?: { namespaces?: { from?: string } };
    infrastructure?: {
      parametersRef?: { group: string; kind: string; name: string };
    };
  };
  status?: {
    addresses?: Array<{ type?: string; value: string }>;
    conditions?: ObjectCondition[];
    listeners?: Array<{ name: string; conditions?: ObjectCondition[] }>;
  };
}

/** `gateway.networking.k8s.io/v1` ListenerSet. */
export interface ListenerSet extends KubernetesObject {
  spec: {
    parentRef: {
      group?: string;
      kind?: string;
      namespace?: string;
      name: string;
    };
    listeners: Listener[];
  };
  status?: {
    conditions?: ObjectCondition[];
    listeners?: Array<{ name: string; conditions?: ObjectCondition[] }>;
  };
}

export interface RouteMatch {
  path?: { type?: string; value?: string };
  method?: string | { service?: string; method?: string };
}

export interface RouteFilter {
  type: string;
  requestRedirect?: Record<string, unknown>;
  extensionRef?: { group: string; kind: string; name: string };
}

export interface RouteRule {
  matches?: RouteMatch[];
  filters?: RouteFilter[];
  backendRefs?: Array<{
    group?: string;
    kind?: string;
    namespace?: string;
    name: string;
    port?: number;
    weight?: number;
    filters?: RouteFilter[];
  }>;
}

/** `gateway.networking.k8s.io/v1` HTTPRoute or GRPCRoute. */
export interface Route extends KubernetesObject {
  spec: {
    parentRefs?: ParentReference[];
    hostnames?: string[];
    rules?: RouteRule[];
  };
  status?: {
    parents?: Array<{
      parentRef: ParentReference;
      controllerName?: string;
      conditions?: ObjectCondition[];
    }>;
  };
}

export interface ListenerConfiguration {
  protocolPort: string;
  defaultCertificate?: string;
  certificates?: string[];
  [field: string]: unknown;
}

/** `gateway.k8s.aws/v1` LoadBalancerConfiguration. */
export interface LoadBalancerConfiguration extends KubernetesObject {
  spec: {
    scheme?: string;
    listenerConfigurations?: ListenerConfiguration[];
    [field: string]: unknown;
  };
}

/** `gateway.k8s.aws/v1` ListenerRuleConfiguration. */
export interface ListenerRuleConfiguration extends KubernetesObject {
  spec: { actions?: Array<Record<string, unknown>> };
}

/** `gateway.k8s.aws/v1` TargetGroupConfiguration. */
export interface TargetGroupConfiguration extends KubernetesObject {
  spec: Record<string, unknown>;
}

/** `discovery.k8s.io/v1` EndpointSlice. */
export interface EndpointSlice extends KubernetesObject {
  endpoints?: Array<{ conditions?: { ready?: boolean } }>;
}

export const GATEWAY_API = 'gateway.networking.k8s.io';
export const AWS_GATEWAY_API = 'gateway.k8s.aws';

function namespaced<T extends KubernetesObject>(
  group: string,
  kind: string,
  plural: string,
): ResourceKind<T> {
  return { group, version: 'v1', kind, plural, namespaced: true };
}

export const requestKind: ResourceKind<RequestObject> =
  gatewayHostnameRequestKind as ResourceKind<RequestObject>;
export const claimKind: ResourceKind<ClaimObject> =
  domainClaimKind as ResourceKind<ClaimObject>;
export const grantKind: ResourceKind<GrantObject> =
  hostnameGrantKind as ResourceKind<GrantObject>;
export const gatewayKind = namespaced<Gateway>(
  GATEWAY_API,
  'Gateway',
  'gateways',
);
export const listenerSetKind = namespaced<ListenerSet>(
  GATEWAY_API,
  'ListenerSet',
  'listenersets',
);
export const httpRouteKind = namespaced<Route>(
  GATEWAY_API,
  'HTTPRoute',
  'httproutes',
);
export const grpcRouteKind = namespaced<Route>(
  GATEWAY_API,
  'GRPCRoute',
  'grpcroutes',
);
export const loadBalancerConfigurationKind =
  namespaced<LoadBalancerConfiguration>(
    AWS_GATEWAY_API,
    'LoadBalancerConfiguration',
    'loadbalancerconfigurations',
  );
export const listenerRuleConfigurationKind =
  namespaced<ListenerRuleConfiguration>(
    AWS_GATEWAY_API,
    'ListenerRuleConfiguration',
    'listenerruleconfigurations',
  );
export const targetGroupConfigurationKind =
  namespaced<TargetGroupConfiguration>(
    AWS_GATEWAY_API,
    'TargetGroupConfiguration',
    'targetgroupconfigurations',
  );
export const endpointSliceKind = namespaced<EndpointSlice>(
  'discovery.k8s.io',
  'EndpointSlice',
  'endpointslices',
);

/** A condition of another controller's object, only when it speaks of the current generation. */
export function conditionOf(
  object: KubernetesObject & { status?: { conditions?: ObjectCondition[] } },
  type: string,
): ObjectCondition | undefined {
  const condition = object.status?.conditions?.find(each => each.type === type);
  const generation = object.metadata.generation ?? 0;
  const isOld = (condition?.observedGeneration ?? generation) < generation;
  return isOld ? undefined : condition;
}
