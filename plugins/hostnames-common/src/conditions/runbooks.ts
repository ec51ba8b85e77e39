import type { Reason } from './reasons';

const pages = {
  PendingValidation: 'HostmasterValidationStuck',
  ChallengePending: 'HostmasterValidationStuck',
  RenewalAtRisk: 'HostmasterRenewalAtRisk',
  Expired: 'HostmasterCertificateExpires3Days',
  PoolFull: 'HostmasterPlacementStuck',
  NoGatewayFits: 'HostmasterPlacementStuck',
  GatewayNotFound: 'HostmasterPlacementStuck',
  GatewayNotProgrammed: 'HostmasterGatewayNotProgrammed',
  GatewayNotAccepted: 'HostmasterGatewayNotProgrammed',
  CertificateNotSeen: 'HostmasterAttachFailing',
  RouteBreaksGateway: 'HostmasterRouteBreakerClosed',
  BrakeApplied: 'HostmasterBrakeApplied',
  Throttled: 'HostmasterThrottled',
  AccessDenied: 'HostmasterReconcileErrors',
  ProviderUnavailable: 'HostmasterProviderFailing',
  ClusterUnavailable: 'HostmasterClusterNotSeen',
  ReconcileError: 'HostmasterReconcileErrors',
} satisfies Partial<Record<Reason, string>>;

/**
 * The page in `docs/runbooks`, without its ending, that tells a platform team more about a reason than its description does;
 * undefined: there is none, the description is enough.
 *
 * @public
 */
export function runbookOf(reason: string): string | undefined {
  return Object.hasOwn(pages, reason)
    ? pages[reason as keyof typeof pages]
    : undefined;
}
