import {
  Condition,
  ConditionType,
  GatewayHostnameRequest,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { HostnameReport } from '../hostnames/HostnameReport';

export const NOW = Date.parse('2026-11-20T12:00:00Z');

const ready: ConditionType[] = [
  'Accepted',
  'Claimed',
  'CertificateRequested',
  'DnsValidated',
  'CertificateIssued',
  'GatewayAssigned',
  'ListenerAttached',
  'RoutesAllowed',
  'DnsAliasReady',
  'Ready',
];

export interface ReportOptions {
  cluster?: string;
  namespace?: string;
  name?: string;
  uid?: string;
  hostname?: string;
  owner?: string;
  component?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  /** Conditions up to and with this one are True; the next one is False. */
  upTo?: ConditionType | 'none';
  reason?: string;
  at?: number;
  spec?: Partial<GatewayHostnameRequest['spec']>;
  status?: Partial<NonNullable<GatewayHostnameRequest['status']>>;
  facts?: HostnameReport['facts'];
  deletionTimestamp?: string;
}

/** A report of the reconciler about a request that is live, or got as far as `upTo`. */
export function hostnameReport(options: ReportOptions = {}): HostnameReport {
  const {
    cluster = 'prod',
    namespace = 'shop',
    name = 'shop',
    hostname = 'shop.example.com',
    owner = 'group:default/checkout',
    upTo = 'Ready',
    at = NOW,
  } = options;
  return {
    ref: { cluster, namespace, name },
    uid: options.uid ?? `uid-${cluster}-${namespace}-${name}`,
    at,
    facts: {
      zone: {
        id: 'Z1',
        name: 'example.com',
        nameServers: ['ns-1.example.net'],
      },
      ...(upTo === 'Ready' ? liveFacts(namespace, name, hostname) : {}),
      ...options.facts,
    },
    request: {
      apiVersion: 'hostmaster.dev/v1alpha1',
      kind: 'GatewayHostnameRequest',
      metadata: {
        name,
        namespace,
        uid: options.uid ?? `uid-${cluster}-${namespace}-${name}`,
        creationTimestamp: '2026-11-20T11:00:00Z',
        labels: options.labels,
        ...(options.deletionTimestamp
          ? { deletionTimestamp: options.deletionTimestamp }
          : {}),
        annotations: {
          ...(owner ? { 'hostmaster.dev/owner': owner } : {}),
          ...(options.component
            ? { 'hostmaster.dev/component': options.component }
            : {}),
          ...options.annotations,
        },
      },
      spec: {
        hostname,
        environment: 'prod',
        gatewayClass: 'alb-public',
        visibility: 'internet-facing',
        ...options.spec,
      },
      status: {
        zone: { id: 'Z1', name: 'example.com' },
        validationZone: { id: 'Z1', name: 'example.com' },
        ...(upTo === 'Ready'
          ? {
              assignedGateway: {
                namespace: 'edge',
                name: 'gw-01',
                listenerSet: 'shop-example-com',
              },
            }
          : {}),
        certificateArn: `arn:aws:acm:eu-central-1:111122223333:certificate/${name}`,
        conditions: conditionsUpTo(upTo, options.reason),
        ...options.status,
      },
    },
  };
}

function liveFacts(
  namespace: string,
  name: string,
  hostname: string,
): HostnameReport['facts'] {
  return {
    certificate: {
      ref: `arn:aws:acm:eu-central-1:111122223333:certificate/${name}`,
      status: 'issued',
      notBefore: '2026-11-01T00:00:00Z',
      notAfter: '2027-11-01T00:00:00Z',
      serial: '0a:0b',
      inUse: true,
    },
    listenerHasCertificate: true,
    validationRecords: [
      {
        name: `_abc.${hostname.replace(/^\*\./, '')}`,
        type: 'CNAME',
        expected: '_x.acm-validations.aws',
        detected: '_x.acm-validations.aws',
      },
    ],
    records: [
      {
        name: hostname,
        relativeName: 'shop',
        type: 'A',
        purpose: 'alias',
        expected: 'lb-1.elb.example.net',
        provider: 'lb-1.elb.example.net',
        published: true,
      },
    ],
    gateway: {
      name: 'gw-01',
      namespace: 'edge',
      loadBalancer: 'lb-1.elb.example.net',
      used: 3,
      max: 24,
      programmed: true,
    },
    routes: [
      {
        kind: 'HTTPRoute',
        namespace,
        name,
        accepted: true,
        paths: ['/'],
        backends: ['shop:80'],
        readyEndpoints: 2,
      },
    ],
  };
}

function conditionsUpTo(
  upTo: ReportOptions['upTo'],
  reason: string | undefined,
): Condition[] {
  const reached = upTo === 'none' ? -1 : ready.indexOf(upTo as ConditionType);
  return ready.map((type, index): Condition => {
    const time = new Date(
      Date.parse('2026-11-20T11:00:00Z') +
        Math.min(index, reached + 1) * 60_000,
    ).toISOString();
    const base = { type, lastTransitionTime: time, message: `${type} message` };
    if (index <= reached)
      return {
        ...base,
        status: 'True',
        reason: type === 'Ready' ? 'Live' : 'Done',
      };
    if (index === reached + 1)
      return { ...base, status: 'False', reason: reason ?? 'Requesting' };
    return { ...base, status: 'Unknown', reason: 'WaitingForEarlierStep' };
  });
}
