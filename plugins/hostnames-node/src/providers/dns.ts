import { RequestIdentity } from './identity';

/** A hosted zone. Names are A-labels in lower case without trailing dot. @public */
export interface DnsZone {
  id: string;
  name: string;
  visibility: 'public' | 'private';
  /** What the parent zone must list; empty when the provider does not tell. */
  nameServers: string[];
  recordCount?: number;
}

/** @public */
export type DnsRecordType =
  | 'A'
  | 'AAAA'
  | 'CAA'
  | 'CNAME'
  | 'DS'
  | 'MX'
  | 'NS'
  | 'SOA'
  | 'SRV'
  | 'TXT'
  | 'PTR'
  | 'HTTPS'
  | (string & {});

/** A target of an alias record: a load balancer that answers in the record's place. @public */
export interface AliasTarget {
  /** Hosted zone id of the target (a load balancer's `CanonicalHostedZoneId`). */
  hostedZoneId: string;
  dnsName: string;
  evaluateTargetHealth: boolean;
}

/**
 * A record set. `name` is the full name without trailing dot, `*` written as such. Either `values` with `ttl`, or `alias`.
 * Values are as in a zone file: TXT values with their quotes.
 *
 * @public
 */
export interface DnsRecord {
  name: string;
  type: DnsRecordType;
  ttl?: number;
  values?: string[];
  alias?: AliasTarget;
  /** Set for weighted, latency and similar record sets: never ours, never touched. */
  setIdentifier?: string;
}

/** @public */
export type DnsChange = { action: 'CREATE' | 'DELETE'; record: DnsRecord };

/**
 * The records of one zone: one listing, with our own later writes applied on top. Cheap to read; never asks the provider.
 *
 * @public
 */
export interface ZoneView {
  readonly zone: DnsZone;
  /** Monotonic time (ms, of the injected clock) at which the listing underneath was *started*. */
  readonly listedAt: number;
  /** The record sets of exactly this name (all types unless one is given). */
  records(name: string, type?: DnsRecordType): DnsRecord[];
  /** Record sets strictly below the name. */
  below(name: string): DnsRecord[];
  /** The wildcard record sets that answer for the name today (RFC 4592), empty when the name itself or something below it exists. */
  wildcardFor(name: string): DnsRecord[];
  /** Everything, in the provider's order. */
  all(): Iterable<DnsRecord>;
  /**
   * Whether the record set as it stands in this view is visible at all authoritative servers. A set written by another
   * process counts as published sixty seconds after it was first seen. For a record set that is not in the view: whether its
   * absence is visible everywhere.
   *
   * `trustFirstListing`: what was there when this process first listed the zone counts as published at once. Good enough to
   * say that what worked still works, for instance after a restart; not to take anything away.
   */
  isPublished(
    name: string,
    type: DnsRecordType,
    options?: { trustFirstListing?: boolean },
  ): boolean;
}

/**
 * Why a batch's change was refused. Each is about this subject's changes alone; changes of other subjects in the same
 * flush are applied all the same.
 *
 * @public
 */
export type DnsRefusal = {
  kind: 'refused';
  reason:
    | 'exists' // CREATE of what is there
    | 'missing' // DELETE of what is not there
    | 'differs' // DELETE with other values than the current ones
    | 'conflict' // CNAME beside other types and the like
    | 'protected' // the provider was told to refuse changes of this record
    | 'zoneFull'
    | 'invalid';
  /** The provider's words, without request ids. */
  message: string;
  /** The records refused. */
  records: Array<{ name: string; type: DnsRecordType }>;
};

/** @public */
export type DnsSubmission = { kind: 'applied'; changeId: string } | DnsRefusal;

/** @public */
export interface DnsProvider {
  readonly id: string;
  readonly capabilities: {
    /** Can point at a load balancer by an alias record of type A/AAAA, also at the apex. */
    alias: boolean;
    /** A submission is applied whole or not at all, and CREATE/DELETE compare with what is there: the ownership record fences. */
    compareAndSet: boolean;
  };

  /**
   * All zones the credentials can see; served from a view that is at most `maxAgeMs` old (default: the provider's interval).
   * @throws ProviderError; a failure never looks like an empty list.
   */
  zones(options?: {
    maxAgeMs?: number;
    signal?: AbortSignal;
  }): Promise<{ zones: DnsZone[]; listedAt: number }>;

  /**
   * The view of a zone. `newerThan` (monotonic ms): waits for a listing that was started after that time; destructive
   * decisions ask for one newer than the last own write.
   * @throws ProviderError `notFound` when there is no such zone.
   */
  view(
    zoneId: string,
    options?: { newerThan?: number; signal?: AbortSignal },
  ): Promise<ZoneView>;

  /**
   * Hands changes to the zone's writer, which sends them together with those of other subjects, one batch in flight per
   * zone. The changes of one submission are applied in the same atomic batch. Resolves when the provider has accepted or
   * refused them. After a lost answer the writer reads before it decides.
   * @throws ProviderError when it is not known or not possible now; nothing is retried behind the caller's back for longer than one flush.
   */
  submit(
    zoneId: string,
    subject: RequestIdentity,
    changes: DnsChange[],
    options?: { priority?: 'high' | 'normal'; signal?: AbortSignal },
  ): Promise<DnsSubmission>;

  /** Called with the zone's id whenever a view changed by anything but an own write, or a change became published. */
  onChange(
    listener: (change: { zoneId: string; names: string[] | 'many' }) => void,
  ): () => void;

  /** For the status page and metrics. */
  health(): ProviderHealth;
}

/** @public */
export interface ProviderHealth {
  /** Wall-clock ms of the last answer that was not an error; undefined: none yet. */
  lastSuccess?: number;
  /** Set while calls fail: since when (wall-clock ms) and in plain words what was answered. */
  failing?: { since: number; message: string; code: string };
  budgets: Array<{
    api: string;
    perSecond: number;
    available: number;
    queued: number;
    /** Throttled answers since the start. */
    throttled: number;
    /** Calls per second as configured; `perSecond` is below it after throttling. */
    configured?: number;
    /** Calls let go since the start. */
    granted?: number;
    /** How long all of them have waited for their turn together, in ms. */
    waitedMs?: number;
  }>;
  views: Array<{
    name: string;
    ageMs: number;
    /** Id of the zone that it is a view of. */
    zone?: string;
    /** How often it is read anew, in ms. */
    intervalMs?: number;
  }>;
  /** Calls since the start by operation and outcome: `ok` or the code of the error. */
  calls?: Array<{ operation: string; outcome: string; count: number }>;
}
