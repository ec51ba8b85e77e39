import {
  MANAGED_BY,
  MANAGED_BY_LABEL,
} from '@hostmaster/backstage-plugin-hostnames-common';
import { Visibility } from '../placement';
import type { Gateway } from './kinds';

/** The profile whose pool a gateway belongs to. */
export const POOL_LABEL = 'hostmaster.dev/pool';
export const VISIBILITY_LABEL = 'hostmaster.dev/visibility';
/** `namespace.name` of the request something was made for, where that fits a label. */
export const REQUEST_NAMESPACE_LABEL = 'hostmaster.dev/request-namespace';
export const REQUEST_NAME_ANNOTATION = 'hostmaster.dev/request-name';
/** The installation that made a gateway: another one's in the same namespace is never removed. */
export const INSTALLATION_LABEL = 'hostmaster.dev/installation';
/** On a gateway's configuration: the time (RFC 3339) at which its last certificate went, written together with that. */
export const EMPTY_SINCE_ANNOTATION = 'hostmaster.dev/empty-since';
/** On a gateway and its configuration: the time (RFC 3339) at which their removal began. */
export const RETIRING_ANNOTATION = 'hostmaster.dev/retiring';
/** The routes that make a gateway's listeners exist. */
export const BASE_LABEL = 'hostmaster.dev/base';

/** Whether a Gateway refers to the configuration of that name as its own. */
export function isConfiguredBy(gateway: Gateway, name: string): boolean {
  const { kind, name: used } = gateway.spec.infrastructure?.parametersRef ?? {};
  return kind === 'LoadBalancerConfiguration' && used === name;
}

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
