import { createHash } from 'node:crypto';
import { Clock } from '@hostmaster/kubernetes-runtime';
import {
  CertificateDetail,
  CertificateOrder,
  CertificateOwner,
  ValidationRecord,
} from '../../providers/certificates';
import { MemoryDnsWorld } from './MemoryDnsWorld';
import { MemoryLoadBalancerWorld } from './createMemoryLoadBalancers';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** @public */
export interface MemoryCertificateWorldOptions {
  clock: Clock;
  /** Where validation records are looked for; without it certificates are issued `issueAfterMs` after the request. */
  dns?: MemoryDnsWorld;
  /** What makes a certificate "in use", beside `use`. */
  loadBalancers?: MemoryLoadBalancerWorld;
  /** From all validation records being served to issued; default 60 s. */
  issueAfterMs?: number;
  /** From the request until lists and `describe` show it; default 5 s. */
  visibleAfterMs?: number;
  /** Default 72 h. */
  validationTimeoutMs?: number;
  /** Certificates the account may hold; default 2,500. */
  maxCertificates?: number;
}

/** A certificate as the authority holds it. @public */
export interface StoredCertificate extends CertificateDetail {
  visibleFrom: number;
}

/** What the account holds; can be loaded by another world. @public */
export interface MemoryCertificateState {
  requests: MemoryCertificateWorld['requests'];
  deletions: MemoryCertificateWorld['deletions'];
  certificates: StoredCertificate[];
  tokens: Array<[string, { ref: string; until: number }]>;
}

/**
 * A certificate authority's account in memory, shared by any number of memory providers. Validation records depend on the
 * account and the name only (a name and its wildcard share one), as with ACM.
 *
 * @public
 */
export class MemoryCertificateWorld {
  /** Every certificate ever made, by requests that were not answered from an idempotency token. */
  readonly requests: Array<{
    at: number;
    ref: string;
    order: CertificateOrder;
  }> = [];
  readonly deletions: Array<{ at: number; ref: string }> = [];
  private readonly certificates = new Map<string, StoredCertificate>();
  private readonly tokens = new Map<string, { ref: string; until: number }>();
  private readonly failures = new Map<string, string>();
  private readonly manualUse = new Map<string, string[]>();
  private readonly issuing = new Set<string>();
  private looksAgain = false;
  private readonly listeners = new Set<
    (ref: string, owner?: CertificateOwner) => void
  >();

  constructor(private readonly options: MemoryCertificateWorldOptions) {
    options.dns?.subscribe(() => this.lookAtPending());
  }

  /** Milliseconds until lists show what was requested. */
  get visibleAfterMs(): number {
    return this.options.visibleAfterMs ?? 5000;
  }

  save(): MemoryCertificateState {
    return {
      requests: [...this.requests],
      deletions: [...this.deletions],
      certificates: [...this.certificates.values()],
      tokens: [...this.tokens],
    };
  }

  /** In place of everything there is; nobody is told. */
  load(state: MemoryCertificateState): void {
    this.requests.splice(0, Infinity, ...state.requests);
    this.deletions.splice(0, Infinity, ...state.deletions);
    this.certificates.clear();
    for (const certificate of state.certificates) {
      this.certificates.set(certificate.ref, certificate);
      if (certificate.status.kind === 'pending') this.watch(certificate.ref);
    }
    this.tokens.clear();
    for (const [token, entry] of state.tokens) this.tokens.set(token, entry);
  }

  /** Names that are never issued: `failName('shop.example.com', 'CAA_ERROR')`. */
  failName(name: string, reason: string): void {
    this.failures.set(name, reason);
  }

  /** Says that something else serves the certificate. */
  use(ref: string, usedBy: string[]): void {
    this.manualUse.set(ref, usedBy);
  }

  /** Changes what the authority holds, for instance the status; tells those who listen. */
  change(ref: string, fields: Partial<StoredCertificate>): void {
    const certificate = this.certificates.get(ref);
    if (!certificate)
      throw new Error(`the memory authority has no certificate ${ref}`);
    this.certificates.set(ref, { ...certificate, ...fields });
    this.announce(ref);
  }

  /** Adds a certificate that somebody else made; issued unless said otherwise. */
  add(
    fields: Partial<StoredCertificate> & { names: string[] },
  ): StoredCertificate {
    const now = this.options.clock.now();
    const certificate: StoredCertificate = {
      ref: this.newRef(),
      keyAlgorithm: 'RSA_2048',
      status: { kind: 'issued' },
      inUse: false,
      createdAt: now,
      issuedAt: now,
      notBefore: now,
      notAfter: now + 198 * DAY,
      validationRecords: [],
      usedBy: [],
      visibleFrom: this.options.clock.monotonic(),
      ...fields,
    };
    this.certificates.set(certificate.ref, certificate);
    this.announce(certificate.ref);
    return certificate;
  }

  /** `undefined`: the account is full. */
  request(order: CertificateOrder): string | undefined {
    const { clock } = this.options;
    const token = JSON.stringify([
      order.owner,
      [...order.names].sort(),
      order.keyAlgorithm,
    ]);
    const known = this.tokens.get(token);
    if (known && known.until > clock.monotonic()) return known.ref;
    if (this.certificates.size >= (this.options.maxCertificates ?? 2500))
      return undefined;
    const ref = this.newRef();
    this.tokens.set(token, { ref, until: clock.monotonic() + HOUR });
    this.requests.push({ at: clock.now(), ref, order });
    this.certificates.set(ref, {
      ref,
      names: [...order.names].sort(),
      keyAlgorithm: order.keyAlgorithm,
      status: { kind: 'pending' },
      inUse: false,
      createdAt: clock.now(),
      owner: structuredClone(order.owner),
      validationRecords: validationRecordsOf(order.names),
      usedBy: [],
      visibleFrom: clock.monotonic() + this.visibleAfterMs,
    });
    this.watch(ref);
    return ref;
  }

  /** Until it is issued or has failed. */
  private watch(ref: string): void {
    const { clock, validationTimeoutMs } = this.options;
    clock.schedule(this.visibleAfterMs, () => this.lookAtPending());
    clock.schedule(validationTimeoutMs ?? 72 * HOUR, () =>
      this.fail(ref, 'VALIDATION_TIMED_OUT'),
    );
  }

  delete(ref: string): void {
    if (!this.certificates.delete(ref)) return;
    this.deletions.push({ at: this.options.clock.now(), ref });
    for (const [token, entry] of this.tokens)
      if (entry.ref === ref) this.tokens.delete(token);
    this.announce(ref);
  }

  /** As it is now, whether readers can see it yet or not. */
  get(ref: string): StoredCertificate | undefined {
    const certificate = this.certificates.get(ref);
    if (!certificate) return undefined;
    const usedBy = [
      ...(this.manualUse.get(ref) ?? []),
      ...(this.options.loadBalancers?.usersOf(ref) ?? []),
    ];
    return {
      ...certificate,
      usedBy: [...certificate.usedBy, ...usedBy],
      inUse: certificate.inUse || usedBy.length > 0,
    };
  }

  all(): StoredCertificate[] {
    return [...this.certificates.keys()].flatMap(ref => this.get(ref) ?? []);
  }

  subscribe(
    listener: (ref: string, owner?: CertificateOwner) => void,
  ): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Starts issuing what has all its records, and looks again when a record that is there becomes visible everywhere. */
  private lookAtPending(): void {
    const { clock, dns } = this.options;
    for (const {
      ref,
      status,
      names,
      validationRecords,
      visibleFrom,
    } of this.certificates.values()) {
      if (status.kind !== 'pending' || visibleFrom > clock.monotonic())
        continue;
      const refused = names
        .map(name => this.failures.get(name))
        .find(reason => reason !== undefined);
      if (refused) {
        this.fail(ref, refused);
        continue;
      }
      const isProved =
        !dns ||
        validationRecords.every(record => dns.isServed(asDnsRecord(record)));
      if (isProved && !this.issuing.has(ref)) this.issueLater(ref);
      const isWaitingForServers =
        !isProved &&
        dns &&
        validationRecords.some(
          record => isThere(dns, record) && !dns.isServed(asDnsRecord(record)),
        );
      if (isWaitingForServers) this.lookAgainSoon();
    }
  }

  /** One look a second, however many certificates wait. */
  private lookAgainSoon(): void {
    if (this.looksAgain) return;
    this.looksAgain = true;
    this.options.clock.schedule(1000, () => {
      this.looksAgain = false;
      this.lookAtPending();
    });
  }

  private issueLater(ref: string): void {
    const { clock } = this.options;
    this.issuing.add(ref);
    clock.schedule(this.options.issueAfterMs ?? 60_000, () => {
      this.issuing.delete(ref);
      if (this.certificates.get(ref)?.status.kind !== 'pending') return;
      const now = clock.now();
      const serial = createHash('sha256')
        .update(ref)
        .digest('hex')
        .slice(0, 32);
      this.change(ref, {
        status: { kind: 'issued' },
        issuedAt: now,
        notBefore: now,
        notAfter: now + 198 * DAY,
        serial,
        issuer: 'Memory CA',
      });
    });
  }

  private fail(ref: string, reason: string): void {
    if (this.certificates.get(ref)?.status.kind === 'pending')
      this.change(ref, { status: { kind: 'failed', reason } });
  }

  private announce(ref: string): void {
    for (const listener of [...this.listeners])
      listener(ref, this.certificates.get(ref)?.owner);
  }

  private newRef(): string {
    return `memory:certificate/${this.requests.length + 1}-${
      this.certificates.size + this.deletions.length + 1
    }`;
  }
}

function validationRecordsOf(names: string[]): ValidationRecord[] {
  const domains = new Set(names.map(name => name.replace(/^\*\./, '')));
  return [...domains].sort().map(domain => {
    const digest = createHash('sha256').update(domain).digest('hex');
    return {
      domain,
      name: `_${digest.slice(0, 32)}.${domain}`,
      type: 'CNAME',
      value: `_${digest.slice(32)}.validation.memory.test`,
    };
  });
}

function asDnsRecord(record: ValidationRecord) {
  return {
    name: record.name,
    type: record.type,
    ttl: 300,
    values: [record.value],
  };
}

function isThere(dns: MemoryDnsWorld, record: ValidationRecord): boolean {
  return dns
    .zones()
    .some(zone => dns.records(zone.id, record.name, record.type).length > 0);
}
