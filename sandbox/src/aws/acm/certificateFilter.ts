import { z } from 'zod';
import { Certificate, namesOf } from './Certificate';
import {
  EXTENDED_KEY_USAGES,
  exportOption,
  keyPairOrigin,
  keyUsages,
  seconds,
} from './renderCertificate';

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
/** A filter of SearchCertificates, as the API has it. @public */
export type CertificateFilter = {
  And?: CertificateFilter[];
  Or?: CertificateFilter[];
  Not?: CertificateFilter;
  Filter?: Filter;
};

/** @public */
export const certificateFilter: z.ZodType<CertificateFilter> = z.lazy(() =>
  z.object({
    And: z.array(certificateFilter).min(1).optional(),
    Or: z.array(certificateFilter).min(1).optional(),
    Not: certificateFilter.optional(),
    Filter: filter.optional(),
  }),
);

/** Whether a certificate passes a filter. @public */
export function passesFilter(
  wanted: CertificateFilter,
  certificate: Certificate,
): boolean {
  return (
    (wanted.And?.every(part => passesFilter(part, certificate)) ?? true) &&
    (wanted.Or?.some(part => passesFilter(part, certificate)) ?? true) &&
    (wanted.Not === undefined || !passesFilter(wanted.Not, certificate)) &&
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
  const actual: Record<keyof typeof wanted, unknown> = {
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
