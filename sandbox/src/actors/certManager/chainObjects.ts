import { createHash } from 'node:crypto';
import {
  ClusterClient,
  KubernetesError,
  KubernetesObject,
  ResourceKind,
} from '@hostmaster/kubernetes-runtime';
import {
  Certificate,
  CertificateRequest,
  Challenge,
  Issuer,
  Order,
  Secret,
} from './objects';

/** The request of a certificate's next revision. */
export function certificateRequestOf(
  certificate: Certificate,
  name: string,
  names: string[],
): CertificateRequest {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'CertificateRequest',
    metadata: {
      namespace: certificate.metadata.namespace,
      name,
      ownerReferences: [ownerOf(certificate)],
      annotations: {
        'cert-manager.io/certificate-name': certificate.metadata.name,
      },
    },
    spec: {
      request: base64(names.join(',')),
      issuerRef: certificate.spec.issuerRef,
      usages: ['digital signature', 'server auth'],
    },
  };
}

export function orderName(request: string, names: string[]): string {
  return `${request}-${hash(names.join()).slice(0, 10)}`;
}

export function orderOf(request: CertificateRequest, names: string[]): Order {
  return {
    apiVersion: 'acme.cert-manager.io/v1',
    kind: 'Order',
    metadata: {
      namespace: request.metadata.namespace,
      name: orderName(request.metadata.name, names),
      ownerReferences: [ownerOf(request)],
    },
    spec: {
      request: request.spec.request,
      dnsNames: names,
      issuerRef: request.spec.issuerRef,
    },
  };
}

export function challengeName(order: Order, name: string): string {
  return `${order.metadata.name}-${hash(name).slice(0, 10)}`;
}

/** `value`: what must stand in the TXT record. */
export function challengeOf(
  order: Order,
  issuer: Issuer,
  name: string,
  value: string,
): Challenge {
  const own = challengeName(order, name);
  const server = issuer.spec.acme?.server;
  return {
    apiVersion: 'acme.cert-manager.io/v1',
    kind: 'Challenge',
    metadata: {
      namespace: order.metadata.namespace,
      name: own,
      ownerReferences: [ownerOf(order)],
    },
    spec: {
      dnsName: baseOf(name),
      wildcard: name.startsWith('*.'),
      type: 'DNS-01',
      key: value,
      token: hash(value).slice(0, 43),
      url: `${server}/chall/${hash(own)}`,
      authorizationURL: `${server}/authz/${hash(own)}`,
      issuerRef: order.spec.issuerRef,
      solver: { dns01: { route53: {} } },
    },
  };
}

export function secretOf(
  certificate: Certificate,
  names: string[],
  pem: { chain: string; pem: string; ca: string },
): Secret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      namespace: certificate.metadata.namespace,
      name: certificate.spec.secretName,
      annotations: {
        'cert-manager.io/certificate-name': certificate.metadata.name,
        'cert-manager.io/alt-names': names.join(','),
        'cert-manager.io/issuer-name': certificate.spec.issuerRef.name,
      },
      labels: { 'controller.cert-manager.io/fao': 'true' },
    },
    type: 'kubernetes.io/tls',
    data: {
      'tls.crt': base64(pem.chain),
      'tls.key': base64(pem.pem),
      'ca.crt': base64(pem.ca),
    },
  };
}

/** The name that is validated: that of a wildcard is the one above it. */
export function baseOf(name: string): string {
  return name.replace(/^\*\./, '');
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** Creates an object that may be there from an earlier look. */
export async function ensure<T extends KubernetesObject>(
  client: ClusterClient,
  kind: ResourceKind<T>,
  object: T,
): Promise<void> {
  try {
    await client.create(kind, object);
  } catch (error) {
    if (!(error instanceof KubernetesError && error.code === 'AlreadyExists'))
      throw error;
  }
}

function ownerOf({ apiVersion, kind, metadata }: KubernetesObject) {
  return {
    apiVersion,
    kind,
    name: metadata.name,
    uid: metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
