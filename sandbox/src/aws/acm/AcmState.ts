import { AwsWorld } from '../core/AwsWorld';
import { AcmEvent } from '../core/ChangeFeed';
import { acmErrors } from './errors';
import { Certificate, CertificateDomain, namesOf } from './Certificate';
import {
  CertificateAuthority,
  CertificateMaterial,
} from './CertificateAuthority';
import { validationRecord } from './validationRecord';

const YEAR = 365 * 24 * 3600 * 1000;

/**
 * The certificates of one region of the account, and who uses them. What happens to a certificate by itself is in
 * `CertificateLifecycle`.
 *
 * @public
 */
export class AcmState {
  private readonly certificates = new Map<string, Certificate>();
  private readonly tokens = new Map<string, { arn: string; until: number }>();
  private readonly requestTimes: number[] = [];
  private readonly importTimes: number[] = [];
  private readonly heldBy = new Map<string, Set<string>>();
  private readonly useListeners = new Set<(certificate: Certificate) => void>();
  private readonly counts = { AMAZON_ISSUED: 0, IMPORTED: 0 };
  private sequence = 0;
  /** Days before expiry from which expiry events are sent. */
  expiryEventDays = 45;

  constructor(
    readonly world: AwsWorld,
    readonly region: string,
    private readonly authority: CertificateAuthority,
    private readonly track: <T>(work: Promise<T>) => Promise<T>,
  ) {}

  newArn(): string {
    return `arn:aws:acm:${this.region}:${
      this.world.accountId
    }:certificate/${this.world.ids.uuid()}`;
  }

  /** A certificate's names with their validation records. */
  domainsOf(names: readonly string[]): CertificateDomain[] {
    return names.map(name => ({
      name,
      record: validationRecord(this.world.accountId, name),
      status: 'PENDING_VALIDATION',
    }));
  }

  add(
    certificate: Omit<
      Certificate,
      'sequence' | 'attachedTo' | 'inUseBy' | 'deleted' | 'exported'
    >,
  ): Certificate {
    const added: Certificate = {
      ...certificate,
      sequence: ++this.sequence,
      attachedTo: new Set(),
      inUseBy: new Set(),
      deleted: false,
      exported: false,
    };
    this.certificates.set(added.arn, added);
    this.counts[added.type]++;
    return added;
  }

  /** Whatever its visibility, as long as it is not deleted. */
  find(arn: string): Certificate | undefined {
    const certificate = this.certificates.get(arn);
    return certificate?.deleted ? undefined : certificate;
  }

  /** @throws AwsError InvalidArnException, ResourceNotFoundException */
  readable(arn: string): Certificate {
    if (
      !/^arn:[\w+=/,.@-]+:acm:[\w+=/,.@-]*:\d+:certificate\/[\w+=,.@-]+$/.test(
        arn,
      )
    )
      throw acmErrors.invalidArn(arn);
    const certificate = this.find(arn);
    if (!certificate || certificate.visibleAt > this.world.now()) {
      throw acmErrors.notFound(arn, this.world.accountId);
    }
    return certificate;
  }

  /** Every certificate that is not deleted, oldest first. */
  all(): Certificate[] {
    return [...this.certificates.values()].filter(
      certificate => !certificate.deleted,
    );
  }

  /** What lists show: what is readable, and for a moment what was deleted. */
  listed(): Certificate[] {
    const now = this.world.now();
    return [...this.certificates.values()].filter(
      certificate => certificate.visibleAt <= now,
    );
  }

  delete(certificate: Certificate): void {
    certificate.deleted = true;
    this.counts[certificate.type]--;
    this.world.timeline.after(
      this.world.draw(this.world.delays.acm.listAfterDelete),
      () => {
        this.certificates.delete(certificate.arn);
      },
    );
    this.changed(certificate, 'deleted');
  }

  // Idempotency tokens and quotas

  /** The certificate that was requested with this token within the last hour. */
  ofToken(token: string): Certificate | undefined {
    const known = this.tokens.get(token);
    if (!known) return undefined;
    if (known.until <= this.world.now()) {
      this.tokens.delete(token);
      return undefined;
    }
    return this.find(known.arn);
  }

  rememberToken(token: string, arn: string): void {
    this.tokens.set(token, {
      arn,
      until: this.world.now() + this.world.delays.acm.tokenMemory,
    });
  }

  countRequest(): void {
    this.requestTimes.push(this.world.now());
  }

  countImport(): void {
    this.importTimes.push(this.world.now());
  }

  /** @throws AwsError LimitExceededException */
  assertRoomForRequest(): void {
    const limits = this.world.limits.acm;
    if (this.counts.AMAZON_ISSUED >= limits.certificates)
      throw acmErrors.tooManyCertificates();
    if (this.ofLastYear(this.requestTimes) >= limits.requestsPerYear)
      throw acmErrors.yearlyQuota(limits.requestsPerYear);
  }

  /** @throws AwsError LimitExceededException */
  assertRoomForImport(): void {
    const limits = this.world.limits.acm;
    if (this.counts.IMPORTED >= limits.importedCertificates)
      throw acmErrors.tooManyCertificates();
    if (this.ofLastYear(this.importTimes) >= limits.importsPerYear)
      throw acmErrors.yearlyQuota(limits.importsPerYear);
  }

  /** Certificates and requests that count towards the quotas. */
  usage(): { certificates: number; requestsInLastYear: number } {
    return {
      certificates: this.counts.AMAZON_ISSUED,
      requestsInLastYear: this.ofLastYear(this.requestTimes),
    };
  }

  private ofLastYear(times: number[]): number {
    const since = this.world.now() - YEAR;
    while (times.length > 0 && times[0] <= since) times.shift();
    return times.length;
  }

  // Use by load balancers

  /** Says which certificates a load balancer holds now; ACM notices a few seconds later. */
  setHeld(loadBalancerArn: string, arns: ReadonlySet<string>): void {
    const before = this.heldBy.get(loadBalancerArn) ?? new Set();
    if (arns.size === 0) this.heldBy.delete(loadBalancerArn);
    else this.heldBy.set(loadBalancerArn, new Set(arns));
    for (const arn of new Set([...before, ...arns])) {
      if (before.has(arn) !== arns.has(arn))
        this.hold(loadBalancerArn, arn, arns.has(arn));
    }
  }

  /** Calls `listener` when InUse of a certificate changed. */
  onUse(listener: (certificate: Certificate) => void): void {
    this.useListeners.add(listener);
  }

  private hold(loadBalancerArn: string, arn: string, held: boolean): void {
    const certificate = this.certificates.get(arn);
    if (!certificate) return;
    if (held) certificate.attachedTo.add(loadBalancerArn);
    else certificate.attachedTo.delete(loadBalancerArn);
    this.world.timeline.after(
      this.world.draw(this.world.delays.acm.inUse),
      () => {
        const isHeld = certificate.attachedTo.has(loadBalancerArn);
        if (isHeld === certificate.inUseBy.has(loadBalancerArn)) return;
        if (isHeld) certificate.inUseBy.add(loadBalancerArn);
        else certificate.inUseBy.delete(loadBalancerArn);
        this.changed(certificate, 'inUse');
        for (const listener of this.useListeners) listener(certificate);
      },
    );
  }

  // Material

  /** The PEM texts of an issued certificate. */
  material(certificate: Certificate): Promise<CertificateMaterial> {
    certificate.material ??= this.track(
      this.authority.issue({
        names: namesOf(certificate),
        keyAlgorithm: certificate.keyAlgorithm,
        serial: certificate.serial ?? '01',
        notBefore: certificate.notBefore ?? 0,
        notAfter: certificate.notAfter ?? 0,
      }),
    );
    return certificate.material;
  }

  changed(certificate: Certificate, what: string): void {
    this.world.changes.emit({
      kind: 'certificate',
      region: this.region,
      arn: certificate.arn,
      what,
    });
  }

  sendEvent(
    certificate: Certificate,
    detailType: AcmEvent['detailType'],
    detail: Record<string, unknown>,
  ): void {
    this.world.changes.emit({
      kind: 'event',
      event: {
        source: 'aws.acm',
        detailType,
        account: this.world.accountId,
        region: this.region,
        time: new Date(this.world.now()).toISOString(),
        resources: [certificate.arn],
        detail: { CommonName: certificate.domainName, ...detail },
      },
    });
  }
}
