import {
  CertificateDetail,
  ProviderRuntime,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { untilAborted } from '../calls/untilAborted';
import { AcmApi } from './AcmApi';
import { CertificateStore } from './CertificateStore';
import { OwnerReader } from './OwnerReader';
import { ListedCertificate, hasAllRecords } from './readCertificate';

/** A request of ours that cannot be read within this time is not there. */
const INVISIBLE_MS = 120_000;
const WITHOUT_RECORDS_MS = 3_000;
const PENDING_MS = 600_000;
const SETTLED_MS = 3_600_000;
const FIRST_GUESS_MS = 2_000;
const LATEST_FIRST_LOOK_MS = 15_000;

interface Looked {
  detail: CertificateDetail;
  /** Monotonic ms. */
  at: number;
  /** What the listing said at that time. */
  listed: string;
}

/**
 * Single certificates, each described once for its validation records and again only when a listing says that something has
 * changed. A new certificate cannot be read for some seconds ("several seconds", SDK documentation of RequestCertificate):
 * until then it is pending without records, and nobody asks ACM.
 */
export class CertificateDetails {
  private readonly looked = new Map<string, Looked>();
  private readonly looking = new Map<
    string,
    Promise<CertificateDetail | undefined>
  >();
  private readonly firstAsked = new Set<string>();
  private usuallyReadableMs = FIRST_GUESS_MS;

  constructor(
    private readonly options: {
      api: AcmApi;
      store: CertificateStore;
      owners: OwnerReader;
      runtime: ProviderRuntime;
      onChange: (refs: string[]) => void;
    },
  ) {}

  async get(
    ref: string,
    { fresh = false, signal }: { fresh?: boolean; signal?: AbortSignal },
  ): Promise<CertificateDetail | undefined> {
    const listed = this.options.store.get(ref);
    const known = this.looked.get(ref);
    if (!fresh && known && this.isGood(known, listed)) {
      return this.withOwner(known.detail, listed);
    }
    if (!fresh && listed && this.isTooEarly(ref)) return withoutRecords(listed);
    const running = this.looking.get(ref);
    if (running && !fresh) return untilAborted(running, signal);
    const look = this.look(ref).finally(() => {
      if (this.looking.get(ref) === look) this.looking.delete(ref);
    });
    this.looking.set(ref, look);
    return untilAborted(look, signal);
  }

  forget(ref: string): void {
    this.looked.delete(ref);
    this.firstAsked.delete(ref);
  }

  private async look(ref: string): Promise<CertificateDetail | undefined> {
    const { api, store, owners, runtime, onChange } = this.options;
    const at = runtime.clock.monotonic();
    const namespace = namespaceOf(store.get(ref));
    const detail = await api.describe(ref, { namespace, priority: 'normal' });
    const requestedAt = store.requestedAt(ref);
    if (!detail) {
      const listed = store.get(ref);
      const isNew =
        requestedAt !== undefined && at - requestedAt < INVISIBLE_MS;
      if (isNew && listed) return withoutRecords(listed);
      this.forget(ref);
      if (listed && !isNew) store.removeOwn(ref);
      return undefined;
    }
    if (hasAllRecords(detail)) this.learn(ref, requestedAt, at);
    if (
      !store.isOwnerKnown(ref) &&
      !(await owners.read(ref, 'normal', namespace))
    ) {
      return undefined;
    }
    const isNews = store.refine(detail);
    this.looked.set(ref, { detail, at, listed: listedAs(store.get(ref)) });
    if (isNews) onChange([ref]);
    return this.withOwner(detail, store.get(ref));
  }

  private isGood(
    known: Looked,
    listed: ListedCertificate | undefined,
  ): boolean {
    const age = this.options.runtime.clock.monotonic() - known.at;
    if (listed && listedAs(listed) !== known.listed) return false;
    if (known.detail.status.kind !== 'pending') return age < SETTLED_MS;
    return (
      age < (hasAllRecords(known.detail) ? PENDING_MS : WITHOUT_RECORDS_MS)
    );
  }

  /** The first look waits as long as certificates have usually needed to become readable. */
  private isTooEarly(ref: string): boolean {
    const requestedAt = this.options.store.requestedAt(ref);
    if (requestedAt === undefined) return false;
    const age = this.options.runtime.clock.monotonic() - requestedAt;
    return age < this.usuallyReadableMs;
  }

  private learn(
    ref: string,
    requestedAt: number | undefined,
    at: number,
  ): void {
    if (requestedAt === undefined || this.firstAsked.has(ref)) return;
    this.firstAsked.add(ref);
    const needed = Math.min(LATEST_FIRST_LOOK_MS, at - requestedAt);
    // Seen at the first look, it may have been there for a while: try a little earlier next time.
    const guess = Math.max(500, needed * 0.95);
    this.usuallyReadableMs = this.usuallyReadableMs * 0.8 + guess * 0.2;
  }

  /** Owner and use are known better by listings and tags. */
  private withOwner(
    detail: CertificateDetail,
    listed: ListedCertificate | undefined,
  ): CertificateDetail {
    return {
      ...detail,
      inUse: listed?.inUse ?? detail.inUse,
      ...(listed?.owner && { owner: listed.owner }),
    };
  }
}

function withoutRecords(listed: ListedCertificate): CertificateDetail {
  const { isComplete, mayBeOurs, ...certificate } = listed;
  return { ...certificate, validationRecords: [], usedBy: [] };
}

function listedAs(listed: ListedCertificate | undefined): string {
  if (!listed) return '';
  const { status, inUse, notAfter, issuedAt } = listed;
  return JSON.stringify([status, inUse, notAfter, issuedAt]);
}

function namespaceOf(listed: ListedCertificate | undefined): string {
  const identity = listed?.owner?.identity;
  return identity ? `${identity.cluster}/${identity.namespace}` : 'inventory';
}
