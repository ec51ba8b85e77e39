import {
  Certificate,
  DnsChange,
  DnsRecord,
  DnsRecordType,
  GatewayProfile,
  ZoneView,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { Ownership } from '@hostmaster/backstage-plugin-hostnames-common';
import { ClaimObject, RequestObject } from '../../gateways/kinds';
import {
  NameOwnership,
  firstOwnership,
  ownershipRecord,
} from '../records/ownership.pure';
import { NamePlace, Subject } from '../Subject';

export const zone = { id: 'Z1', name: 'example.com' };
export const NOW = Date.parse('2026-01-01T12:00:00Z');

export const identity = {
  installation: 'acme',
  cluster: 'prod',
  namespace: 'shop',
  name: 'shop',
};

export const profile: GatewayProfile = {
  name: 'alb-public',
  gatewayClass: 'alb',
  certificates: 'acm',
  dns: 'route53',
  placement: 'pool',
  listeners: 'listenerSet',
  limits: { certificates: 24, rules: 100, targetGroups: 100, gateways: 50 },
  spare: 0,
  loadBalancer: {},
};

/** A request for `shop.example.com`, with whatever is different about it. */
export function hostnameRequest(
  spec: Partial<RequestObject['spec']> = {},
  status?: RequestObject['status'],
): RequestObject {
  return {
    apiVersion: 'hostmaster.dev/v1alpha1',
    kind: 'GatewayHostnameRequest',
    metadata: {
      namespace: identity.namespace,
      name: identity.name,
      uid: 'uid-1',
      generation: 1,
      creationTimestamp: new Date(NOW - 600_000).toISOString(),
    },
    spec: {
      hostname: 'shop.example.com',
      environment: 'prod',
      gatewayClass: 'alb-public',
      ...spec,
    },
    status,
  };
}

export function place(hostname = 'shop.example.com'): NamePlace {
  return { hostname, zone, validationZone: zone };
}

export function subject(
  spec: Partial<RequestObject['spec']> = {},
  status?: RequestObject['status'],
): Subject {
  const request = hostnameRequest(spec, status);
  return {
    identity,
    uid: 'uid-1',
    request,
    hostname: request.spec.hostname,
    names: [place(request.spec.hostname)],
    profile,
  };
}

/** The TXT of a name, ours unless another owner is given. */
export function ownership(
  given: Partial<Ownership> = {},
  hostname = 'shop.example.com',
): NameOwnership & { kind: 'own' | 'other' } {
  const text: Ownership = { ...firstOwnership(identity), ...given };
  const own = !given.cluster && !given.installation && !given.owner;
  return {
    kind: own ? 'own' : 'other',
    ownership: text,
    record: ownershipRecord(hostname, zone.name, text),
  };
}

export const foreignOwnership: NameOwnership = {
  kind: 'foreign',
  record: {
    name: 'shop._hostmaster.example.com',
    type: 'TXT',
    ttl: 300,
    values: ['"hello"'],
  },
};

export function claim(spec: Partial<ClaimObject['spec']> = {}): ClaimObject {
  return {
    apiVersion: 'hostmaster.dev/v1alpha1',
    kind: 'DomainClaim',
    metadata: { name: 'shop.example.com', uid: 'claim-1' },
    spec: {
      hostname: 'shop.example.com',
      state: 'held',
      owner: { namespace: 'shop', name: 'shop', uid: 'uid-1' },
      ...spec,
    },
  };
}

export function certificate(given: Partial<Certificate> = {}): Certificate {
  return {
    ref: 'arn:aws:acm:eu-central-1:1:certificate/1',
    names: ['shop.example.com'],
    keyAlgorithm: 'EC_prime256v1',
    status: { kind: 'issued' },
    inUse: false,
    owner: { identity, attempt: 1 },
    ...given,
  };
}

/** A view of `example.com` over some records, all of them published. */
export function zoneView(records: DnsRecord[]): ZoneView {
  const of = (name: string, type?: DnsRecordType) =>
    records.filter(
      record => record.name === name && (!type || record.type === type),
    );
  return {
    zone: { ...zone, visibility: 'public', nameServers: [] },
    listedAt: 0,
    records: of,
    below: name => records.filter(record => record.name.endsWith(`.${name}`)),
    wildcardFor: name =>
      of(name).length > 0 ? [] : of(`*.${name.split('.').slice(1).join('.')}`),
    all: () => records,
    isPublished: () => true,
  };
}

/** The changes of an act on records, for comparison: `+TXT owns=A+AAAA`, `-A gw-01.elb`. */
export function changeTexts(decision: unknown): string[] {
  const { changes } = (decision as { action: { changes: DnsChange[] } }).action;
  return changes.map(({ action, record }) => {
    const value =
      record.values?.[0].match(/owns=[^"]*/)?.[0] ??
      record.alias?.dnsName ??
      '';
    return `${action === 'CREATE' ? '+' : '-'}${record.type} ${value}`.trim();
  });
}
