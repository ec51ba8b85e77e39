import { z } from 'zod';
import { AcmContext, parseInput } from '../AcmOperation';
import { Certificate, namesOf } from '../Certificate';
import { certificateFilter, passesFilter } from '../certificateFilter';
import { acmErrors } from '../errors';
import {
  colonSerial,
  EXTENDED_KEY_USAGES,
  exportOption,
  keyPairOrigin,
  keyUsages,
  renewalEligibility,
  seconds,
} from '../renderCertificate';

const USUAL_PAGE = 100;
const LARGEST_PAGE = 500;

const schema = z.object({
  FilterStatement: certificateFilter.optional(),
  MaxResults: z.int().min(1).max(LARGEST_PAGE).optional(),
  NextToken: z.string().optional(),
  SortBy: z.string().optional(),
  SortOrder: z.enum(['ASCENDING', 'DESCENDING']).optional(),
});

type SortValue = string | number | boolean | undefined;

/** What results can be sorted by. */
const SORT_KEYS: Record<string, (certificate: Certificate) => SortValue> = {
  CREATED_AT: certificate => certificate.createdAt,
  NOT_AFTER: certificate => certificate.notAfter,
  NOT_BEFORE: certificate => certificate.notBefore,
  STATUS: certificate => certificate.status,
  RENEWAL_STATUS: certificate => certificate.renewal?.status,
  RENEWAL_ELIGIBILITY: certificate => renewalEligibility(certificate),
  EXPORTED: certificate => certificate.exported,
  EXPORT_OPTION: certificate => exportOption(certificate),
  IN_USE: certificate => certificate.inUseBy.size > 0,
  KEY_ALGORITHM: certificate => certificate.keyAlgorithm,
  TYPE: certificate => certificate.type,
  CERTIFICATE_ARN: certificate => certificate.arn,
  COMMON_NAME: certificate => certificate.domainName,
  REVOKED_AT: certificate => certificate.revokedAt,
  ISSUED_AT: certificate => certificate.issuedAt,
  IMPORTED_AT: certificate => certificate.importedAt,
  MANAGED_BY: certificate => certificate.managedBy,
  VALIDATION_METHOD: certificate => certificate.validationMethod,
  CERTIFICATE_KEY_PAIR_ORIGIN: certificate => keyPairOrigin(certificate),
  ACME_ENDPOINT_ARN: () => undefined,
  ACME_ACCOUNT_ID: () => undefined,
};

/** @public */
export function searchCertificates(
  input: unknown,
  { state }: AcmContext,
): unknown {
  const request = parseInput(schema, input);
  const sortKey = SORT_KEYS[request.SortBy ?? 'CREATED_AT'];
  if (!sortKey)
    throw acmErrors.validation(
      `Results cannot be sorted by ${request.SortBy}.`,
    );
  const direction = request.SortOrder === 'ASCENDING' ? 1 : -1;
  const matching = state
    .listed()
    .filter(
      certificate =>
        request.FilterStatement === undefined ||
        passesFilter(request.FilterStatement, certificate),
    )
    .sort(
      (left, right) =>
        direction *
        (compare(sortKey(left), sortKey(right)) ||
          left.sequence - right.sequence),
    );
  const start =
    request.NextToken === undefined
      ? 0
      : readToken(request.NextToken, matching);
  const size = request.MaxResults ?? USUAL_PAGE;
  const items = matching.slice(start, start + size);
  const more = matching.length > start + size;
  return {
    Results: items.map(renderResult),
    NextToken: more
      ? Buffer.from(items[items.length - 1].arn).toString('base64url')
      : undefined,
  };
}

function readToken(token: string, matching: Certificate[]): number {
  const arn = Buffer.from(token, 'base64url').toString('utf8');
  const index = matching.findIndex(certificate => certificate.arn === arn);
  if (index < 0)
    throw acmErrors.validation('The pagination token is not valid.');
  return index + 1;
}

function compare(left: SortValue, right: SortValue): number {
  if (left === right) return 0;
  if (left === undefined) return -1;
  if (right === undefined) return 1;
  return left < right ? -1 : 1;
}

function renderResult(certificate: Certificate): Record<string, unknown> {
  const issued = certificate.serial !== undefined;
  return {
    CertificateArn: certificate.arn,
    X509Attributes: {
      Issuer: issued
        ? { CommonName: certificate.importedIssuer ?? 'Amazon' }
        : undefined,
      Subject: { CommonName: certificate.domainName },
      SubjectAlternativeNames: namesOf(certificate).map(DnsName => ({
        DnsName,
      })),
      ExtendedKeyUsages: issued ? EXTENDED_KEY_USAGES : [],
      KeyAlgorithm: certificate.keyAlgorithm,
      KeyUsages: issued ? keyUsages(certificate) : [],
      SerialNumber: colonSerial(certificate.serial),
      NotAfter: seconds(certificate.notAfter),
      NotBefore: seconds(certificate.notBefore),
    },
    CertificateMetadata: {
      AcmCertificateMetadata: {
        CreatedAt: seconds(certificate.createdAt),
        Exported: certificate.exported,
        ImportedAt: seconds(certificate.importedAt),
        InUse: certificate.inUseBy.size > 0,
        IssuedAt: seconds(certificate.issuedAt),
        RenewalEligibility: renewalEligibility(certificate),
        RevokedAt: seconds(certificate.revokedAt),
        Status: certificate.status,
        RenewalStatus: certificate.renewal?.status,
        Type: certificate.type,
        ExportOption: exportOption(certificate),
        ValidationMethod: certificate.validationMethod,
        CertificateKeyPairOrigin: keyPairOrigin(certificate),
      },
    },
  };
}
