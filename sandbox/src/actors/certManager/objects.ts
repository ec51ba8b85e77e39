import {
  KubernetesObject,
  ResourceKind,
  resourceKind,
} from '@hostmaster/kubernetes-runtime';

export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason: string;
  message: string;
  lastTransitionTime: string;
  observedGeneration?: number;
}

export interface IssuerRef {
  name: string;
  kind?: 'Issuer' | 'ClusterIssuer';
  group?: string;
}

export interface Issuer extends KubernetesObject {
  spec: {
    acme?: {
      server: string;
      email?: string;
      privateKeySecretRef?: { name: string };
      solvers?: unknown[];
    };
    selfSigned?: object;
  };
  status?: { conditions?: Condition[]; acme?: { uri?: string } };
}

export interface Certificate extends KubernetesObject {
  spec: {
    secretName: string;
    dnsNames?: string[];
    commonName?: string;
    issuerRef: IssuerRef;
    privateKey?: {
      algorithm?: 'RSA' | 'ECDSA' | 'Ed25519';
      size?: number;
      rotationPolicy?: string;
    };
    duration?: string;
  };
  status?: {
    conditions?: Condition[];
    notBefore?: string;
    notAfter?: string;
    renewalTime?: string;
    revision?: number;
    failedIssuanceAttempts?: number;
    lastFailureTime?: string;
  };
}

export interface CertificateRequest extends KubernetesObject {
  spec: {
    request: string;
    issuerRef: IssuerRef;
    usages?: string[];
    duration?: string;
  };
  status?: {
    conditions?: Condition[];
    certificate?: string;
    ca?: string;
    failureTime?: string;
  };
}

export interface Order extends KubernetesObject {
  spec: {
    request: string;
    dnsNames: string[];
    issuerRef: IssuerRef;
    commonName?: string;
  };
  status?: {
    state?:
      | 'pending'
      | 'ready'
      | 'processing'
      | 'valid'
      | 'invalid'
      | 'expired'
      | 'errored';
    reason?: string;
    url?: string;
    authorizations?: unknown[];
    certificate?: string;
  };
}

export interface Challenge extends KubernetesObject {
  spec: {
    dnsName: string;
    wildcard: boolean;
    type: 'DNS-01';
    key: string;
    token: string;
    url: string;
    authorizationURL: string;
    issuerRef: IssuerRef;
    solver: object;
  };
  status?: {
    state?: 'pending' | 'processing' | 'valid' | 'invalid' | 'errored';
    presented?: boolean;
    processing?: boolean;
    reason?: string;
  };
}

export interface Secret extends KubernetesObject {
  type?: string;
  data?: Record<string, string>;
}

const kind = <T extends KubernetesObject>(
  group: string,
  name: string,
  plural: string,
  namespaced = true,
): ResourceKind<T> =>
  resourceKind<T>({ group, version: 'v1', kind: name, plural, namespaced });

export const kinds = {
  issuer: kind<Issuer>('cert-manager.io', 'Issuer', 'issuers'),
  clusterIssuer: kind<Issuer>(
    'cert-manager.io',
    'ClusterIssuer',
    'clusterissuers',
    false,
  ),
  certificate: kind<Certificate>(
    'cert-manager.io',
    'Certificate',
    'certificates',
  ),
  certificateRequest: kind<CertificateRequest>(
    'cert-manager.io',
    'CertificateRequest',
    'certificaterequests',
  ),
  order: kind<Order>('acme.cert-manager.io', 'Order', 'orders'),
  challenge: kind<Challenge>('acme.cert-manager.io', 'Challenge', 'challenges'),
  secret: kind<Secret>('', 'Secret', 'secrets'),
};
