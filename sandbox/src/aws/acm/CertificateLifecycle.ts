import { PublicDns } from '../route53/PublicDns';
import { Route53State } from '../route53/Route53State';
import { HostedZone } from '../route53/HostedZone';
import { canonicalName, WILDCARD_LABEL } from '../route53/names';
import { AcmState } from './AcmState';
import { Certificate, CertificateDomain, FailureReason } from './Certificate';
import { nextCheck } from './checkTimes';
import { amazonMayIssue, DomainPolicy, refusalOf } from './domainPolicy';
import { RenewalLifecycle } from './RenewalLifecycle';

const DAY = 24 * 3600 * 1000;
/** Validity of a public certificate of ACM since February 2026. */
export const VALIDITY_DAYS = 198;
/** CNAMEs that ACM follows from a validation record's name. */
const MOST_LINKS = 5;

/**
 * What becomes of a requested certificate: validated when its records are in the public DNS, issued, failed, timed out,
 * renewed, expired.
 *
 * @public
 */
export class CertificateLifecycle {
  private readonly dns: PublicDns;
  /** Certificates waiting for a validation record, by the record's name. */
  private readonly waiting = new Map<string, Set<Certificate>>();
  private readonly checks = new Map<
    Certificate,
    { at: number; cancel: () => void }
  >();
  private readonly validated = new Set<Certificate>();
  /** Certificates whose record leads on to other names, which may come to lead further. */
  private readonly chained = new Set<Certificate>();
  private readonly timeouts = new Map<Certificate, () => void>();
  private stopped = false;
  private readonly withheld = new Set<string>();
  readonly renewals: RenewalLifecycle;

  constructor(
    private readonly state: AcmState,
    route53: Route53State,
    private readonly policy: DomainPolicy,
  ) {
    this.dns = new PublicDns(route53);
    this.renewals = new RenewalLifecycle(state, this);
    route53.onServed((zone, names) => this.noticeRecords(zone, names));
    state.onUse(certificate => this.renewals.consider(certificate));
  }

  /** Starts the life of a certificate that was just requested. */
  start(certificate: Certificate): void {
    const { timeline, delays } = this.state.world;
    const refusal = certificate.domains
      .map(domain => refusalOf(domain.name, this.policy))
      .find(Boolean);
    if (refusal) {
      timeline.after(this.state.world.draw(delays.acm.refuse), () =>
        this.fail(certificate, refusal),
      );
      return;
    }
    this.timeouts.set(
      certificate,
      timeline.after(delays.acm.validationTimeout, () =>
        this.timeOut(certificate),
      ),
    );
    if (certificate.validationMethod !== 'DNS') return;
    for (const domain of certificate.domains)
      this.waitFor(domain.record.name, certificate);
    this.scheduleCheck(certificate);
  }

  /** Stops issuing anything (a stuck validation), or goes on; what was validated meanwhile is issued then. */
  stopIssuing(stopped: boolean): void {
    this.stopped = stopped;
    if (!stopped)
      for (const certificate of [...this.validated])
        this.issueSoon(certificate);
  }

  /** A certificate for this name stays in validation, as if ACM never came to look. */
  withhold(domainName: string): void {
    this.withheld.add(domainName);
  }

  /** Ends `withhold`; what was validated meanwhile is issued then. */
  release(domainName: string): void {
    this.withheld.delete(domainName);
    for (const certificate of [...this.validated])
      if (certificate.domainName === domainName) this.issueSoon(certificate);
  }

  get isStopped(): boolean {
    return this.stopped;
  }

  /** Whether the public DNS has a domain's validation record. */
  hasRecord(domain: CertificateDomain): boolean {
    return this.dns.leadsTo(
      domain.record.name,
      domain.record.value,
      MOST_LINKS,
    );
  }

  /** Whether CAA records let Amazon issue for every name. */
  caaAllows(certificate: Certificate): boolean {
    return certificate.domains.every(({ name }) => {
      const base = canonicalName(name.replace(/^\*\./, ''));
      return (
        base !== undefined &&
        amazonMayIssue(
          this.dns.certificationAuthorities(base),
          name.startsWith('*.'),
        )
      );
    });
  }

  fail(certificate: Certificate, reason: FailureReason): void {
    if (certificate.status !== 'PENDING_VALIDATION' || certificate.deleted)
      return;
    certificate.status = 'FAILED';
    certificate.failureReason = reason;
    for (const domain of certificate.domains)
      if (domain.status !== 'SUCCESS') domain.status = 'FAILED';
    this.settled(certificate, 'failed');
  }

  /** Issues now, whatever the DNS says. */
  issue(certificate: Certificate): void {
    if (certificate.status !== 'PENDING_VALIDATION' || certificate.deleted)
      return;
    for (const domain of certificate.domains) domain.status = 'SUCCESS';
    certificate.status = 'ISSUED';
    certificate.issuedAt = this.state.world.now();
    this.writeValidity(certificate);
    const { elb } = this.state.world.delays;
    certificate.usableFrom =
      this.state.world.now() + this.state.world.draw(elb.unsupportedAfterIssue);
    this.settled(certificate, 'issued');
    this.state.sendEvent(certificate, 'ACM Certificate Available', {
      Action: 'ISSUANCE',
      CertificateType: certificate.type,
      DomainValidationMethod: certificate.validationMethod,
    });
    this.renewals.watch(certificate);
  }

  /** A new serial number, valid from today for as long as ACM's certificates are. */
  writeValidity(certificate: Certificate): void {
    const midnight = Math.floor(this.state.world.now() / DAY) * DAY;
    certificate.serial = `0${
      1 + this.state.world.ids.number(9)
    }${this.state.world.ids.hex(30)}`;
    certificate.notBefore = midnight;
    certificate.notAfter = midnight + VALIDITY_DAYS * DAY - 1000;
    certificate.material = undefined;
  }

  /** Forgets a deleted certificate. */
  forget(certificate: Certificate): void {
    this.settled(certificate, undefined);
    this.renewals.forget(certificate);
  }

  private timeOut(certificate: Certificate): void {
    if (certificate.status !== 'PENDING_VALIDATION' || certificate.deleted)
      return;
    certificate.status = 'VALIDATION_TIMED_OUT';
    for (const domain of certificate.domains)
      if (domain.status !== 'SUCCESS') domain.status = 'FAILED';
    this.settled(certificate, 'timedOut');
  }

  private settled(certificate: Certificate, what: string | undefined): void {
    for (const domain of certificate.domains)
      this.stopWaitingFor(domain.record.name, certificate);
    this.checks.get(certificate)?.cancel();
    this.checks.delete(certificate);
    this.timeouts.get(certificate)?.();
    this.timeouts.delete(certificate);
    this.validated.delete(certificate);
    this.chained.delete(certificate);
    if (what) this.state.changed(certificate, what);
  }

  private waitFor(recordName: string, certificate: Certificate): void {
    const waiting = this.waiting.get(recordName);
    if (waiting) waiting.add(certificate);
    else this.waiting.set(recordName, new Set([certificate]));
  }

  private stopWaitingFor(recordName: string, certificate: Certificate): void {
    const waiting = this.waiting.get(recordName);
    waiting?.delete(certificate);
    if (waiting?.size === 0) this.waiting.delete(recordName);
  }

  /** New data at the name servers: whoever waits for it is looked at again. No names: everybody. */
  private noticeRecords(zone: HostedZone, names: readonly string[]): void {
    const reachesBelow = names.some(
      name =>
        name.startsWith(`${WILDCARD_LABEL}.`) ||
        (name !== zone.name && zone.served.at(name, 'NS').length > 0),
    );
    const concerned =
      names.length === 0 || reachesBelow ? [...this.waiting.keys()] : names;
    for (const name of concerned) {
      for (const certificate of this.waiting.get(name) ?? [])
        this.scheduleCheck(certificate);
    }
    for (const certificate of [...this.chained])
      this.scheduleCheck(certificate);
    this.renewals.noticeRecords(names);
  }

  private scheduleCheck(certificate: Certificate): void {
    const { timeline, delays } = this.state.world;
    const at = nextCheck(
      certificate.createdAt,
      this.state.world.now(),
      delays.acm,
    );
    const planned = this.checks.get(certificate);
    if (planned && planned.at <= at) return;
    planned?.cancel();
    this.checks.delete(certificate);
    let done = false;
    const cancel = timeline.at(at, () => {
      done = true;
      this.checks.delete(certificate);
      this.check(certificate);
    });
    if (!done) this.checks.set(certificate, { at, cancel });
  }

  private check(certificate: Certificate): void {
    if (
      certificate.status !== 'PENDING_VALIDATION' ||
      certificate.deleted ||
      this.validated.has(certificate)
    )
      return;
    this.chained.delete(certificate);
    for (const domain of certificate.domains) {
      if (domain.status !== 'PENDING_VALIDATION') continue;
      if (this.hasRecord(domain)) domain.status = 'SUCCESS';
      else if (this.dns.lookup(domain.record.name, 'CNAME'))
        this.chained.add(certificate);
    }
    if (certificate.domains.some(domain => domain.status !== 'SUCCESS')) return;
    this.validated.add(certificate);
    this.issueSoon(certificate);
  }

  private issueSoon(certificate: Certificate): void {
    const { timeline, delays } = this.state.world;
    timeline.after(this.state.world.draw(delays.acm.issue), () => {
      if (this.stopped || this.withheld.has(certificate.domainName)) return;
      if (this.caaAllows(certificate)) this.issue(certificate);
      else this.fail(certificate, 'CAA_ERROR');
    });
  }
}
