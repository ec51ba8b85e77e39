import { VirtualClock } from '@hostmaster/kubernetes-runtime/testUtils';
import {
  createMemoryCluster,
  MemoryCluster,
  MemoryClusterOptions,
} from '../createMemoryCluster';
import { JsonObject } from '../types';

/** An answer, read. @internal */
export interface Answer {
  status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- assertions look into it
  body: any;
  warnings: string | null;
}

/** A cluster on a virtual clock, with a short way to send requests to it. @internal */
export interface TestCluster {
  cluster: MemoryCluster;
  clock: VirtualClock;
  send(
    method: string,
    path: string,
    body?: unknown,
    options?: {
      contentType?: string;
      accept?: string;
      token?: string;
      userAgent?: string;
    },
  ): Promise<Answer>;
}

/** The paths that most tests use. @internal */
export const paths = {
  requests:
    '/apis/hostmaster.dev/v1alpha1/namespaces/default/gatewayhostnamerequests',
  allRequests: '/apis/hostmaster.dev/v1alpha1/gatewayhostnamerequests',
  configMaps: '/api/v1/namespaces/default/configmaps',
  definitions: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
};

/** @internal */
export function testCluster(
  options: Partial<MemoryClusterOptions> = {},
): TestCluster {
  const clock = new VirtualClock({ start: Date.UTC(2026, 0, 1) });
  const cluster = createMemoryCluster({ name: 'test', clock, ...options });
  return {
    cluster,
    clock,
    async send(
      method,
      path,
      body,
      { contentType, accept, token, userAgent } = {},
    ) {
      const headers = new Headers({
        authorization: `Bearer ${token ?? cluster.adminToken}`,
      });
      if (body !== undefined)
        headers.set('content-type', contentType ?? 'application/json');
      if (accept) headers.set('accept', accept);
      if (userAgent) headers.set('user-agent', userAgent);
      const text =
        typeof body === 'string' || body === undefined
          ? body
          : JSON.stringify(body);
      const response = await cluster.handle(
        new Request(`https://test${path}`, { method, headers, body: text }),
      );
      const answer = await response.text();
      const isJson = response.headers
        .get('content-type')
        ?.startsWith('application/json');
      return {
        status: response.status,
        body: isJson ? JSON.parse(answer) : answer,
        warnings: response.headers.get('warning'),
      };
    },
  };
}

/** A GatewayHostnameRequest that is valid. @internal */
export function hostnameRequest(
  name: string,
  spec: JsonObject = {},
  metadata: JsonObject = {},
) {
  return {
    apiVersion: 'hostmaster.dev/v1alpha1',
    kind: 'GatewayHostnameRequest',
    metadata: { name, namespace: 'default', ...metadata },
    spec: {
      hostname: `${name}.example.com`,
      environment: 'prod',
      gatewayClass: 'alb-public',
      ...spec,
    },
  };
}

/** A ConfigMap. @internal */
export function configMap(
  name: string,
  data: Record<string, string> = {},
  metadata: JsonObject = {},
) {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace: 'default', ...metadata },
    data,
  };
}

/** Media types of patches. @internal */
export const patchTypes = {
  merge: { contentType: 'application/merge-patch+json' },
  json: { contentType: 'application/json-patch+json' },
  strategic: { contentType: 'application/strategic-merge-patch+json' },
  apply: { contentType: 'application/apply-patch+yaml' },
};
