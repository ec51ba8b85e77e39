import { CertificateMaterial } from './CertificateAuthority';

/** @public */
export type KeyAlgorithm =
  | 'RSA_1024'
  | 'RSA_2048'
  | 'RSA_3072'
  | 'RSA_4096'
  | 'EC_prime256v1'
  | 'EC_secp384r1'
  | 'EC_secp521r1';

/** @public */
export const REQUESTABLE_KEY_ALGORITHMS: readonly KeyAlgorithm[] = [
  'RSA_2048',
  'EC_prime256v1',
  'EC_secp384r1',
];

/** @public */
export const KEY_ALGORITHMS: readonly KeyAlgorithm[] = [
  'RSA_1024',
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'EC_prime256v1',
  'EC_secp384r1',
  'EC_secp521r1',
];

/** @public */
export type CertificateStatus =
  | 'PENDING_VALIDATION'
  | 'ISSUED'
  | 'INACTIVE'
  | 'EXPIRED'
  | 'VALIDATION_TIMED_OUT'
  | 'REVOKED'
  | 'FAILED';

/** @public */
export type FailureReason =
  | 'NO_AVAILABLE_CONTACTS'
  | 'ADDITIONAL_VERIFICATION_REQUIRED'
  | 'DOMAIN_NOT_ALLOWED'
  | 'INVALID_PUBLIC_DOMAIN'
  | 'DOMAIN_VALIDATION_DENIED'
  | 'CAA_ERROR'
  | 'SLR_NOT_FOUND'
  | 'OTHER';

/** @public */
export type DomainStatus = 'PENDING_VALIDATION' | 'SUCCESS' | 'FAILED';

/** The CNAME that proves control of a domain; names with their trailing dot. @public */
export interface ValidationRecord {
  name: string;
  value: string;
}

/** One name of a certificate and how far its validation is. @public */
export interface CertificateDomain {
  /** As requested, with `*.` where it is a wildcard. */
  name: string;
  record: ValidationRecord;
  status: DomainStatus;
}

/** @public */
export interface Renewal {
  status: 'PENDING_AUTO_RENEWAL' | 'PENDING_VALIDATION' | 'SUCCESS' | 'FAILED';
  updatedAt: number;
  reason?: FailureReason;
  domains: CertificateDomain[];
}

/** A certificate of the emulated account. Times are milliseconds since 1970. @public */
export interface Certificate {
  readonly arn: string;
  readonly region: string;
  /** Position in the order of creation. */
  readonly sequence: number;
  readonly domainName: string;
  readonly domains: CertificateDomain[];
  readonly type: 'AMAZON_ISSUED' | 'IMPORTED';
  readonly validationMethod?: 'DNS' | 'EMAIL';
  readonly createdAt: number;
  readonly exportable: boolean;
  readonly managedBy?: string;
  keyAlgorithm: KeyAlgorithm;
  tags: Map<string, string | undefined>;
  status: CertificateStatus;
  /** Before this, reads do not find it. */
  visibleAt: number;
  /** Before this, reads do not show the validation records. */
  recordsShownAt: number;
  issuedAt?: number;
  importedAt?: number;
  /** Issuer's distinguished name of an imported certificate. */
  importedIssuer?: string;
  revokedAt?: number;
  revocationReason?: string;
  failureReason?: FailureReason;
  /** Hex, no colons; set when issued. */
  serial?: string;
  notBefore?: number;
  notAfter?: number;
  /** Before this, load balancers refuse it as unsupported. */
  usableFrom?: number;
  renewal?: Renewal;
  exported: boolean;
  /** Load balancers that hold it … */
  attachedTo: Set<string>;
  /** … and those ACM knows of, a few seconds later. */
  inUseBy: Set<string>;
  deleted: boolean;
  /** The PEM texts, made when first asked for; made anew after a renewal. */
  material?: Promise<CertificateMaterial>;
}

/** All names of a certificate, the domain name first. @public */
export function namesOf(certificate: Certificate): string[] {
  return certificate.domains.map(domain => domain.name);
}

/** Whether a certificate is good for a host name: its own name, or a wildcard one label above. @public */
export function coversHost(name: string, host: string): boolean {
  if (name === host) return true;
  return (
    name.startsWith('*.') &&
    host.indexOf('.') > 0 &&
    host.slice(host.indexOf('.') + 1) === name.slice(2)
  );
}
