import { AwsWorld } from '../core/AwsWorld';
import { Certificate, CertificateDomain, namesOf } from './Certificate';

/** What every certificate may be used for. @public */
export const EXTENDED_KEY_USAGES = [
  'TLS_WEB_SERVER_AUTHENTICATION',
  'TLS_WEB_CLIENT_AUTHENTICATION',
];

/** Milliseconds as ACM writes times: seconds since 1970. @public */
export function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}

/** A serial number as DescribeCertificate writes it: octets in hex, with colons. @public */
export function colonSerial(serial: string | undefined): string | undefined {
  return serial?.match(/../g)?.join(':');
}

/** What DescribeCertificate says. @public */
export function renderDetail(
  certificate: Certificate,
  world: AwsWorld,
): Record<string, unknown> {
  const issued = certificate.serial !== undefined;
  return {
    CertificateArn: certificate.arn,
    DomainName: certificate.domainName,
    SubjectAlternativeNames: namesOf(certificate),
    DomainValidationOptions:
      certificate.type === 'AMAZON_ISSUED'
        ? certificate.domains.map(domain =>
            renderDomain(domain, certificate, world),
          )
        : undefined,
    Serial: colonSerial(certificate.serial),
    Subject: `CN=${certificate.domainName}`,
    Issuer:
      certificate.type === 'IMPORTED' ? certificate.importedIssuer : 'Amazon',
    CreatedAt:
      certificate.type === 'AMAZON_ISSUED'
        ? seconds(certificate.createdAt)
        : undefined,
    IssuedAt: seconds(certificate.issuedAt),
    ImportedAt: seconds(certificate.importedAt),
    Status: certificate.status,
    RevokedAt: seconds(certificate.revokedAt),
    RevocationReason: certificate.revocationReason,
    NotBefore: seconds(certificate.notBefore),
    NotAfter: seconds(certificate.notAfter),
    KeyAlgorithm: certificate.keyAlgorithm,
    SignatureAlgorithm: certificate.keyAlgorithm.startsWith('RSA')
      ? 'SHA256WITHRSA'
      : 'SHA256WITHECDSA',
    InUseBy: [...certificate.inUseBy],
    FailureReason: certificate.failureReason,
    Type: certificate.type,
    RenewalSummary: renderRenewal(certificate, world),
    KeyUsages: issued ? keyUsages(certificate).map(Name => ({ Name })) : [],
    ExtendedKeyUsages: issued
      ? [
          { Name: 'TLS_WEB_SERVER_AUTHENTICATION', OID: '1.3.6.1.5.5.7.3.1' },
          { Name: 'TLS_WEB_CLIENT_AUTHENTICATION', OID: '1.3.6.1.5.5.7.3.2' },
        ]
      : [],
    RenewalEligibility: renewalEligibility(certificate),
    Options: {
      CertificateTransparencyLoggingPreference:
        certificate.type === 'IMPORTED' ? 'DISABLED' : 'ENABLED',
      Export: exportOption(certificate),
    },
    CertificateKeyPairOrigin: keyPairOrigin(certificate),
  };
}

/** What ListCertificates says. @public */
export function renderSummary(
  certificate: Certificate,
): Record<string, unknown> {
  const names = namesOf(certificate);
  const issued = certificate.serial !== undefined;
  return {
    CertificateArn: certificate.arn,
    DomainName: certificate.domainName,
    SubjectAlternativeNameSummaries: names.slice(0, 100),
    HasAdditionalSubjectAlternativeNames: names.length > 100,
    Status: certificate.status,
    Type: certificate.type,
    KeyAlgorithm: certificate.keyAlgorithm,
    KeyUsages: issued ? keyUsages(certificate) : [],
    ExtendedKeyUsages: issued ? EXTENDED_KEY_USAGES : [],
    ExportOption: exportOption(certificate),
    InUse: certificate.inUseBy.size > 0,
    Exported: certificate.exported,
    RenewalEligibility: renewalEligibility(certificate),
    NotBefore: seconds(certificate.notBefore),
    NotAfter: seconds(certificate.notAfter),
    CreatedAt: seconds(certificate.createdAt),
    IssuedAt: seconds(certificate.issuedAt),
    ImportedAt: seconds(certificate.importedAt),
    RevokedAt: seconds(certificate.revokedAt),
    CertificateKeyPairOrigin: keyPairOrigin(certificate),
  };
}

/** One name's validation; without its record while that is not shown yet. @public */
export function renderDomain(
  domain: CertificateDomain,
  certificate: Certificate,
  world: AwsWorld,
): Record<string, unknown> {
  const showsRecord =
    certificate.validationMethod === 'DNS' &&
    certificate.recordsShownAt <= world.now();
  return {
    DomainName: domain.name,
    ValidationDomain: domain.name,
    ValidationStatus: domain.status,
    ValidationMethod: certificate.validationMethod,
    ValidationEmails:
      certificate.validationMethod === 'EMAIL'
        ? [
            'administrator',
            'hostmaster',
            'postmaster',
            'webmaster',
            'admin',
          ].map(mailbox => `${mailbox}@${domain.name.replace(/^\*\./, '')}`)
        : undefined,
    ResourceRecord: showsRecord
      ? { Name: domain.record.name, Type: 'CNAME', Value: domain.record.value }
      : undefined,
  };
}

export function renewalEligibility(
  certificate: Certificate,
): 'ELIGIBLE' | 'INELIGIBLE' {
  const isUsed = certificate.inUseBy.size > 0 || certificate.exported;
  const isRenewable =
    certificate.type === 'AMAZON_ISSUED' && certificate.status === 'ISSUED';
  return isRenewable && isUsed ? 'ELIGIBLE' : 'INELIGIBLE';
}

export function keyPairOrigin(
  certificate: Certificate,
): 'AWS_MANAGED' | 'CUSTOMER_PROVIDED' {
  return certificate.type === 'IMPORTED' ? 'CUSTOMER_PROVIDED' : 'AWS_MANAGED';
}

export function keyUsages(certificate: Certificate): string[] {
  return certificate.keyAlgorithm.startsWith('RSA')
    ? ['DIGITAL_SIGNATURE', 'KEY_ENCIPHERMENT']
    : ['DIGITAL_SIGNATURE'];
}

function renderRenewal(
  certificate: Certificate,
  world: AwsWorld,
): Record<string, unknown> | undefined {
  const { renewal } = certificate;
  if (!renewal) return undefined;
  return {
    RenewalStatus: renewal.status,
    DomainValidationOptions: renewal.domains.map(domain =>
      renderDomain(domain, certificate, world),
    ),
    RenewalStatusReason: renewal.reason,
    UpdatedAt: seconds(renewal.updatedAt),
  };
}

export function exportOption(certificate: Certificate): 'ENABLED' | 'DISABLED' {
  return certificate.exportable ? 'ENABLED' : 'DISABLED';
}
