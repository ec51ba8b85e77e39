import type { Route } from '../gateways/kinds';
import { routeKey } from './overlap/routeCopy.pure';

export interface CandidateRoute {
  /** `namespace/name` of the request whose listener the route uses. */
  request: string;
  route: Route;
  /** Wall-clock ms of the last change, as the API server wrote it; undefined: it could not be read. */
  changedAt: number | undefined;
}

/** What is known of a gateway's failure. */
export interface GatewayFailure {
  /** Wall-clock ms. */
  since: number;
  /** Reason and message of the last Event that the gateway's controller wrote about it; undefined: there is none to be had. */
  event?: { reason: string; message: string };
}

/** Filters that the AWS Load Balancer Controller compiles; any other fails the whole Gateway. */
const COMPILED = ['RequestRedirect', 'URLRewrite', 'ExtensionRef'];

/** A route that changed longer before the failure than this has nothing to do with it: controllers look within seconds. */
const BEFORE = 5 * 60_000;

/** Event of the AWS Load Balancer Controller when AWS refuses what it made of the objects. */
const DEPLOY_FAILED = 'FailedDeployModel';

/** Of what AWS refuses, what routes can be the reason for (ELBv2 API reference, CreateRule, CreateTargetGroup). */
const BY_ROUTES =
  /TooManyRules|TooManyTargetGroups|TooManyUniqueTargetGroupsPerLoadBalancer|TooManyTargets|TooManyActions|InvalidLoadBalancerAction/;

/**
 * The route that keeps a gateway's controller from working: one that certainly cannot be compiled, else one that the
 * controller names, else the one that changed last, unless the failure began without any route having changed, or is one that no
 * route can be the reason for. Of several the one that changed last, and of those that changed at once the first by name: the
 * stores of two processes need not have them in the same order.
 *
 * | routes | the controller says | culprit |
 * | --- | --- | --- |
 * | one with a RequestHeaderModifier | | that one |
 * | two ordinary ones | names one of them | that one |
 * | two ordinary ones, one changed a minute before | nothing | the one that changed |
 * | two ordinary ones, one changed a minute before | AWS: too many rules | the one that changed |
 * | two ordinary ones, one changed a minute before | AWS: throttled, access denied, a certificate | – |
 * | two ordinary ones, both a day old | nothing | – |
 * | two ordinary ones, of one it is not known when it changed | nothing | – |
 * | none | | – |
 */
export function chooseCulprit(
  candidates: CandidateRoute[],
  { since, event }: GatewayFailure,
): CandidateRoute | undefined {
  const latest = [...candidates].sort(
    (left, right) =>
      (right.changedAt ?? 0) - (left.changedAt ?? 0) ||
      (nameOf(left) < nameOf(right) ? -1 : 1),
  );
  const certain = latest.find(({ route }) => isUncompilable(route));
  if (certain) return certain;
  if (event?.reason === DEPLOY_FAILED && !BY_ROUTES.test(event.message)) {
    return undefined;
  }
  const named =
    event && latest.find(({ route }) => isNamed(route, event.message));
  if (named) return named;
  const [last] = latest;
  const isKnown = latest.every(({ changedAt }) => changedAt !== undefined);
  return isKnown && last && last.changedAt! >= since - BEFORE
    ? last
    : undefined;
}

function nameOf({ request, route }: CandidateRoute): string {
  return `${request} ${routeKey(route)}`;
}

function isUncompilable({ spec }: Route): boolean {
  const found = spec.rules?.some(
    ({ filters, matches }) =>
      filters?.some(({ type }) => !COMPILED.includes(type)) ||
      matches?.some(
        ({ path }) =>
          path?.type !== 'RegularExpression' && path?.value?.includes('*'),
      ),
  );
  return found === true;
}

/** As `namespace/name` or `namespace:name`, and not as the beginning of another name. */
function isNamed({ metadata }: Route, message: string): boolean {
  return message
    .split(/[\s,;()[\]"']/)
    .some(word =>
      [
        `${metadata.namespace}/${metadata.name}`,
        `${metadata.namespace}:${metadata.name}`,
      ].includes(word.replace(/[.:]+$/, '')),
    );
}
