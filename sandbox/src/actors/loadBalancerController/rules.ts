import { Attachment } from './attach';
import {
  ListenerRuleConfiguration,
  Route,
  RouteFilter,
  RouteMatch,
  RouteRule,
  Service,
  TargetGroupConfiguration,
} from './objects';

/** A condition of a listener rule in the form of the ELBv2 API. */
export type RuleCondition =
  | { Field: 'host-header'; HostHeaderConfig: { Values: string[] } }
  | { Field: 'path-pattern'; PathPatternConfig: { Values: string[] } }
  | {
      Field: 'http-header';
      HttpHeaderConfig: { HttpHeaderName: string; Values: string[] };
    }
  | {
      Field: 'query-string';
      QueryStringConfig: { Values: Array<{ Key?: string; Value: string }> };
    }
  | {
      Field: 'http-request-method';
      HttpRequestMethodConfig: { Values: string[] };
    };

/** What a rule does; a forward names services, which deployment turns into target groups. */
export type RuleAction =
  | {
      kind: 'redirect';
      config: {
        Protocol?: string;
        Host?: string;
        Port?: string;
        Path?: string;
        StatusCode: 'HTTP_301' | 'HTTP_302';
      };
    }
  | {
      kind: 'fixed-response';
      config: {
        StatusCode: string;
        ContentType?: string;
        MessageBody?: string;
      };
    }
  | { kind: 'forward'; targets: ForwardTarget[] };

export interface ForwardTarget {
  /** `kind/namespace/name` of the route: each has target groups of its own (pkg/gateway/model/model_build_target_group.go). */
  route: string;
  namespace: string;
  service: string;
  port: number;
  targetType: 'ip' | 'instance';
  weight: number;
}

export interface Rule {
  conditions: RuleCondition[];
  action: RuleAction;
  /** Orders rules; the most specific first. */
  rank: RuleRank;
}

interface RuleRank {
  hostname: string;
  exactPath: boolean;
  pathLength: number;
  method: boolean;
  headers: number;
  queries: number;
  createdAt: string;
  route: string;
  rule: number;
  match: number;
}

/** What rules are made from besides routes. */
export interface RuleContext {
  ruleConfiguration(
    namespace: string,
    name: string,
  ): ListenerRuleConfiguration | undefined;
  service(namespace: string, name: string): Service | undefined;
  targetGroupConfiguration(
    namespace: string,
    service: string,
  ): TargetGroupConfiguration | undefined;
  /** Whether a ReferenceGrant lets the route use a Service of another namespace. */
  mayRefer(route: Route, namespace: string, service: string): boolean;
  /** From the Gateway's LoadBalancerConfiguration; `instance` where nothing says otherwise. */
  defaultTargetType: 'ip' | 'instance';
}

/** A route that cannot be expressed; it fails the whole Gateway. */
export class BuildError extends Error {
  override readonly name = 'BuildError';
}

/** The rules of one port: one per hostname, rule and match, the most specific first. */
export function buildRules(
  port: number,
  attachments: Attachment[],
  context: RuleContext,
): Rule[] {
  const rules: Rule[] = [];
  for (const [route, hostnames] of hostnamesByRoute(port, attachments)) {
    (route.spec.rules ?? []).forEach((rule, ruleIndex) => {
      const action = buildAction(route, rule, context);
      const matches = rule.matches?.length
        ? rule.matches
        : [{ path: { type: 'PathPrefix', value: '/' } }];
      matches.forEach((match, matchIndex) => {
        for (const hostname of hostnames) {
          rules.push({
            conditions: conditionsOf(route, hostname, match),
            action,
            rank: rankOf(route, hostname, match, ruleIndex, matchIndex),
          });
        }
      });
    });
  }
  return rules.sort((left, right) => compareRanks(left.rank, right.rank));
}

function hostnamesByRoute(
  port: number,
  attachments: Attachment[],
): Map<Route, string[]> {
  const byRoute = new Map<Route, Set<string>>();
  for (const { route, result } of attachments) {
    if (result.kind !== 'attached') continue;
    for (const { listener, hostnames } of result.listeners) {
      if (listener.listener.port !== port) continue;
      const known = byRoute.get(route) ?? new Set();
      hostnames.forEach(hostname => known.add(hostname));
      byRoute.set(route, known);
    }
  }
  return new Map(
    [...byRoute].map(([route, hostnames]) => [route, [...hostnames].sort()]),
  );
}

function buildAction(
  route: Route,
  rule: RouteRule,
  context: RuleContext,
): RuleAction {
  const namespace = route.metadata.namespace ?? '';
  const filters = rule.filters ?? [];
  for (const filter of filters) {
    if (
      !['RequestRedirect', 'URLRewrite', 'ExtensionRef'].includes(filter.type)
    ) {
      throw new BuildError(
        `Unsupported filter type: ${filter.type} in ${route.kind} ${namespace}/${route.metadata.name}`,
      );
    }
  }
  const redirect = filters.find(filter => filter.type === 'RequestRedirect');
  if (redirect) return redirectAction(redirect);
  const extension = filters.find(
    filter => filter.type === 'ExtensionRef',
  )?.extensionRef;
  if (extension) return extensionAction(route, extension.name, context);
  const backends = rule.backendRefs ?? [];
  const permitted = backends.filter(backend =>
    isPermitted(route, backend, context),
  );
  // A backend that may not be used fails nothing but the requests it would get (pkg/gateway/routeutils/backend_service.go).
  if (permitted.length < backends.length && permitted.length === 0)
    return {
      kind: 'fixed-response',
      config: { StatusCode: '500', ContentType: 'text/plain' },
    };
  const targets = permitted.map(backend => {
    const ref = {
      route: `${route.kind}/${namespace}/${route.metadata.name}`,
      namespace: backend.namespace ?? namespace,
      service: backend.name,
      port: backend.port ?? 80,
      weight: backend.weight ?? 1,
    };
    return { ...ref, targetType: targetTypeOf(ref, context) };
  });
  return { kind: 'forward', targets };
}

/** Whether the route may use a backend; those of its own namespace always. */
export function isPermitted(
  route: Route,
  backend: { namespace?: string; name: string },
  { mayRefer }: Pick<RuleContext, 'mayRefer'>,
): boolean {
  const own = route.metadata.namespace ?? '';
  const namespace = backend.namespace ?? own;
  return namespace === own || mayRefer(route, namespace, backend.name);
}

function redirectAction({ requestRedirect }: RouteFilter): RuleAction {
  const path = requestRedirect?.path;
  return {
    kind: 'redirect',
    config: {
      Protocol: requestRedirect?.scheme?.toUpperCase(),
      Host: requestRedirect?.hostname,
      Port:
        requestRedirect?.port?.toString() ??
        (requestRedirect?.scheme === 'https' ? '443' : undefined),
      Path: path?.replaceFullPath,
      StatusCode: requestRedirect?.statusCode === 301 ? 'HTTP_301' : 'HTTP_302',
    },
  };
}

function extensionAction(
  route: Route,
  name: string,
  context: RuleContext,
): RuleAction {
  const configuration = context.ruleConfiguration(
    route.metadata.namespace ?? '',
    name,
  );
  const fixed = configuration?.spec.actions?.find(
    action => action.type === 'fixed-response',
  )?.fixedResponseConfig;
  if (!fixed)
    throw new BuildError(
      `ListenerRuleConfiguration ${route.metadata.namespace}/${name} has no usable action`,
    );
  return {
    kind: 'fixed-response',
    config: {
      StatusCode: String(fixed.statusCode),
      ContentType: fixed.contentType,
      MessageBody: fixed.messageBody,
    },
  };
}

function targetTypeOf(
  ref: { namespace: string; service: string; port: number },
  context: RuleContext,
): 'ip' | 'instance' {
  const service = context.service(ref.namespace, ref.service);
  if (!service)
    throw new BuildError(`Service ${ref.namespace}/${ref.service} not found`);
  const type =
    context.targetGroupConfiguration(ref.namespace, ref.service)?.spec
      .defaultConfiguration?.targetType ?? context.defaultTargetType;
  const nodePort = ['NodePort', 'LoadBalancer'].includes(
    service.spec.type ?? 'ClusterIP',
  );
  if (type === 'instance' && !nodePort) {
    throw new BuildError(
      `TargetGroup port is empty. When using Instance targets, your service must be of type 'NodePort' or 'LoadBalancer': ${ref.namespace}/${ref.service}`,
    );
  }
  return type;
}

function conditionsOf(
  route: Route,
  hostname: string,
  match: RouteMatch,
): RuleCondition[] {
  const conditions: RuleCondition[] = [];
  if (hostname)
    conditions.push({
      Field: 'host-header',
      HostHeaderConfig: { Values: [hostname] },
    });
  conditions.push({
    Field: 'path-pattern',
    PathPatternConfig: { Values: pathPatterns(route, match) },
  });
  for (const header of match.headers ?? []) {
    conditions.push({
      Field: 'http-header',
      HttpHeaderConfig: { HttpHeaderName: header.name, Values: [header.value] },
    });
  }
  for (const query of match.queryParams ?? []) {
    conditions.push({
      Field: 'query-string',
      QueryStringConfig: { Values: [{ Key: query.name, Value: query.value }] },
    });
  }
  if (typeof match.method === 'string')
    conditions.push({
      Field: 'http-request-method',
      HttpRequestMethodConfig: { Values: [match.method] },
    });
  return conditions;
}

function pathPatterns(route: Route, match: RouteMatch): string[] {
  if (match.method && typeof match.method === 'object') {
    const { service, method } = match.method;
    return [service ? `/${service}/${method ?? '*'}` : `/*/${method ?? '*'}`];
  }
  const { type = 'PathPrefix', value = '/' } = match.path ?? {};
  if (type === 'Exact') return [value];
  if (type === 'RegularExpression')
    throw new BuildError(
      `Unsupported path match type RegularExpression in ${route.kind} ${route.metadata.namespace}/${route.metadata.name}`,
    );
  if (value.includes('*') || value.includes('?')) {
    throw new BuildError(
      `Prefix path shouldn't contain wildcards: ${value} in ${route.kind} ${route.metadata.namespace}/${route.metadata.name}`,
    );
  }
  if (value === '/') return ['/*'];
  const trimmed = value.replace(/\/+$/, '');
  return [trimmed, `${trimmed}/*`];
}

function rankOf(
  route: Route,
  hostname: string,
  match: RouteMatch,
  rule: number,
  index: number,
): RuleRank {
  return {
    hostname,
    exactPath: match.path?.type === 'Exact',
    pathLength: match.path?.value?.length ?? 1,
    method: match.method !== undefined,
    headers: match.headers?.length ?? 0,
    queries: match.queryParams?.length ?? 0,
    createdAt: route.metadata.creationTimestamp ?? '',
    route: `${route.metadata.namespace}/${route.metadata.name}`,
    rule,
    match: index,
  };
}

// Gateway API's precedence: hostname (exact, longer first), exact path, longer path, method, headers, query parameters, age, name.
function compareRanks(left: RuleRank, right: RuleRank): number {
  return (
    Number(left.hostname === '') - Number(right.hostname === '') ||
    Number(left.hostname.startsWith('*')) -
      Number(right.hostname.startsWith('*')) ||
    right.hostname.length - left.hostname.length ||
    left.hostname.localeCompare(right.hostname) ||
    Number(right.exactPath) - Number(left.exactPath) ||
    right.pathLength - left.pathLength ||
    Number(right.method) - Number(left.method) ||
    right.headers - left.headers ||
    right.queries - left.queries ||
    left.createdAt.localeCompare(right.createdAt) ||
    left.route.localeCompare(right.route) ||
    left.rule - right.rule ||
    left.match - right.match
  );
}
