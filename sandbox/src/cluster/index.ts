export { createMemoryCluster, sandboxDefinitions } from './createMemoryCluster';
export type {
  MemoryCluster,
  MemoryClusterOptions,
} from './createMemoryCluster';
export { StatusError } from './errors/StatusError';
export type { AllowRule, ClusterUser } from './access/AccessControl';
export { rbacRule } from './access/rbacRule';
export { AccessControl } from './access/AccessControl';
export type {
  AdmissionCheck,
  AdmissionReview,
} from './admission/AdmissionCheck';
export { Faults } from './faults/Faults';
export type {
  FaultAction,
  FaultedCall,
  FaultRule,
  StreamMatch,
} from './faults/Faults';
export { ClusterObjects } from './objects/ClusterObjects';
export type {
  KindReference,
  ObjectChange,
  ObjectName,
} from './objects/ClusterObjects';
export { listenHttps } from './listener/listenHttps';
export type { ClusterListener } from './listener/listenHttps';
export type {
  ClusterObject,
  ObjectMetadata,
  OwnerReference,
  User,
} from './types';
