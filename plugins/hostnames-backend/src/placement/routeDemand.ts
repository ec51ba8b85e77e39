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
export const LEAST: Demand = {
  certificates: 1,
  rules: 2,
  targetGroups: 1,
  listeners: 1,
};

/** What a gateway's own base takes: the rule that redirects and the rule that answers 404. */
export const BASE: Demand = {
  certificates: 0,
  rules: 2,
  targetGroups: 0,
  listeners: 2,
};

/**
 * What a request takes on a load balancer: one rule per hostname, rule and match of its routes (AWS Load Balancer Controller
 * 3.4.3 and later), one target group per route and backend, one certificate, one listener per name. `granted`: the rules that
 * the grant lets the routes of these names grow to; as many are kept free.
 */
export function routeDemand(
  names: string[],
  routes: CountedRoute[],
  granted = 0,
): Demand {
  let rules = 0;
  let targetGroups = 0;
  for (const route of routes) {
    const hosts = route.hostnames.length
      ? route.hostnames.filter(hostname => isServed(hostname, names)).length
      : names.length;
    if (hosts === 0) continue;
    const backends = new Set<string>();
    for (const rule of route.rules) {
      rules += hosts * Math.max(1, rule.matches);
      if (!rule.redirects) rule.backends.forEach(each => backends.add(each));
    }
    targetGroups += backends.size;
  }
  return {
    certificates: 1,
    rules: Math.max(LEAST.rules, rules, granted),
    targetGroups: Math.max(LEAST.targetGroups, targetGroups),
    listeners: Math.max(LEAST.listeners, names.length),
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
  const total = { certificates: 0, rules: 0, targetGroups: 0, listeners: 0 };
  for (const demand of demands) {
    total.certificates += demand.certificates;
    total.rules += demand.rules;
    total.targetGroups += demand.targetGroups;
    total.listeners += demand.listeners;
  }
  return total;
}
