import { z } from 'zod';
import { AcmContext, parseInput } from '../AcmOperation';
import { Certificate, namesOf } from '../Certificate';
import { acmErrors } from '../errors';
import {
  colonSerial,
  keyPairOrigin,
  keyUsages,
  renewalEligibility,
  seconds,
} from '../renderCertificate';

const USUAL_PAGE = 100;
const LARGEST_PAGE = 500;
const EXTENDED_KEY_USAGES = [
  'TLS_WEB_SERVER_AUTHENTICATION',
  'TLS_WEB_CLIENT_AUTHENTICATION',
];

const textFilter = z.object({
  Value: z.string(),
  ComparisonOperator: z.enum(['CONTAINS', 'EQUALS']),
});
const timeRange = z.object({
  Start: z.number().optional(),
  End: z.number().optional(),
});

const attributeFilter = z
  .object({
    Subject: z.object({ CommonName: textFilter }),
    SubjectAlternativeName: z.object({ DnsName: textFilter }),
    ExtendedKeyUsage: z.string(),
    KeyUsage: z.string(),
    KeyAlgorithm: z.string(),
    SerialNumber: z.string(),
    NotAfter: timeRange,
    NotBefore: timeRange,
  })
  .partial();

const metadataFilter = z
  .object({
    Status: z.string(),
    RenewalStatus: z.string(),
    Type: z.string(),
    InUse: z.boolean(),
    Exported: z.boolean(),
    ExportOption: z.string(),
    ManagedBy: z.string(),
    ValidationMethod: z.string(),
    CertificateKeyPairOrigin: z.string(),
    AcmeEndpointArn: z.string(),
    AcmeAccountId: z.string(),
  })
  .partial();

const filter = z
  .object({
    CertificateArn: z.string(),
    X509AttributeFilter: attributeFilter,
    AcmCertificateMetadataFilter: metadataFilter,
  })
  .partial();

type Filter = z.infer<typeof filter>;
type Statement = {
  And?: Statement[];
  Or?: Statement[];
  Not?: Statement;
  Filter?: Filter;
};

const statement: z.ZodType<Statement> = z.lazy(() =>
  z.object({
    And: z.array(statement).min(1).optional(),
    Or: z.array(statement).min(1).optional(),
    Not: statement.optional(),
    Filter: filter.optional(),
  }),
);

const schema = z.object({
  FilterStatement: statement.optional(),
  MaxResults: z.int().min(1).max(LARGEST_PAGE).optional(),
  NextToken: z.string().optional(),
  SortBy: z.string().optional(),
  SortOrder: z.enum(['ASCENDING', 'DESCENDING']).optional(),
});

type Attribute = string | number | boolean | undefined;

/** What results can be sorted by. */
const SORT_KEYS: Record<string, (certificate: Certificate) => Attribute> = {
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
        holds(request.FilterStatement, certificate),
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

function compare(left: Attribute, right: Attribute): number {
  if (left === right) return 0;
  if (left === undefined) return -1;
  if (right === undefined) return 1;
  return left < right ? -1 : 1;
}

function holds(wanted: Statement, certificate: Certificate): boolean {
  return (
    (wanted.And?.every(part => holds(part, certificate)) ?? true) &&
    (wanted.Or?.some(part => holds(part, certificate)) ?? true) &&
    (wanted.Not === undefined || !holds(wanted.Not, certificate)) &&
    (wanted.Filter === undefined || passes(wanted.Filter, certificate))
  );
}

function passes(wanted: Filter, certificate: Certificate): boolean {
  return (
    (wanted.CertificateArn === undefined ||
      wanted.CertificateArn === certificate.arn) &&
    hasAttributes(wanted.X509AttributeFilter ?? {}, certificate) &&
    hasMetadata(wanted.AcmCertificateMetadataFilter ?? {}, certificate)
  );
}

function hasAttributes(
  wanted: z.infer<typeof attributeFilter>,
  certificate: Certificate,
): boolean {
  const san = wanted.SubjectAlternativeName?.DnsName;
  const commonName = wanted.Subject?.CommonName;
  return (
    (commonName === undefined ||
      textMatches(commonName, certificate.domainName)) &&
    (san === undefined ||
      namesOf(certificate).some(name => textMatches(san, name))) &&
    (wanted.ExtendedKeyUsage === undefined ||
      EXTENDED_KEY_USAGES.includes(wanted.ExtendedKeyUsage)) &&
    (wanted.KeyUsage === undefined ||
      keyUsages(certificate).includes(wanted.KeyUsage)) &&
    (wanted.KeyAlgorithm === undefined ||
      wanted.KeyAlgorithm === certificate.keyAlgorithm) &&
    (wanted.SerialNumber === undefined ||
      plainSerial(wanted.SerialNumber) === certificate.serial) &&
    (wanted.NotAfter === undefined ||
      isWithin(wanted.NotAfter, certificate.notAfter)) &&
    (wanted.NotBefore === undefined ||
      isWithin(wanted.NotBefore, certificate.notBefore))
  );
}

function hasMetadata(
  wanted: z.infer<typeof metadataFilter>,
  certificate: Certificate,
): boolean {
  const actual: Record<keyof typeof wanted, Attribute> = {
    Status: certificate.status,
    RenewalStatus: certificate.renewal?.status,
    Type: certificate.type,
    InUse: certificate.inUseBy.size > 0,
    Exported: certificate.exported,
    ExportOption: exportOption(certificate),
    ManagedBy: certificate.managedBy,
    ValidationMethod: certificate.validationMethod,
    CertificateKeyPairOrigin: keyPairOrigin(certificate),
    AcmeEndpointArn: undefined,
    AcmeAccountId: undefined,
  };
  return Object.entries(wanted).every(
    ([name, value]) =>
      value === undefined || actual[name as keyof typeof wanted] === value,
  );
}

function textMatches(
  wanted: z.infer<typeof textFilter>,
  text: string,
): boolean {
  const value = wanted.Value.toLowerCase();
  return wanted.ComparisonOperator === 'EQUALS'
    ? text === value
    : text.includes(value);
}

function isWithin(
  range: z.infer<typeof timeRange>,
  milliseconds: number | undefined,
): boolean {
  const time = seconds(milliseconds);
  return (
    time !== undefined &&
    (range.Start === undefined || time >= range.Start) &&
    (range.End === undefined || time <= range.End)
  );
}

function plainSerial(serial: string): string {
  return serial.replace(/:/g, '').toLowerCase();
}

function exportOption(certificate: Certificate): string {
  return certificate.exportable ? 'ENABLED' : 'DISABLED';
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
