import { AcmState } from './AcmState';
import { Certificate, Renewal } from './Certificate';
import type { CertificateLifecycle } from './CertificateLifecycle';

const DAY = 24 * 3600 * 1000;
/** Days before expiry at which ACM begins to renew. */
export const RENEWAL_DAYS = 45;

/**
 * Renewal and expiry. ACM renews a certificate of its own from 45 days before it expires, if a service uses it and the
 * validation records are still there; the ARN stays. Nothing else is renewed.
 *
 * @public
 */
export class RenewalLifecycle {
  private readonly cancels = new Map<Certificate, Array<() => void>>();
  /** Certificates whose renewal waits for a validation record. */
  private readonly waiting = new Set<Certificate>();
  private readonly running = new Set<Certificate>();

  constructor(
    private readonly state: AcmState,
    private readonly lifecycle: CertificateLifecycle,
  ) {}

  /** Watches over an issued or imported certificate until it expires. */
  watch(certificate: Certificate): void {
    const notAfter = certificate.notAfter;
    if (notAfter === undefined) return;
    this.forget(certificate);
    const { timeline } = this.state.world;
    this.cancels.set(certificate, []);
    this.later(
      certificate,
      timeline.at(notAfter, () => this.expire(certificate)),
    );
    if (certificate.status !== 'ISSUED') return;
    const begin = notAfter - RENEWAL_DAYS * DAY;
    this.later(
      certificate,
      timeline.at(begin, () => this.approachExpiry(certificate)),
    );
    this.later(
      certificate,
      timeline.at(begin, () => this.consider(certificate)),
    );
  }

  forget(certificate: Certificate): void {
    for (const cancel of this.cancels.get(certificate) ?? []) cancel();
    this.cancels.delete(certificate);
    this.waiting.delete(certificate);
    this.running.delete(certificate);
  }

  /** Renews if it is time and all conditions hold; called again whenever one of them may have changed. */
  consider(certificate: Certificate): void {
    if (!this.isDue(certificate) || this.running.has(certificate)) return;
    const missing = certificate.domains.filter(
      domain => !this.lifecycle.hasRecord(domain),
    );
    if (missing.length > 0) {
      this.setRenewal(
        certificate,
        'PENDING_VALIDATION',
        missing.map(domain => domain.name),
      );
      if (!this.waiting.has(certificate)) this.askForAction(certificate);
      this.waiting.add(certificate);
      return;
    }
    this.waiting.delete(certificate);
    this.running.add(certificate);
    this.setRenewal(certificate, 'PENDING_AUTO_RENEWAL', []);
    const { timeline, delays } = this.state.world;
    this.later(
      certificate,
      timeline.after(this.state.world.draw(delays.acm.renew), () =>
        this.renew(certificate),
      ),
    );
  }

  noticeRecords(names: readonly string[]): void {
    if (this.waiting.size === 0) return;
    for (const certificate of [...this.waiting]) {
      const concerned =
        names.length === 0 ||
        certificate.domains.some(domain => names.includes(domain.record.name));
      if (concerned) this.consider(certificate);
    }
  }

  private isDue(certificate: Certificate): boolean {
    return (
      certificate.status === 'ISSUED' &&
      !certificate.deleted &&
      certificate.type === 'AMAZON_ISSUED' &&
      certificate.validationMethod === 'DNS' &&
      (certificate.inUseBy.size > 0 || certificate.exported) &&
      certificate.notAfter !== undefined &&
      this.state.world.now() >= certificate.notAfter - RENEWAL_DAYS * DAY
    );
  }

  private renew(certificate: Certificate): void {
    this.running.delete(certificate);
    if (!this.isDue(certificate) || this.lifecycle.isStopped) return;
    if (
      !certificate.domains.every(domain => this.lifecycle.hasRecord(domain))
    ) {
      this.consider(certificate);
      return;
    }
    if (!this.lifecycle.caaAllows(certificate)) {
      this.setRenewal(certificate, 'FAILED', [], 'CAA_ERROR');
      this.state.changed(certificate, 'renewalFailed');
      return;
    }
    this.lifecycle.writeValidity(certificate);
    this.setRenewal(certificate, 'SUCCESS', []);
    this.state.changed(certificate, 'renewed');
    this.state.sendEvent(certificate, 'ACM Certificate Available', {
      Action: 'RENEWAL',
      CertificateType: certificate.type,
    });
    this.watch(certificate);
  }

  private expire(certificate: Certificate): void {
    if (
      certificate.deleted ||
      (certificate.status !== 'ISSUED' && certificate.status !== 'INACTIVE')
    )
      return;
    if (certificate.renewal && certificate.renewal.status !== 'SUCCESS') {
      this.setRenewal(
        certificate,
        'FAILED',
        [],
        certificate.renewal.reason ?? 'OTHER',
      );
    }
    certificate.status = 'EXPIRED';
    this.forget(certificate);
    this.state.changed(certificate, 'expired');
    this.state.sendEvent(certificate, 'ACM Certificate Expired', {
      CertificateType: certificate.type,
    });
  }

  /** Once a day until the certificate is renewed or expires. */
  private approachExpiry(certificate: Certificate): void {
    if (
      certificate.deleted ||
      certificate.status !== 'ISSUED' ||
      certificate.notAfter === undefined
    )
      return;
    const left = Math.floor(
      (certificate.notAfter - this.state.world.now()) / DAY,
    );
    if (left > RENEWAL_DAYS || left < 0) return;
    if (left <= this.state.expiryEventDays) {
      this.state.sendEvent(
        certificate,
        'ACM Certificate Approaching Expiration',
        { DaysToExpiry: left },
      );
    }
    this.later(
      certificate,
      this.state.world.timeline.after(DAY, () =>
        this.approachExpiry(certificate),
      ),
    );
  }

  private askForAction(certificate: Certificate): void {
    this.state.changed(certificate, 'renewalWaits');
    this.state.sendEvent(
      certificate,
      'ACM Certificate Renewal Action Required',
      {
        RenewalStatusReason: 'PENDING_VALIDATION',
      },
    );
  }

  private setRenewal(
    certificate: Certificate,
    status: Renewal['status'],
    missing: string[],
    reason?: Renewal['reason'],
  ): void {
    certificate.renewal = {
      status,
      updatedAt: this.state.world.now(),
      reason,
      domains: certificate.domains.map(domain => ({
        ...domain,
        status: missing.includes(domain.name)
          ? 'PENDING_VALIDATION'
          : 'SUCCESS',
      })),
    };
  }

  private later(certificate: Certificate, cancel: () => void): void {
    const cancels = this.cancels.get(certificate);
    if (cancels) cancels.push(cancel);
    else this.cancels.set(certificate, [cancel]);
  }
}
