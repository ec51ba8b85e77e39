import {
  Certificate,
  CertificateInventory,
  CertificateOwner,
  RequestIdentity,
} from '@hostmaster/backstage-plugin-hostnames-node';
import {
  coversHostname,
  wildcardOf,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { Clock } from '@hostmaster/kubernetes-runtime';
import { identityKey, namesKey } from './orders';
import { ListedCertificate } from './readCertificate';

/** Lists may lack a new certificate, and show a deleted one, for so long. */
export const LIST_LAG_MS = 120_000;
/** As long as ACM remembers idempotency tokens. */
const DELETED_REMEMBERED_MS = 3_600_000;

interface Entry {
  certificate: ListedCertificate;
  /** Monotonic ms of our own request: until lists catch up, its absence means nothing. */
  requestedAt?: number;
  isOwnerKnown: boolean;
}

/** What ACM is known to hold: listings, with own requests and deletions on top. */
export class CertificateStore {
  private readonly entries = new Map<string, Entry>();
  private readonly byIdentity = new Map<string, Set<string>>();
  private readonly byName = new Map<string, Set<string>>();
  private readonly deletedAt = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  get(ref: string): ListedCertificate | undefined {
    return this.entries.get(ref)?.certificate;
  }

  requestedAt(ref: string): number | undefined {
    return this.entries.get(ref)?.requestedAt;
  }

  isOwnerKnown(ref: string): boolean {
    return this.entries.get(ref)?.isOwnerKnown ?? false;
  }

  /** Whether this process has deleted it within the last hour. */
  wasDeleted(ref: string): boolean {
    return this.deletedAt.has(ref);
  }

  /** Certificates that could be somebody's of this suite and whose tags have not been read. */
  withoutOwner(): string[] {
    return [...this.entries]
      .filter(
        ([, { isOwnerKnown, certificate }]) =>
          !isOwnerKnown && certificate.mayBeOurs,
      )
      .map(([ref]) => ref);
  }

  /** Certificates that may be the answer to an order for these names. */
  candidates(names: string[]): ListedCertificate[] {
    const wanted = namesKey(names);
    return this.named(names[0]).filter(certificate =>
      certificate.isComplete
        ? namesKey(certificate.names) === wanted
        : certificate.names.every(name => names.includes(name)),
    );
  }

  /** Own certificates that wait for their validation. */
  pending(): ListedCertificate[] {
    return [...this.entries.values()]
      .map(({ certificate }) => certificate)
      .filter(({ status, owner }) => status.kind === 'pending' && owner);
  }

  /**
   * Takes over a listing. `isWhole`: what is not in it is gone, but for what lists show too late. Answers the references that are
   * new, changed or gone.
   */
  merge(
    listed: ListedCertificate[],
    options: { startedAt: number; isWhole: boolean },
  ): string[] {
    const changed: string[] = [];
    for (const certificate of listed) {
      if (this.isDeleted(certificate.ref)) continue;
      if (this.put(certificate)) changed.push(certificate.ref);
    }
    if (!options.isWhole) return changed;
    const present = new Set(listed.map(({ ref }) => ref));
    for (const [ref, { requestedAt = Number.NEGATIVE_INFINITY }] of this
      .entries) {
      if (present.has(ref) || requestedAt + LIST_LAG_MS > options.startedAt)
        continue;
      this.drop(ref);
      changed.push(ref);
    }
    return changed;
  }

  /** An own request was accepted (or answered from an idempotency token). */
  addOwn(certificate: ListedCertificate): void {
    const known = this.entries.get(certificate.ref);
    const requestedAt = known?.requestedAt ?? this.clock.monotonic();
    this.deletedAt.delete(certificate.ref);
    if (!known) this.put(certificate);
    this.setOwner(certificate.ref, certificate.owner);
    this.entries.get(certificate.ref)!.requestedAt = requestedAt;
  }

  /** We deleted it, or ACM says that it is not there. */
  removeOwn(ref: string): void {
    this.drop(ref);
    const at = this.clock.monotonic();
    this.deletedAt.set(ref, at);
    this.clock.schedule(DELETED_REMEMBERED_MS, () => {
      if (this.deletedAt.get(ref) === at) this.deletedAt.delete(ref);
    });
  }

  setOwner(ref: string, owner: CertificateOwner | undefined): void {
    const entry = this.entries.get(ref);
    if (!entry) return;
    this.unindexOwner(entry.certificate);
    entry.isOwnerKnown = true;
    entry.certificate = { ...entry.certificate, owner };
    if (owner) addTo(this.byIdentity, identityKey(owner.identity), ref);
  }

  /** What a look at the single certificate has told. True when that was news. */
  refine(detail: Certificate): boolean {
    const entry = this.entries.get(detail.ref);
    if (!entry) return false;
    const {
      names,
      keyAlgorithm,
      status,
      inUse,
      issuedAt,
      notBefore,
      notAfter,
    } = detail;
    return this.put({
      ...entry.certificate,
      names,
      isComplete: true,
      keyAlgorithm,
      status,
      inUse: inUse || entry.certificate.inUse,
      issuedAt,
      notBefore,
      notAfter,
    });
  }

  inventory(listedAt: number): CertificateInventory {
    const all = () => this.all();
    return {
      listedAt,
      get: ref => plain(this.get(ref)),
      ownedBy: (identity: RequestIdentity) =>
        [...(this.byIdentity.get(identityKey(identity)) ?? [])].flatMap(
          ref => plain(this.get(ref)) ?? [],
        ),
      covering: names => this.covering(names),
      all,
    };
  }

  private *all(): Iterable<Certificate> {
    for (const { certificate } of this.entries.values())
      yield plain(certificate)!;
  }

  private covering(names: string[]): Certificate[] {
    if (names.length === 0) return [];
    const [first] = names;
    const candidates = new Set([
      ...this.named(first),
      ...(first.startsWith('*.') ? [] : this.named(wildcardOf(first))),
    ]);
    return [...candidates]
      .filter(({ status }) => status.kind === 'issued')
      .filter(certificate =>
        names.every(name =>
          certificate.names.some(pattern => coversHostname(pattern, name)),
        ),
      )
      .map(certificate => plain(certificate)!);
  }

  private named(name: string): ListedCertificate[] {
    return [...(this.byName.get(name) ?? [])].flatMap(
      ref => this.get(ref) ?? [],
    );
  }

  /** True when something that others can see has changed. */
  private put(certificate: ListedCertificate): boolean {
    const known = this.entries.get(certificate.ref);
    const merged = known
      ? withKnown(certificate, known.certificate)
      : certificate;
    if (known && isSame(known.certificate, merged)) return false;
    if (known) this.unindexNames(known.certificate);
    for (const name of merged.names) addTo(this.byName, name, merged.ref);
    this.entries.set(merged.ref, {
      ...known,
      certificate: merged,
      isOwnerKnown: known?.isOwnerKnown ?? !merged.mayBeOurs,
    });
    return true;
  }

  private drop(ref: string): void {
    const entry = this.entries.get(ref);
    if (!entry) return;
    this.unindexNames(entry.certificate);
    this.unindexOwner(entry.certificate);
    this.entries.delete(ref);
  }

  private isDeleted(ref: string): boolean {
    const at = this.deletedAt.get(ref);
    return at !== undefined && at + LIST_LAG_MS > this.clock.monotonic();
  }

  private unindexNames({ names, ref }: Certificate): void {
    for (const name of names) removeFrom(this.byName, name, ref);
  }

  private unindexOwner({ owner, ref }: Certificate): void {
    if (owner) removeFrom(this.byIdentity, identityKey(owner.identity), ref);
  }
}

/** A listing knows neither owners nor reasons, and not always all names. */
function withKnown(
  listed: ListedCertificate,
  known: ListedCertificate,
): ListedCertificate {
  const hasKnownNames = known.isComplete && !listed.isComplete;
  const hasKnownReason =
    listed.status.kind === 'failed' &&
    known.status.kind === 'failed' &&
    (listed.status.reason === 'FAILED' ||
      listed.status.reason === known.status.reason);
  return {
    ...listed,
    owner: known.owner,
    mayBeOurs: listed.mayBeOurs || known.owner !== undefined,
    ...(hasKnownNames && { names: known.names, isComplete: true }),
    ...(hasKnownReason && { status: known.status }),
    keyAlgorithm: listed.keyAlgorithm || known.keyAlgorithm,
  };
}

function isSame(left: ListedCertificate, right: ListedCertificate): boolean {
  return (
    left.names.join() === right.names.join() &&
    left.status.kind === right.status.kind &&
    JSON.stringify(left.status) === JSON.stringify(right.status) &&
    left.inUse === right.inUse &&
    left.keyAlgorithm === right.keyAlgorithm &&
    left.issuedAt === right.issuedAt &&
    left.notBefore === right.notBefore &&
    left.notAfter === right.notAfter
  );
}

function plain(
  certificate: ListedCertificate | undefined,
): Certificate | undefined {
  if (!certificate) return undefined;
  const { isComplete, mayBeOurs, ...rest } = certificate;
  return rest;
}

function addTo(
  index: Map<string, Set<string>>,
  key: string,
  ref: string,
): void {
  const refs = index.get(key);
  if (refs) refs.add(ref);
  else index.set(key, new Set([ref]));
}

function removeFrom(
  index: Map<string, Set<string>>,
  key: string,
  ref: string,
): void {
  const refs = index.get(key);
  refs?.delete(ref);
  if (refs?.size === 0) index.delete(key);
}
