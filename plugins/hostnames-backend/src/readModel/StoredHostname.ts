import {
  HostnameRef,
  Verdict,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { ProbeResult } from '@hostmaster/backstage-plugin-hostnames-node';
import { HostnameReport } from '../hostnames/HostnameReport';

/** The last result of each look from outside. */
export interface StoredProbes {
  /** Wall-clock ms of the last run. */
  at?: number;
  authoritative?: Extract<ProbeResult, { probe: 'dns' }>;
  resolver?: Extract<ProbeResult, { probe: 'dns' }>;
  tls?: Extract<ProbeResult, { probe: 'tls' }>;
  http?: Extract<ProbeResult, { probe: 'http' }>;
}

/** One hostname of the read model. Times: wall-clock ms. */
export interface StoredHostname {
  ref: HostnameRef;
  uid: string;
  version: number;
  hostname: string;
  displayName?: string;
  environment: string;
  visibility: string;
  profile: string;
  owner?: string;
  entity?: string;
  kubernetesId?: string;
  zone?: string;
  gateway?: string;
  /** Whether this request holds the name. */
  claimed: boolean;
  deleting: boolean;
  certificateExpiresAt?: number;
  createdAt: number;
  changedAt: number;
  /** When the cluster was last heard of, through the newest report. */
  seenAt: number;
  rejudgeAt: number;
  probeAt: number;
  report: HostnameReport;
  probes: StoredProbes;
  verdict: Verdict;
}

/** `cluster/namespace/name`: the form in which permissions and signals name a hostname. */
export function formatRef(ref: HostnameRef): string {
  return `${ref.cluster}/${ref.namespace}/${ref.name}`;
}

/** `undefined`: not of the form `cluster/namespace/name`. Cluster names hold no slash. */
export function parseRef(text: string): HostnameRef | undefined {
  const parts = text.split('/');
  if (parts.length !== 3 || parts.some(part => part === '')) return undefined;
  const [cluster, namespace, name] = parts;
  return { cluster, namespace, name };
}
