import { GrantObject } from './kinds';

/** The default of `maxRules` in the HostnameGrant's schema. */
const USUAL_RULES = 10;

type LargeGrants = Map<string, Array<{ hostname: string; maxRules: number }>>;

/** Whether a grant lets the routes of any hostname grow beyond what is usual. */
export function isLarge(grant: GrantObject): boolean {
  return largeGrants(grant).size > 0;
}

/**
 * What the platform team lets the routes of a request grow to, in rules, where that is more than usual. The usual allowance is
 * not kept free: 24 hostnames that all used it up would need more rules than a load balancer has, and hardly any does.
 */
export function largeAllowance(
  grant: GrantObject,
  request: string,
  hostnames: string[],
): number {
  return (largeGrants(grant).get(request) ?? [])
    .filter(({ hostname }) => hostnames.includes(hostname))
    .reduce((total, { maxRules }) => total + maxRules, 0);
}

/** What a grant allows beyond the usual, by request; worked out once per version of the grant. */
function largeGrants(grant: GrantObject): LargeGrants {
  const known = knownGrants.get(grant);
  if (known) return known;
  const byRequest: LargeGrants = new Map();
  for (const { request, hostname, maxRules = USUAL_RULES } of grant.spec
    .hostnames) {
    if (maxRules <= USUAL_RULES) continue;
    const granted = byRequest.get(request) ?? [];
    granted.push({ hostname, maxRules });
    byRequest.set(request, granted);
  }
  knownGrants.set(grant, byRequest);
  return byRequest;
}

const knownGrants = new WeakMap<GrantObject, LargeGrants>();
