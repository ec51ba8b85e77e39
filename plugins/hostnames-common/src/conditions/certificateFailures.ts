import type { Reason } from './reasons';

/**
 * What certificate authorities call it when a certificate is not or no longer valid, and the reason of the condition
 * `CertificateIssued`: who acts and what is next stands with the reason. The codes are ACM's (`CertificateStatus` and
 * `FailureReason` of its API); other providers use the same words where they mean the same.
 *
 * @public
 */
export const certificateFailures = {
  // Statuses of a certificate that will not become valid any more
  VALIDATION_TIMED_OUT: 'ValidationTimedOut',
  REVOKED: 'Revoked',
  EXPIRED: 'Expired',
  INACTIVE: 'FailedInactive',
  FAILED: 'FailedOther',
  // Why one failed
  CAA_ERROR: 'CaaError',
  DOMAIN_NOT_ALLOWED: 'FailedDomainNotAllowed',
  INVALID_PUBLIC_DOMAIN: 'FailedInvalidPublicDomain',
  DOMAIN_VALIDATION_DENIED: 'FailedDomainValidationDenied',
  ADDITIONAL_VERIFICATION_REQUIRED: 'FailedAdditionalVerification',
  NO_AVAILABLE_CONTACTS: 'FailedNoContacts',
  PCA_ACCESS_DENIED: 'FailedPrivateAuthority',
  PCA_INVALID_ARGS: 'FailedPrivateAuthority',
  PCA_INVALID_ARN: 'FailedPrivateAuthority',
  PCA_INVALID_DURATION: 'FailedPrivateAuthority',
  PCA_INVALID_STATE: 'FailedPrivateAuthority',
  PCA_LIMIT_EXCEEDED: 'FailedPrivateAuthority',
  PCA_NAME_CONSTRAINTS_VALIDATION: 'FailedPrivateAuthority',
  PCA_REQUEST_FAILED: 'FailedPrivateAuthority',
  PCA_RESOURCE_NOT_FOUND: 'FailedPrivateAuthority',
  SLR_NOT_FOUND: 'FailedServiceRole',
  OTHER: 'FailedOther',
} as const satisfies Record<string, Reason>;

/** The reason for an authority's code; `FailedOther` for one that is not known. @public */
export function certificateFailure(code: string): Reason {
  return Object.hasOwn(certificateFailures, code)
    ? certificateFailures[code as keyof typeof certificateFailures]
    : 'FailedOther';
}
