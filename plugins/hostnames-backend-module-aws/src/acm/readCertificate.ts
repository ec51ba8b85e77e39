import {
  CertificateDetail as AcmDetail,
  CertificateSummary,
} from '@aws-sdk/client-acm';
import {
  Certificate,
  CertificateDetail,
  CertificateStatus,
  ValidationRecord,
  canonicalName,
} from '@hostmaster/backstage-plugin-hostnames-node';

/** A certificate of a listing. Reasons of failures and owners are not in it. */
export interface ListedCertificate extends Certificate {
  /** Whether `names` has all of them; a listing shows a hundred at most. */
  isComplete: boolean;
  /** Made by ACM for somebody who asked, so that it may be ours; imported ones and those of other services are not. */
  mayBeOurs: boolean;
}

/** One entry of ListCertificates; `undefined` for one without ARN. */
export function readSummary(
  summary: CertificateSummary,
): ListedCertificate | undefined {
  if (!summary.CertificateArn) return undefined;
  const alternative = summary.SubjectAlternativeNameSummaries;
  return {
    ref: summary.CertificateArn,
    names: namesOf(summary.DomainName, alternative),
    isComplete:
      alternative !== undefined &&
      !summary.HasAdditionalSubjectAlternativeNames,
    mayBeOurs: (summary.Type ?? 'AMAZON_ISSUED') === 'AMAZON_ISSUED',
    keyAlgorithm: keyAlgorithmOf(summary.KeyAlgorithm),
    status: statusOf(summary.Status),
    inUse: summary.InUse ?? false,
    ...timesOf(summary),
  };
}

/** What DescribeCertificate tells. */
export function readDetail(detail: AcmDetail): CertificateDetail {
  const usedBy = [...(detail.InUseBy ?? [])].sort();
  const renewal = detail.RenewalSummary;
  return {
    ref: detail.CertificateArn ?? '',
    names: namesOf(detail.DomainName, detail.SubjectAlternativeNames),
    keyAlgorithm: keyAlgorithmOf(detail.KeyAlgorithm),
    status: statusOf(
      detail.Status,
      detail.FailureReason,
      detail.RevocationReason,
    ),
    inUse: usedBy.length > 0,
    ...timesOf(detail),
    validationRecords: validationRecordsOf(detail),
    ...(detail.Serial && { serial: detail.Serial }),
    ...(detail.Issuer && { issuer: detail.Issuer }),
    ...(renewal?.RenewalStatus && {
      renewal: {
        status: renewal.RenewalStatus,
        ...(renewal.RenewalStatusReason && {
          reason: renewal.RenewalStatusReason,
        }),
      },
    }),
    usedBy,
  };
}

/** Whether ACM has made up the record of every name; a name and its wildcard share one. */
export function hasAllRecords(detail: CertificateDetail): boolean {
  const domains = new Set(detail.names.map(withoutWildcard));
  const covered = new Set(
    detail.validationRecords.map(({ domain }) => withoutWildcard(domain)),
  );
  return [...domains].every(domain => covered.has(domain));
}

function validationRecordsOf(detail: AcmDetail): ValidationRecord[] {
  const records = new Map<string, ValidationRecord>();
  const options = [...(detail.DomainValidationOptions ?? [])].sort(
    (left, right) => byCode(left.DomainName ?? '', right.DomainName ?? ''),
  );
  for (const { DomainName, ResourceRecord } of options) {
    if (!DomainName || !ResourceRecord?.Name || !ResourceRecord.Value) continue;
    const domain = canonicalName(DomainName);
    const key = withoutWildcard(domain);
    const known = records.get(key);
    // `example.com` rather than `*.example.com` where both are on the certificate.
    if (known && !known.domain.startsWith('*.')) continue;
    records.set(key, {
      domain,
      name: canonicalName(ResourceRecord.Name),
      type: 'CNAME',
      value: ResourceRecord.Value,
    });
  }
  return [...records.values()].sort((left, right) =>
    byCode(left.domain, right.domain),
  );
}

function namesOf(subject: string | undefined, others: string[] = []): string[] {
  const names = [...(subject ? [subject] : []), ...others].map(canonicalName);
  return [...new Set(names)].sort();
}

/** Documentation and older answers write `RSA-2048` for `RSA_2048`. */
function keyAlgorithmOf(text: string | undefined): string {
  return (text ?? '').replace(/-/g, '_');
}

function statusOf(
  status: string | undefined,
  failureReason?: string,
  revocationReason?: string,
): CertificateStatus {
  switch (status) {
    case 'ISSUED':
      return { kind: 'issued' };
    case 'PENDING_VALIDATION':
    case undefined:
      return { kind: 'pending' };
    default:
      return {
        kind: 'failed',
        reason: failureReason ?? status,
        ...(revocationReason && { message: revocationReason }),
      };
  }
}

function timesOf(source: {
  CreatedAt?: Date;
  IssuedAt?: Date;
  NotBefore?: Date;
  NotAfter?: Date;
}) {
  const { CreatedAt, IssuedAt, NotBefore, NotAfter } = source;
  return {
    ...(CreatedAt && { createdAt: CreatedAt.getTime() }),
    ...(IssuedAt && { issuedAt: IssuedAt.getTime() }),
    ...(NotBefore && { notBefore: NotBefore.getTime() }),
    ...(NotAfter && { notAfter: NotAfter.getTime() }),
  };
}

function withoutWildcard(name: string): string {
  return name.startsWith('*.') ? name.slice(2) : name;
}

function byCode(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
