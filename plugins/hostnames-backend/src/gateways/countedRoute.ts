import { CountedRoute } from '../placement';
import { Route } from './kinds';

/** What placement wants to know of a route. */
export function countedRoute(route: Route): CountedRoute {
  const { namespace = '' } = route.metadata;
  return {
    hostnames: route.spec.hostnames ?? [],
    rules: (route.spec.rules ?? []).map(rule => ({
      matches: rule.matches?.length ?? 1,
      backends: (rule.backendRefs ?? []).map(
        backend =>
          `${backend.namespace ?? namespace}/${backend.name}:${
            backend.port ?? ''
          }`,
      ),
      redirects: (rule.filters ?? []).some(
        ({ type }) => type === 'RequestRedirect',
      ),
    })),
  };
}
