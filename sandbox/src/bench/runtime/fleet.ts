import {
  claimName,
  listenerSetName,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { KubernetesObject, resourceKind } from '@hostmaster/kubernetes-runtime';
import { MemoryCluster } from '../../cluster';

const GROUP = 'hostmaster.dev/v1alpha1';
const AT = '2026-01-01T00:00:00Z';
/** Requests in one namespace. */
const PER_NAMESPACE = 20;
/** Requests on one gateway: the certificates of a listener. */
const PER_GATEWAY = 24;
export const EDGE = 'edge';

/** A request as far as the no-op reconcile looks at it. */
export interface RequestObject extends KubernetesObject {
  spec: { hostname: string };
  status?: {
    observedGeneration?: number;
    conditions?: Array<{ type: string; status: string }>;
  };
}

export interface ClaimObject extends KubernetesObject {
  spec: { owner?: { namespace: string; name: string; uid: string } };
}

export const requestKind = resourceKind<RequestObject>({
  group: 'hostmaster.dev',
  version: 'v1alpha1',
  kind: 'GatewayHostnameRequest',
  plural: 'gatewayhostnamerequests',
  namespaced: true,
});

export const claimKind = resourceKind<ClaimObject>({
  group: 'hostmaster.dev',
  version: 'v1alpha1',
  kind: 'DomainClaim',
  plural: 'domainclaims',
  namespaced: false,
});

export const listenerSetKind = resourceKind({
  group: 'gateway.networking.k8s.io',
  version: 'v1',
  kind: 'ListenerSet',
  plural: 'listenersets',
  namespaced: true,
});

/** Fills a cluster with `n` requests that are Ready, each with its claim and its ListenerSet, as the reconciler leaves them. */
export function settleFleet(cluster: MemoryCluster, n: number): void {
  const { objects } = cluster;
  const namespaces = Math.ceil(n / PER_NAMESPACE);
  for (const name of [
    EDGE,
    ...Array.from({ length: namespaces }, (_, index) => namespaceOf(index)),
  ]) {
    objects.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  }
  for (let index = 0; index < n; index++) {
    const request = objects.create(requestOf(index));
    const { namespace, name, uid } = request.metadata;
    const hostname = hostnameOf(index);
    objects.patchStatus(
      { apiVersion: GROUP, kind: 'GatewayHostnameRequest' },
      { namespace, name },
      statusOf(index),
    );
    objects.create({
      apiVersion: GROUP,
      kind: 'DomainClaim',
      metadata: { name: claimName(hostname) },
      spec: {
        hostname,
        zoneId: 'Z0123456789ABC',
        owner: { namespace, name, uid },
        claimedAt: AT,
      },
    });
    objects.create(listenerSetOf(index));
  }
}

function requestOf(index: number) {
  const namespace = namespaceOf(Math.floor(index / PER_NAMESPACE));
  return {
    apiVersion: GROUP,
    kind: 'GatewayHostnameRequest',
    metadata: {
      namespace,
      name: `app-${index}`,
      finalizers: ['hostmaster.dev/hostname'],
      labels: { 'backstage.io/kubernetes-id': `app-${index}` },
      annotations: {
        'hostmaster.dev/owner': `group:default/${namespace}`,
        'hostmaster.dev/component': `component:default/app-${index}`,
      },
    },
    spec: {
      hostname: hostnameOf(index),
      environment: 'prod',
      gatewayClass: 'alb-public',
    },
  };
}

function statusOf(index: number) {
  const hostname = hostnameOf(index);
  const gateway = gatewayOf(index);
  const conditions = {
    Accepted: 'AsRequested',
    Claimed: 'FirstCome',
    CertificateRequested: 'Requested',
    DnsValidated: 'RecordsInPlace',
    CertificateIssued: 'Issued',
    GatewayAssigned: 'Assigned',
    ListenerAttached: 'OnListener',
    RoutesAllowed: 'NamespaceAllowed',
    DnsAliasReady: 'InSync',
    Ready: 'Live',
  };
  return {
    observedGeneration: 1,
    zone: { id: 'Z0123456789ABC', name: 'example.com' },
    validationZone: { id: 'Z0123456789ABC', name: 'example.com' },
    assignedGateway: {
      namespace: EDGE,
      name: gateway,
      listenerSet: listenerSetName(hostname),
    },
    assignedLoadBalancer: {
      dnsName: `${gateway}-0123456789.eu-central-1.elb.amazonaws.com`,
      arn: `arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/${gateway}/0123456789abcdef`,
      hostedZoneId: 'Z215JYRZR1TBD5',
    },
    certificateArn: `arn:aws:acm:eu-central-1:123456789012:certificate/00000000-0000-4000-8000-${String(
      index,
    ).padStart(12, '0')}`,
    certificateAttempts: { count: 1 },
    validationRecords: [
      {
        name: `_0123456789abcdef0123456789abcdef.${hostname}`,
        type: 'CNAME',
        value: '_fedcba9876543210fedcba9876543210.acm-validations.aws',
      },
    ],
    conditions: Object.entries(conditions).map(([type, reason]) => ({
      type,
      status: 'True',
      reason,
      message: `${hostname}: everything is as it was asked for.`,
      observedGeneration: 1,
      lastTransitionTime: AT,
    })),
  };
}

function listenerSetOf(index: number) {
  const hostname = hostnameOf(index);
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'ListenerSet',
    metadata: {
      namespace: EDGE,
      name: listenerSetName(hostname),
      labels: { 'app.kubernetes.io/managed-by': 'hostmaster' },
    },
    spec: {
      parentRef: { name: gatewayOf(index) },
      listeners: [
        {
          name: 'https',
          port: 443,
          protocol: 'HTTPS',
          hostname,
          allowedRoutes: {
            namespaces: {
              from: 'Selector',
              selector: {
                matchLabels: {
                  'kubernetes.io/metadata.name': namespaceOf(
                    Math.floor(index / PER_NAMESPACE),
                  ),
                },
              },
            },
          },
        },
      ],
    },
  };
}

function hostnameOf(index: number): string {
  return `app-${index}.example.com`;
}

function namespaceOf(index: number): string {
  return `team-${String(index).padStart(3, '0')}`;
}

function gatewayOf(index: number): string {
  return `gw-${String(Math.floor(index / PER_GATEWAY) + 1).padStart(2, '0')}`;
}
