import {
  GatewayHostnameRequest,
  VerdictInput,
} from '@hostmaster/backstage-plugin-hostnames-common';

/** Which request, in which cluster. */
export interface HostnameRef {
  cluster: string;
  namespace: string;
  name: string;
}

/** The parts of a verdict's input that the reconciler finds out. */
export type HostnameFacts = Pick<
  VerdictInput,
  | 'holder'
  | 'certificate'
  | 'listenerHasCertificate'
  | 'validationRecords'
  | 'records'
  | 'zone'
  | 'gateway'
  | 'routes'
>;

/** What the reconciler knows after looking at one request, whatever the outcome. */
export interface HostnameReport {
  ref: HostnameRef;
  /** With the status just written. */
  request: GatewayHostnameRequest;
  /** Wall-clock ms. */
  at: number;
  facts: HostnameFacts;
  uid: string;
}

/** Where reports go: the read model. Never throws, never waits. */
export interface HostnameReports {
  report(report: HostnameReport): void;
  gone(ref: HostnameRef, uid: string): void;
}
