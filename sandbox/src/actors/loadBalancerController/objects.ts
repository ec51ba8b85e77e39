import {
  KubernetesObject,
  ResourceKind,
  resourceKind,
} from '@hostmaster/kubernetes-runtime';

/** The parts of other projects' kinds that the controller's stand-in reads. */
export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason: string;
  message: string;
  lastTransitionTime: string;
  observedGeneration?: number;
}

export interface NamespaceSelector {
  from?: 'Same' | 'All' | 'Selector' | 'None';
  selector?: LabelSelector;
}

export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: Array<{
    key: string;
    operator: string;
    values?: string[];
  }>;
}

export interface Listener {
  name: string;
  hostname?: string;
  port: number;
  protocol: string;
  allowedRoutes?: {
    namespaces?: NamespaceSelector;
    kinds?: Array<{ group?: string; kind: string }>;
  };
}

export interface ParentReference {
  group?: string;
  kind?: string;
  namespace?: string;
  name: string;
  sectionName?: string;
  port?: number;
}

export interface ReferenceGrant extends KubernetesObject {
  spec: {
    from: Array<{ group: string; kind: string; namespace: string }>;
    to: Array<{ group: string; kind: string; name?: string }>;
  };
}

export interface Gateway extends KubernetesObject {
  spec: {
    gatewayClassName: string;
    listeners: Listener[];
    allowedListeners?: { namespaces?: NamespaceSelector };
    infrastructure?: {
      parametersRef?: { group: string; kind: string; name: string };
    };
  };
  status?: {
    addresses?: Array<{ type: string; value: string }>;
    conditions?: Condition[];
    listeners?: unknown[];
    attachedListenerSets?: number;
  };
}

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
  status?: { conditions?: Condition[]; listeners?: unknown[] };
}

export interface RouteMatch {
  path?: { type?: string; value?: string };
  headers?: Array<{ type?: string; name: string; value: string }>;
  queryParams?: Array<{ type?: string; name: string; value: string }>;
  method?: string | { type?: string; service?: string; method?: string };
}

export interface RouteFilter {
  type: string;
  requestRedirect?: {
    scheme?: string;
    hostname?: string;
    port?: number;
    statusCode?: number;
    path?: {
      type: string;
      replaceFullPath?: string;
      replacePrefixMatch?: string;
    };
  };
  urlRewrite?: {
    hostname?: string;
    path?: {
      type: string;
      replaceFullPath?: string;
      replacePrefixMatch?: string;
    };
  };
  extensionRef?: { group: string; kind: string; name: string };
}

export interface BackendRef {
  group?: string;
  kind?: string;
  name: string;
  namespace?: string;
  port?: number;
  weight?: number;
}

export interface RouteRule {
  matches?: RouteMatch[];
  filters?: RouteFilter[];
  backendRefs?: BackendRef[];
}

export interface Route extends KubernetesObject {
  spec: {
    parentRefs?: ParentReference[];
    hostnames?: string[];
    rules?: RouteRule[];
  };
  status?: {
    parents?: Array<{
      parentRef: ParentReference;
      controllerName: string;
      conditions: Condition[];
    }>;
  };
}

export interface LoadBalancerConfiguration extends KubernetesObject {
  spec?: {
    loadBalancerName?: string;
    scheme?: 'internal' | 'internet-facing';
    ipAddressType?: string;
    listenerConfigurations?: Array<{
      protocolPort: string;
      defaultCertificate?: string;
      certificates?: string[];
      sslPolicy?: string;
    }>;
    tags?: Record<string, string>;
    defaultTargetGroupConfiguration?: { name: string };
  };
}

export interface TargetGroupConfiguration extends KubernetesObject {
  spec: {
    targetReference?: { group?: string; kind?: string; name: string };
    defaultConfiguration?: {
      targetType?: 'ip' | 'instance';
      healthCheckConfig?: unknown;
    };
  };
}

export interface ListenerRuleConfiguration extends KubernetesObject {
  spec: {
    actions?: Array<{
      type: string;
      fixedResponseConfig?: {
        statusCode: number;
        contentType?: string;
        messageBody?: string;
      };
    }>;
  };
}

export interface Service extends KubernetesObject {
  spec: {
    type?: string;
    ports?: Array<{
      name?: string;
      port: number;
      targetPort?: number | string;
      nodePort?: number;
    }>;
  };
}

export interface EndpointSlice extends KubernetesObject {
  endpoints?: Array<{ addresses: string[]; conditions?: { ready?: boolean } }>;
  ports?: Array<{ name?: string; port?: number }>;
}

const gatewayApi = 'gateway.networking.k8s.io';
const aws = 'gateway.k8s.aws';

export const CONTROLLER_NAME = 'gateway.k8s.aws/alb';
export const GATEWAY_FINALIZER = 'gateway.k8s.aws/alb';

const kind = <T extends KubernetesObject>(
  group: string,
  version: string,
  name: string,
  plural: string,
  namespaced = true,
): ResourceKind<T> =>
  resourceKind<T>({ group, version, kind: name, plural, namespaced });

export const kinds = {
  gatewayClass: kind<
    KubernetesObject & {
      spec: { controllerName: string };
      status?: { conditions?: Condition[] };
    }
  >(gatewayApi, 'v1', 'GatewayClass', 'gatewayclasses', false),
  gateway: kind<Gateway>(gatewayApi, 'v1', 'Gateway', 'gateways'),
  listenerSet: kind<ListenerSet>(
    gatewayApi,
    'v1',
    'ListenerSet',
    'listenersets',
  ),
  httpRoute: kind<Route>(gatewayApi, 'v1', 'HTTPRoute', 'httproutes'),
  grpcRoute: kind<Route>(gatewayApi, 'v1', 'GRPCRoute', 'grpcroutes'),
  loadBalancerConfiguration: kind<LoadBalancerConfiguration>(
    aws,
    'v1',
    'LoadBalancerConfiguration',
    'loadbalancerconfigurations',
  ),
  referenceGrant: kind<ReferenceGrant>(
    gatewayApi,
    'v1beta1',
    'ReferenceGrant',
    'referencegrants',
  ),
  targetGroupConfiguration: kind<TargetGroupConfiguration>(
    aws,
    'v1',
    'TargetGroupConfiguration',
    'targetgroupconfigurations',
  ),
  listenerRuleConfiguration: kind<ListenerRuleConfiguration>(
    aws,
    'v1',
    'ListenerRuleConfiguration',
    'listenerruleconfigurations',
  ),
  namespace: kind<KubernetesObject>('', 'v1', 'Namespace', 'namespaces', false),
  service: kind<Service>('', 'v1', 'Service', 'services'),
  endpointSlice: kind<EndpointSlice>(
    'discovery.k8s.io',
    'v1',
    'EndpointSlice',
    'endpointslices',
  ),
};
