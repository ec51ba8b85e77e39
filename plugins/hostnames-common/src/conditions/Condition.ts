/** Condition types of a GatewayHostnameRequest, in the order of the chain. @public */
export const conditionTypes = [
  'Accepted',
  'Claimed',
  'Denied',
  'CertificateRequested',
  'DnsValidated',
  'CertificateIssued',
  'GatewayAssigned',
  'ListenerAttached',
  'RoutesAllowed',
  'DnsAliasReady',
  'Ready',
  'Reachable',
] as const;

/** @public */
export type ConditionType = (typeof conditionTypes)[number];

/** A condition as Kubernetes keeps it (metav1.Condition). @public */
export interface Condition {
  type: ConditionType;
  status: 'True' | 'False' | 'Unknown';
  reason: string;
  /** What was found and what to do next; the same on retry. */
  message: string;
  /** RFC 3339 */
  lastTransitionTime: string;
  observedGeneration?: number;
}
