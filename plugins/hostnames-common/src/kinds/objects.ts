import {
  DomainClaimSpec,
  DomainClaimStatus,
  GatewayHostnameRequestSpec,
  GatewayHostnameRequestStatus,
  HostnameGrantSpec,
  HostnameGrantStatus,
} from './generated';

/** API group of all kinds of this suite. @public */
export const HOSTMASTER_GROUP = 'hostmaster.dev';

/** @public */
export const HOSTMASTER_VERSION = 'v1alpha1';

/** @public */
export const HOSTMASTER_API_VERSION = `${HOSTMASTER_GROUP}/${HOSTMASTER_VERSION}`;

/** Metadata as the API server keeps it; structurally the runtime's ObjectMeta. @public */
export interface Metadata {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  finalizers?: string[];
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

/** @public */
export interface GatewayHostnameRequest {
  apiVersion: string;
  kind: string;
  metadata: Metadata;
  spec: GatewayHostnameRequestSpec;
  status?: GatewayHostnameRequestStatus;
}

/** @public */
export interface DomainClaim {
  apiVersion: string;
  kind: string;
  metadata: Metadata;
  spec: DomainClaimSpec;
  status?: DomainClaimStatus;
}

/** @public */
export interface HostnameGrant {
  apiVersion: string;
  kind: string;
  metadata: Metadata;
  spec: HostnameGrantSpec;
  status?: HostnameGrantStatus;
}

/** A kind as the runtime's client takes it. @public */
export interface Kind<T> {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly object?: T;
}

/** @public */
export const gatewayHostnameRequestKind: Kind<GatewayHostnameRequest> = {
  group: HOSTMASTER_GROUP,
  version: HOSTMASTER_VERSION,
  kind: 'GatewayHostnameRequest',
  plural: 'gatewayhostnamerequests',
  namespaced: true,
};

/** @public */
export const domainClaimKind: Kind<DomainClaim> = {
  group: HOSTMASTER_GROUP,
  version: HOSTMASTER_VERSION,
  kind: 'DomainClaim',
  plural: 'domainclaims',
  namespaced: false,
};

/** @public */
export const hostnameGrantKind: Kind<HostnameGrant> = {
  group: HOSTMASTER_GROUP,
  version: HOSTMASTER_VERSION,
  kind: 'HostnameGrant',
  plural: 'hostnamegrants',
  namespaced: true,
};
