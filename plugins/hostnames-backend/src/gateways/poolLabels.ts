import {
  MANAGED_BY,
  MANAGED_BY_LABEL,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { Visibility } from '../placement';

/** The profile whose pool a gateway belongs to. */
export const POOL_LABEL = 'hostmaster.dev/pool';
export const VISIBILITY_LABEL = 'hostmaster.dev/visibility';
/** `namespace.name` of the request something was made for, where that fits a label. */
export const REQUEST_NAMESPACE_LABEL = 'hostmaster.dev/request-namespace';
export const REQUEST_NAME_ANNOTATION = 'hostmaster.dev/request-name';
/** The routes that make a gateway's listeners exist. */
export const BASE_LABEL = 'hostmaster.dev/base';

/** A Gateway of a pool as its labels say, or undefined. */
export function poolOf(object: {
  metadata: { labels?: Record<string, string> };
}): { profile: string; visibility: Visibility } | undefined {
  const labels = object.metadata.labels ?? {};
  const visibility = labels[VISIBILITY_LABEL];
  const profile = labels[POOL_LABEL];
  if (labels[MANAGED_BY_LABEL] !== MANAGED_BY || !profile) return undefined;
  if (visibility !== 'internet-facing' && visibility !== 'internal') {
    return undefined;
  }
  return { profile, visibility };
}
