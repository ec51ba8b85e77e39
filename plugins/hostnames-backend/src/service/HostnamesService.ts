import {
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
import { HostnameOrder } from '../readModel/hostnameFilters';

/** Filters, order and page of a list, as asked for. */
export interface ListQuestion {
  level?: Level[];
  cluster?: string[];
  namespace?: string[];
  owner?: string[];
  entity?: string[];
  gateway?: string[];
  zone?: string[];
  text?: string;
  expiresWithinDays?: number;
  orderBy?: HostnameOrder;
  order?: 'asc' | 'desc';
  offset?: number;
  limit?: number;
}

/** A name that somebody would like to have. */
export interface AvailabilityQuestion {
  hostname: string;
  profile?: string;
  environment?: string;
  visibility?: 'internet-facing' | 'internal';
  /** Entity ref of the component the name is for. */
  entity?: string;
  zoneId?: string;
}

/**
 * The operations of `openapi.yaml`. `Caller` is who asks: credentials at the outside, what they may see at the inside.
 *
 * A single hostname that does not exist, or that the caller may not see, is a `NotFoundError` with the same words.
 */
export interface HostnamesService<Caller> {
  listHostnames(question: ListQuestion, caller: Caller): Promise<HostnameList>;
  getHostname(ref: HostnameRef, caller: Caller): Promise<HostnameDetail>;
  checkHostname(ref: HostnameRef, caller: Caller): Promise<HostnameDetail>;
  previewDeletion(ref: HostnameRef, caller: Caller): Promise<DeletionPreview>;
  getVerdict(hostname: string, caller: Caller): Promise<HostnameSummary>;
  checkAvailability(
    question: AvailabilityQuestion,
    caller: Caller,
  ): Promise<Availability>;
  getFormOptions(caller: Caller): Promise<FormOptions>;
  getCapacity(caller: Caller): Promise<Capacity>;
  getStatus(caller: Caller): Promise<Status>;
}
