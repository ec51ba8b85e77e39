import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { Visibility } from '../readModel/hostnameFilters';

/** What a caller was found to be allowed to, by `AuthorizedHostnamesService`. */
export interface Scope {
  /** For reading the catalog on the caller's behalf. */
  credentials: BackstageCredentials;
  /** Which hostnames the caller may see. */
  visibility: Visibility;
  /** Entity refs the caller counts as; empty for services. */
  claims: string[];
  /** Whether the caller may have the hostname asked for looked at again. */
  mayCheck: boolean;
}
