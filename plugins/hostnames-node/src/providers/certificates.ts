import { RequestIdentity } from './identity';
import { ProviderHealth } from './dns';

/** @public */
export type CertificateKeyAlgorithm =
  | 'RSA_2048'
  | 'EC_prime256v1'
  | 'EC_secp384r1';

/** @public */
export type CertificateStatus =
  | { kind: 'pending' }
  | { kind: 'issued' }
  /** Will never become valid; `reason` is the provider's code (`CAA_ERROR`, `VALIDATION_TIMED_OUT`, `REVOKED`, `EXPIRED`, …). */
  | { kind: 'failed'; reason: string; message?: string };

/** A record that proves control over a name to the certificate authority. @public */
export interface ValidationRecord {
  /** The certificate's name it is for. */
  domain: string;
  /** Full name without trailing dot. */
  name: string;
  type: 'CNAME' | 'TXT';
  value: string;
}

/** @public */
export interface Certificate {
  /** The provider's reference: an ARN, or `namespace/name`. */
  ref: string;
  /** Names it covers, A-labels, sorted. */
  names: string[];
  keyAlgorithm: CertificateKeyAlgorithm | (string & {});
  status: CertificateStatus;
  /** Whether something serves it; a shared certificate in use proves nothing about one load balancer. */
  inUse: boolean;
  /** Wall-clock ms. */
  createdAt?: number;
  issuedAt?: number;
  notBefore?: number;
  notAfter?: number;
  /** Whose it is, from tags or labels; undefined when that is not known (yet) or it is nobody's of this suite. */
  owner?: CertificateOwner;
}

/** @public */
export interface CertificateOwner {
  identity: RequestIdentity;
  /** Counts requests made after a failure, from 1. */
  attempt: number;
}

/** What only a look at the single certificate tells. @public */
export interface CertificateDetail extends Certificate {
  /** Empty while the provider has not made them up yet. */
  validationRecords: ValidationRecord[];
  serial?: string;
  issuer?: string;
  renewal?: { status: string; reason?: string };
  usedBy: string[];
}

/** @public */
export interface CertificateOrder {
  owner: CertificateOwner;
  /** Names, the first is the subject. */
  names: string[];
  keyAlgorithm: CertificateKeyAlgorithm;
}

/** @public */
export interface CertificateInventory {
  /** Monotonic ms at which the listing was started. */
  readonly listedAt: number;
  get(ref: string): Certificate | undefined;
  /** All of this identity, any attempt. */
  ownedBy(identity: RequestIdentity): Certificate[];
  /** Issued ones that cover every name. */
  covering(names: string[]): Certificate[];
  all(): Iterable<Certificate>;
}

/** A limit of the account that keeps an order from being asked for. @public */
export interface CertificateRefusal {
  /** As `ProviderError` `quota` tells it: `names`, `yearly`, `total`. */
  limit?: string;
  /** What was answered and what to do. */
  message: string;
  /** Monotonic ms from which on it is worth asking again. */
  until: number;
}

/** @public */
export interface CertificateProvider {
  readonly id: string;
  readonly capabilities: {
    /** `record`: we publish the validation records; `self`: the provider proves control by itself. */
    validation: 'record' | 'self';
    /** Certificates that nothing serves are not renewed. */
    renewsOnlyInUse?: boolean;
    /** Milliseconds for which lists may lack a certificate after it was requested. Default 0. */
    listLagMs?: number;
  };

  /**
   * `newerThan` (monotonic ms): rests on a listing that was started after that time. `ownersKnown`: waits until it is known
   * whose every certificate is, so that `ownedBy` lacks none; needed to say that nothing is left.
   * @throws ProviderError; a failure never looks like an empty inventory.
   */
  inventory(options?: {
    newerThan?: number;
    ownersKnown?: boolean;
    signal?: AbortSignal;
  }): Promise<CertificateInventory>;

  /**
   * Finds the certificate of an order: by what this process remembers, by the inventory's owners (tags read once per
   * certificate), so that an unknown outcome of `request` is settled without a second certificate. `undefined` is certain:
   * the listing it rests on is newer than the last own request and than `newerThan` (monotonic ms), else it throws
   * `unavailable`.
   */
  find(
    order: CertificateOrder,
    options?: { newerThan?: number; signal?: AbortSignal },
  ): Promise<Certificate | undefined>;

  /**
   * Why the order is not asked for now: a limit of the account was answered a while ago. `request` then throws `quota` without
   * a call. Never asks the provider.
   */
  refusal?(order: CertificateOrder): CertificateRefusal | undefined;

  /** Idempotent by order: the same order within an hour is the same certificate. @throws ProviderError */
  request(
    order: CertificateOrder,
    options?: { signal?: AbortSignal },
  ): Promise<{ ref: string }>;

  /** `undefined`: there is none of that reference. Cached while nothing can have changed. */
  describe(
    ref: string,
    options?: { fresh?: boolean; signal?: AbortSignal },
  ): Promise<CertificateDetail | undefined>;

  /** Refuses what is not owned by `identity`. */
  delete(
    ref: string,
    identity: RequestIdentity,
    options?: { signal?: AbortSignal },
  ): Promise<
    { kind: 'deleted' } | { kind: 'inUse'; usedBy: string[] } | { kind: 'gone' }
  >;

  onChange(
    listener: (change: { ref: string; owner?: CertificateOwner }) => void,
  ): () => void;
  health(): ProviderHealth;
}
