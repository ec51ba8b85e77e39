import {
  CertificateStatus,
  FailureReason,
  RenewalStatus,
} from '@aws-sdk/client-acm';
import {
  certificateFailure,
  certificateFailures,
  reasons,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { readDetail, readSummary } from './readCertificate';

/** Every status of the SDK's list; one that a new version of the SDK adds has no row and does not compile. */
const statuses: Record<CertificateStatus, string> = {
  PENDING_VALIDATION: 'pending',
  ISSUED: 'issued',
  INACTIVE: 'FailedInactive',
  EXPIRED: 'Expired',
  VALIDATION_TIMED_OUT: 'ValidationTimedOut',
  REVOKED: 'Revoked',
  FAILED: 'FailedOther',
};

/** Every reason of the SDK's list, likewise. */
const failures: Record<FailureReason, string> = {
  ADDITIONAL_VERIFICATION_REQUIRED: 'FailedAdditionalVerification',
  CAA_ERROR: 'CaaError',
  DOMAIN_NOT_ALLOWED: 'FailedDomainNotAllowed',
  DOMAIN_VALIDATION_DENIED: 'FailedDomainValidationDenied',
  INVALID_PUBLIC_DOMAIN: 'FailedInvalidPublicDomain',
  NO_AVAILABLE_CONTACTS: 'FailedNoContacts',
  OTHER: 'FailedOther',
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
};

const arn = 'arn:aws:acm:eu-central-1:123456789012:certificate/1';
const base = { CertificateArn: arn, DomainName: 'shop.example.com' };

describe('what ACM says of a certificate', () => {
  it('is known for every status and reason of the SDK', () => {
    const codes = [
      ...Object.values(CertificateStatus),
      ...Object.values(FailureReason),
    ];

    const unknown = codes.filter(
      code =>
        !['ISSUED', 'PENDING_VALIDATION'].includes(code) &&
        !Object.hasOwn(certificateFailures, code),
    );

    expect(unknown).toEqual([]);
    expect(Object.keys(statuses).sort()).toEqual(
      Object.values(CertificateStatus).sort(),
    );
    expect(Object.keys(failures).sort()).toEqual(
      Object.values(FailureReason).sort(),
    );
  });

  it.each(Object.entries(statuses))('status %s: %s', (Status, meaning) => {
    const summary = { ...base, Status: Status as CertificateStatus };
    for (const certificate of [readSummary(summary)!, readDetail(summary)]) {
      const { status } = certificate;
      const read =
        status.kind === 'failed'
          ? certificateFailure(status.reason)
          : status.kind;
      expect(read).toBe(meaning);
    }
  });

  it.each(Object.entries(failures))(
    'failure %s: %s, with who acts and what is next',
    (code, reason) => {
      const { status } = readDetail({
        ...base,
        Status: 'FAILED',
        FailureReason: code as FailureReason,
      });

      expect(status).toEqual({ kind: 'failed', reason: code });
      const found = certificateFailure(code);
      expect(found).toBe(reason);
      expect(reasons[found].conditions).toContain('CertificateIssued');
      expect(reasons[found].who).not.toBe('nobody');
      expect(reasons[found].todo).not.toBe('Nothing.');
    },
  );

  it('says why one was revoked', () => {
    expect(
      readDetail({
        ...base,
        Status: 'REVOKED',
        RevocationReason: 'KEY_COMPROMISE',
      }).status,
    ).toEqual({
      kind: 'failed',
      reason: 'REVOKED',
      message: 'KEY_COMPROMISE',
    });
  });

  it.each(Object.values(RenewalStatus))('renewal %s', RenewalStatusOf => {
    expect(
      readDetail({
        ...base,
        Status: 'ISSUED',
        RenewalSummary: {
          RenewalStatus: RenewalStatusOf,
          RenewalStatusReason: 'CAA_ERROR',
          DomainValidationOptions: [],
          UpdatedAt: new Date(0),
        },
      }).renewal,
    ).toEqual({ status: RenewalStatusOf, reason: 'CAA_ERROR' });
  });
});
