import { Demand } from './PoolGateway';

/** The part of a route that decides how many rules and target groups it becomes. */
export interface CountedRoute {
  hostnames: string[];
  rules: Array<{
    matches: number;
    /** Identities of the backends, `namespace/name:port`. */
    backends: string[];
    /** A redirect needs no target group. */
    redirects: boolean;
  }>;
}

/** What is kept for a hostname whose routes are not there yet, or few: it will have some. */
export const LEAST: Demand = { certificates: 1, rules: 2, targetGroups: 1 };

/** What a gateway's own base takes: the rule that redirects and the rule that answers 404. */
export const BASE: Demand = { certificates: 0, rules: 2, targetGroups: 0 };

/**
 * What a request takes on a load balancer: one rule per hostname, rule and match of its routes (AWS Load Balancer Controller
 * 3.4.3 and later), one target group per backend, one certificate.
 */
export function routeDemand(names: string[], routes: CountedRoute[]): Demand {
  let rules = 0;
  const backends = new Set<string>();
  for (const route of routes) {
    const hosts = route.hostnames.length
      ? route.hostnames.filter(hostname => isServed(hostname, names)).length
      : names.length;
    if (hosts === 0) continue;
    for (const rule of route.rules) {
      rules += hosts * Math.max(1, rule.matches);
      if (!rule.redirects) rule.backends.forEach(each => backends.add(each));
    }
  }
  return {
    certificates: 1,
    rules: Math.max(LEAST.rules, rules),
    targetGroups: Math.max(LEAST.targetGroups, backends.size),
  };
}

/** A route's hostname is served where it is a name of the request, or lies below its wildcard or above a name as a wildcard. */
function isServed(hostname: string, names: string[]): boolean {
  return names.some(
    name =>
      name === hostname ||
      (name.startsWith('*.') && hostname.endsWith(name.slice(1))) ||
      (hostname.startsWith('*.') && name.endsWith(hostname.slice(1))),
  );
}

export function sum(demands: Iterable<Demand>): Demand {
  const total = { certificates: 0, rules: 0, targetGroups: 0 };
  for (const demand of demands) {
    total.certificates += demand.certificates;
    total.rules += demand.rules;
    total.targetGroups += demand.targetGroups;
  }
  return total;
}
