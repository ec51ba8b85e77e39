import {
  GatewayHostnameRequestStatus,
  annotations,
} from '@hostmaster/backstage-plugin-hostnames-common';
import {
  GatewayProfile,
  RequestIdentity,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { RequestObject } from '../gateways/kinds';

/** A zone as a status names it. */
export interface ZoneName {
  id: string;
  name: string;
}

/** One of a request's names, with the zones its records go into. */
export interface NamePlace {
  /** Canonical form. */
  hostname: string;
  /** Of the alias; a private one for internal names. */
  zone: ZoneName;
  /** Of the ownership TXT and the validation record. */
  validationZone: ZoneName;
}

/**
 * What the chain works on: one request, with what is remembered of it. The status in `request` holds what steps of the same
 * pass remembered.
 */
export interface Subject {
  identity: RequestIdentity;
  uid: string;
  request: RequestObject;
  /** Canonical form of spec.hostname where there is one. */
  hostname: string;
  /** The hostname first, then the additional names; empty until it is known which zones they are in. */
  names: NamePlace[];
  /** Undefined: the request names a profile that is not configured (any more). */
  profile?: GatewayProfile;
}

/** What steps remember. `status`: allocations; a key with value undefined is taken out. `names`: for the rest of the pass. */
export interface Memory {
  status?: Partial<GatewayHostnameRequestStatus>;
  names?: NamePlace[];
}

/** The subject with more remembered. */
export function withMemory(subject: Subject, memory: Memory): Subject {
  const status = { ...subject.request.status, ...memory.status };
  return {
    ...subject,
    request: { ...subject.request, status },
    names: memory.names ?? subject.names,
  };
}

export function visibilityOf(
  request: RequestObject,
): 'internet-facing' | 'internal' {
  return request.spec.visibility ?? 'internet-facing';
}

/** Entity ref of the group that owns the request. */
export function ownerOf(request: {
  metadata: { annotations?: Record<string, string> };
}): string | undefined {
  return request.metadata.annotations?.[annotations.owner];
}

/** `cluster/namespace/name`: the key of a request in queues, maps and logs. */
export function subjectKey(identity: {
  cluster: string;
  namespace: string;
  name: string;
}): string {
  return `${identity.cluster}/${identity.namespace}/${identity.name}`;
}
