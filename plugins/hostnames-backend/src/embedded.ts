/**
 * The reconciler by itself, for programs that are not a Backstage backend: the sandbox's stories, fault enumeration, benchmarks.
 *
 * @packageDocumentation
 */
export { createReconciler } from './reconciler/createReconciler';
export type { ReconcilerOptions } from './reconciler/createReconciler';
export type { Reconciler } from './reconciler/Reconciler';
export { connectClusters } from './reconciler/ClusterConnection';
export type { ClusterConnection } from './reconciler/ClusterConnection';
export { readHostnamesConfig } from './config';
export type { HostnamesConfig } from './config';
export type {
  HostnameRef,
  HostnameReport,
  HostnameReports,
} from './hostnames/HostnameReport';
export { projectHostname } from './readModel/projectHostname';
export type { StoredHostname, StoredProbes } from './readModel/StoredHostname';
