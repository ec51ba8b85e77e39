import { KubernetesObject, ObjectReference } from './types';
import { resourceKind } from './resourceKind';

/** @public */
export interface Namespace extends KubernetesObject {
  status?: { phase?: 'Active' | 'Terminating' };
}

/** @public */
export const namespaceKind = resourceKind<Namespace>({
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  namespaced: false,
});

/** Values of `data` are base64. @public */
export interface Secret extends KubernetesObject {
  type?: string;
  data?: Record<string, string>;
  stringData?: Record<string, string>;
  immutable?: boolean;
}

/** @public */
export const secretKind = resourceKind<Secret>({
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  namespaced: true,
});

/** @public */
export interface Service extends KubernetesObject {
  spec?: {
    type?: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
    clusterIP?: string;
    externalName?: string;
    selector?: Record<string, string>;
    ports?: Array<{
      name?: string;
      port: number;
      targetPort?: number | string;
      protocol?: string;
      nodePort?: number;
      appProtocol?: string;
    }>;
  };
  status?: {
    loadBalancer?: { ingress?: Array<{ hostname?: string; ip?: string }> };
  };
}

/** @public */
export const serviceKind = resourceKind<Service>({
  group: '',
  version: 'v1',
  kind: 'Service',
  plural: 'services',
  namespaced: true,
});

/** What an Event is about. @public */
export interface EventSubject extends ObjectReference {
  apiVersion?: string;
  kind?: string;
  uid?: string;
  resourceVersion?: string;
  fieldPath?: string;
}

/** An Event of `events.k8s.io/v1`. @public */
export interface KubernetesEvent extends KubernetesObject {
  /** With microseconds: see `microTime`. */
  eventTime?: string;
  reportingController?: string;
  reportingInstance?: string;
  action?: string;
  reason?: string;
  type?: 'Normal' | 'Warning';
  note?: string;
  regarding?: EventSubject;
  related?: EventSubject;
  series?: { count: number; lastObservedTime: string };
}

/** @public */
export const eventKind = resourceKind<KubernetesEvent>({
  group: 'events.k8s.io',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  namespaced: true,
});

/** An Event of the core group, as older controllers write them. @public */
export interface CoreEvent extends KubernetesObject {
  involvedObject: EventSubject;
  reason?: string;
  message?: string;
  type?: 'Normal' | 'Warning';
  count?: number;
  firstTimestamp?: string;
  lastTimestamp?: string;
  eventTime?: string;
  source?: { component?: string; host?: string };
  reportingComponent?: string;
  reportingInstance?: string;
  action?: string;
}

/** @public */
export const coreEventKind = resourceKind<CoreEvent>({
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  namespaced: true,
});

/** @public */
export interface Lease extends KubernetesObject {
  spec?: {
    holderIdentity?: string;
    leaseDurationSeconds?: number;
    acquireTime?: string;
    renewTime?: string;
    leaseTransitions?: number;
  };
}

/** @public */
export const leaseKind = resourceKind<Lease>({
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  namespaced: true,
});

/** The part of a CustomResourceDefinition that tells what is served. @public */
export interface CustomResourceDefinition extends KubernetesObject {
  spec: {
    group: string;
    scope: 'Namespaced' | 'Cluster';
    names: {
      kind: string;
      plural: string;
      singular?: string;
      listKind?: string;
      shortNames?: string[];
      categories?: string[];
    };
    versions: Array<{
      name: string;
      served: boolean;
      storage: boolean;
      deprecated?: boolean;
      schema?: { openAPIV3Schema?: unknown };
      subresources?: { status?: unknown; scale?: unknown };
      additionalPrinterColumns?: unknown[];
    }>;
  };
  status?: {
    conditions?: Array<{
      type: string;
      status: string;
      reason?: string;
      message?: string;
    }>;
    acceptedNames?: { kind?: string; plural?: string };
    storedVersions?: string[];
  };
}

/** @public */
export const customResourceDefinitionKind =
  resourceKind<CustomResourceDefinition>({
    group: 'apiextensions.k8s.io',
    version: 'v1',
    kind: 'CustomResourceDefinition',
    plural: 'customresourcedefinitions',
    namespaced: false,
  });

/** A time with microseconds, as `eventTime` and the times of a Lease want it. @public */
export function microTime(epochMilliseconds: number): string {
  return new Date(epochMilliseconds)
    .toISOString()
    .replace(/\.(\d{3})Z$/, '.$1000Z');
}
