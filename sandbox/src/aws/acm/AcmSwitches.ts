import { AcmState } from './AcmState';
import {
  Certificate,
  CertificateStatus,
  FailureReason,
  KeyAlgorithm,
} from './Certificate';
import { CertificateLifecycle, VALIDITY_DAYS } from './CertificateLifecycle';

const DAY = 24 * 3600 * 1000;

/** A certificate that is there from the start, without a request. Times are milliseconds since 1970. @public */
export interface CertificateSeed {
  domainName: string;
  /** Further names. */
  subjectAlternativeNames?: readonly string[];
  keyAlgorithm?: KeyAlgorithm;
  /** ISSUED when left out, or EXPIRED when `notAfter` has passed. */
  status?: CertificateStatus;
  notBefore?: number;
  notAfter?: number;
  createdAt?: number;
  failureReason?: FailureReason;
  tags?: Record<string, string>;
}

/**
 * What people and tests may do to certificates behind the API's back.
 *
 * @public
 */
export class AcmSwitches {
  constructor(
    private readonly state: AcmState,
    private readonly lifecycle: CertificateLifecycle,
  ) {}

  /** Puts a certificate in place, past all limits. */
  put(seed: CertificateSeed): Certificate {
    const now = this.state.world.now();
    const notBefore =
      seed.notBefore ??
      (seed.notAfter === undefined ? now : seed.notAfter - VALIDITY_DAYS * DAY);
    const notAfter = seed.notAfter ?? notBefore + VALIDITY_DAYS * DAY - 1000;
    const status = seed.status ?? (notAfter <= now ? 'EXPIRED' : 'ISSUED');
    const wasIssued =
      status === 'ISSUED' ||
      status === 'EXPIRED' ||
      status === 'REVOKED' ||
      status === 'INACTIVE';
    const names = [
      ...new Set([seed.domainName, ...(seed.subjectAlternativeNames ?? [])]),
    ];
    const createdAt =
      seed.createdAt ?? (wasIssued ? Math.min(now, notBefore) : now);
    const certificate = this.state.add({
      arn: this.state.newArn(),
      region: this.state.region,
      domainName: seed.domainName,
      domains: this.state.domainsOf(names).map(domain => ({
        ...domain,
        status: wasIssued ? ('SUCCESS' as const) : domain.status,
      })),
      type: 'AMAZON_ISSUED',
      validationMethod: 'DNS',
      createdAt,
      exportable: false,
      keyAlgorithm: seed.keyAlgorithm ?? 'EC_prime256v1',
      tags: new Map(Object.entries(seed.tags ?? {})),
      status,
      failureReason: seed.failureReason,
      visibleAt: createdAt,
      recordsShownAt: createdAt,
      ...(wasIssued
        ? {
            issuedAt: createdAt,
            serial: this.newSerial(),
            notBefore,
            notAfter,
            usableFrom: createdAt,
          }
        : {}),
    });
    this.state.changed(certificate, 'seeded');
    if (status === 'ISSUED') this.lifecycle.renewals.watch(certificate);
    if (status === 'PENDING_VALIDATION') this.lifecycle.start(certificate);
    return certificate;
  }

  /** Issues a pending certificate at once, whatever the DNS says. */
  issue(arn: string): void {
    this.lifecycle.issue(this.certificate(arn));
  }

  /** Fails a pending certificate. */
  fail(arn: string, reason: FailureReason): void {
    this.lifecycle.fail(this.certificate(arn), reason);
  }

  /** Makes an issued certificate expire now: its validity ended a second ago. */
  expire(arn: string): void {
    const certificate = this.certificate(arn);
    certificate.notAfter = this.state.world.now() - 1000;
    certificate.notBefore = Math.min(
      certificate.notBefore ?? 0,
      certificate.notAfter - DAY,
    );
    certificate.material = undefined;
    this.lifecycle.renewals.watch(certificate);
  }

  /** Moves an issued certificate's validity so that it ends then; it is as long as before. */
  setExpiry(arn: string, notAfter: number): void {
    const certificate = this.certificate(arn);
    const { notBefore = 0, notAfter: before = notBefore } = certificate;
    certificate.notAfter = notAfter;
    certificate.notBefore = notAfter - Math.max(DAY, before - notBefore);
    certificate.material = undefined;
    this.lifecycle.renewals.watch(certificate);
    this.state.changed(certificate, 'expiryMoved');
  }

  /** Revokes an issued certificate, as its authority would. */
  revoke(arn: string, reason = 'KEY_COMPROMISE'): void {
    const certificate = this.certificate(arn);
    certificate.status = 'REVOKED';
    certificate.revokedAt = this.state.world.now();
    certificate.revocationReason = reason;
    this.lifecycle.renewals.forget(certificate);
    this.state.changed(certificate, 'revoked');
    this.state.sendEvent(certificate, 'ACM Certificate Revoked', {
      RevocationReason: reason,
    });
  }

  /** Nothing is issued or renewed while this is on; what was validated meanwhile is issued afterwards. */
  stopIssuing(stopped: boolean): void {
    this.lifecycle.stopIssuing(stopped);
  }

  /** Certificates for this name stay in validation until `release`. */
  withhold(domainName: string): void {
    this.lifecycle.withhold(domainName);
  }

  /** Ends `withhold`. */
  release(domainName: string): void {
    this.lifecycle.release(domainName);
  }

  private certificate(arn: string): Certificate {
    const certificate = this.state.find(arn);
    if (!certificate)
      throw new Error(
        `There is no certificate ${arn} in ${this.state.region}.`,
      );
    return certificate;
  }

  private newSerial(): string {
    return `0${1 + this.state.world.ids.number(9)}${this.state.world.ids.hex(
      30,
    )}`;
  }
}
