import type { Route } from '../gateways/kinds';

export interface CandidateRoute {
  /** `namespace/name` of the request whose ListenerSet the route uses. */
  request: string;
  route: Route;
  /** Monotonic ms at which this generation was first seen. */
  changedAt: number;
}

/** Filters that the AWS Load Balancer Controller compiles; any other fails the whole Gateway. */
const COMPILED = ['RequestRedirect', 'URLRewrite', 'ExtensionRef'];

/**
 * The route that keeps a gateway's controller from working: one that certainly cannot be compiled, the last changed first; else
 * the last changed of all.
 *
 * | routes | culprit |
 * | --- | --- |
 * | one with a RequestHeaderModifier | that one |
 * | two ordinary ones | the one that changed last |
 * | none | – |
 */
export function chooseCulprit(
  candidates: CandidateRoute[],
): CandidateRoute | undefined {
  const latest = [...candidates].sort(
    (left, right) =>
      right.changedAt - left.changedAt ||
      (left.request < right.request ? -1 : 1),
  );
  return latest.find(({ route }) => !canBeCompiled(route)) ?? latest[0];
}

function canBeCompiled(route: Route): boolean {
  return (route.spec.rules ?? []).every(rule => {
    const filters = (rule.filters ?? []).every(({ type }) =>
      COMPILED.includes(type),
    );
    const paths = (rule.matches ?? []).every(
      ({ path }) =>
        path?.type === 'RegularExpression' || !path?.value?.includes('*'),
    );
    return filters && paths;
  });
}
