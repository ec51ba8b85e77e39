import type {
  Availability,
  Capacity,
  DeletionPreview,
  FormOptions,
  HostnameDetail,
  HostnameList,
  HostnameRef,
  HostnameSummary,
  Level,
  Status,
} from '@hostmaster/backstage-plugin-hostnames-common';

/**
 * Filters, order and page of a list of hostnames. Several values of one filter mean "any of them"; different filters
 * mean "all of them".
 *
 * @public
 */
export interface HostnamesQuery {
  level?: Level[];
  cluster?: string[];
  namespace?: string[];
  /** Entity refs of owners. */
  owner?: string[];
  /** Entity refs of the entities served. */
  entity?: string[];
  /** `<namespace>/<name>` or the name alone, as the list's facets give it. */
  gateway?: string[];
  /** Names of zones. */
  zone?: string[];
  /** Part of the hostname. */
  text?: string;
  expiresWithinDays?: number;
  orderBy?:
    | 'verdict'
    | 'hostname'
    | 'owner'
    | 'entity'
    | 'cluster'
    | 'gateway'
    | 'expires'
    | 'changed';
  order?: 'asc' | 'desc';
  offset?: number;
  /** At most 200. */
  limit?: number;
}

/** What is asked about a name before it is requested. @public */
export interface AvailabilityQuestion {
  /** As typed; the answer has the canonical form. */
  hostname: string;
  profile?: string;
  environment?: string;
  visibility?: 'internet-facing' | 'internal';
  /** Ref of the entity that the name is for. */
  entity?: string;
  zoneId?: string;
}

/** @public */
export interface HostnamesCallOptions {
  /** Ends the call; the promise is then rejected with an `AbortError`. */
  signal?: AbortSignal;
}

/**
 * The hostnames backend as the frontend sees it. Every method is rejected with a `ResponseError` when the backend
 * refuses (403), does not know the thing or is not installed (404), or fails (5xx), and with a `TypeError` when it cannot
 * be reached.
 *
 * @public
 */
export interface HostnamesApi {
  listHostnames(
    query: HostnamesQuery,
    options?: HostnamesCallOptions,
  ): Promise<HostnameList>;
  getHostname(
    ref: HostnameRef,
    options?: HostnamesCallOptions,
  ): Promise<HostnameDetail>;
  /** Looks again now, probes and reconciler; may take some seconds. */
  checkHostname(
    ref: HostnameRef,
    options?: HostnamesCallOptions,
  ): Promise<HostnameDetail>;
  previewDeletion(
    ref: HostnameRef,
    options?: HostnamesCallOptions,
  ): Promise<DeletionPreview>;
  getVerdict(
    hostname: string,
    options?: HostnamesCallOptions,
  ): Promise<HostnameSummary>;
  checkAvailability(
    question: AvailabilityQuestion,
    options?: HostnamesCallOptions,
  ): Promise<Availability>;
  getFormOptions(options?: HostnamesCallOptions): Promise<FormOptions>;
  getCapacity(options?: HostnamesCallOptions): Promise<Capacity>;
  getStatus(options?: HostnamesCallOptions): Promise<Status>;
}
