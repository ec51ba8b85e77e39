import { Random } from '@hostmaster/kubernetes-runtime';
import {
  Certificate,
  Listener,
  LoadBalancer,
  namesOf,
  Rule,
  rulesInOrder,
  TargetGroup,
} from '../../aws';
import {
  QueryInput,
  queryStructure,
  queryStructures,
  queryText,
} from '../../aws/core/query';
import { EdgeRequest, ruleMatches } from './matchRule';

/** What a load balancer answers. @public */
export interface EdgeAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** Which rule and action it came from. */
  rule: { arn: string; priority: number | 'default' };
  action: 'forward' | 'redirect' | 'fixed-response';
  /** What a forward reached. */
  service?: { name: string; namespace: string; targetGroup: string };
}

/** What the answer of a service tells besides the request. @public */
export interface EdgeContext {
  loadBalancer: LoadBalancer;
  listener: Listener;
  /** Presented in the handshake; undefined over HTTP. */
  certificate?: Certificate;
  targetGroup(arn: string): TargetGroup | undefined;
  random: Random;
}

/** The tag by which a target group tells which Service it is for: `namespace/name`. @public */
export const SERVICE_TAG = 'kubernetes.io/service-name';

/** The answer of the first rule that matches; the default rule matches always. @public */
export function answerRequest(
  request: EdgeRequest,
  context: EdgeContext,
): EdgeAnswer {
  const rule =
    rulesInOrder(context.listener).find(
      candidate => candidate.isDefault || ruleMatches(candidate, request),
    ) ?? context.listener.defaultRule;
  const action =
    rule.actions.find(
      ({ Type }) =>
        Type === 'forward' || Type === 'redirect' || Type === 'fixed-response',
    ) ?? {};
  const origin = {
    arn: rule.arn,
    priority: rule.isDefault ? ('default' as const) : rule.priority,
  };
  switch (action.Type) {
    case 'fixed-response':
      return {
        ...fixedResponse(action),
        rule: origin,
        action: 'fixed-response',
      };
    case 'redirect':
      return {
        ...redirect(action, request, context.listener),
        rule: origin,
        action: 'redirect',
      };
    default:
      return {
        ...forward(action, rewritten(rule, request), context),
        rule: origin,
        action: 'forward',
      };
  }
}

type Body = Pick<EdgeAnswer, 'status' | 'headers' | 'body' | 'service'>;

function fixedResponse(action: QueryInput): Body {
  const config = queryStructure(action, 'FixedResponseConfig') ?? {};
  return {
    status: Number(queryText(config, 'StatusCode') ?? 404),
    headers: {
      'content-type': `${
        queryText(config, 'ContentType') ?? 'text/plain'
      }; charset=utf-8`,
    },
    body: queryText(config, 'MessageBody') ?? '',
  };
}

function redirect(
  action: QueryInput,
  request: EdgeRequest,
  listener: Listener,
): Body {
  const config = queryStructure(action, 'RedirectConfig') ?? {};
  const values: Record<string, string> = {
    protocol: listener.protocol.toLowerCase(),
    host: request.host,
    port: String(listener.port),
    path: request.path.replace(/^\//, ''),
    query: request.query,
  };
  const fill = (name: string) =>
    (queryText(config, name) ?? '').replace(
      /#\{(\w+)\}/g,
      (_, key: string) => values[key] ?? '',
    );
  const query = fill('Query');
  const location = `${fill('Protocol').toLowerCase()}://${fill('Host')}:${fill(
    'Port',
  )}${fill('Path')}${query === '' ? '' : `?${query}`}`;
  const status = queryText(config, 'StatusCode') === 'HTTP_302' ? 302 : 301;
  return {
    status,
    headers: { location, 'content-type': 'text/html' },
    body: htmlPage(status === 302 ? '302 Found' : '301 Moved Permanently'),
  };
}

function forward(
  action: QueryInput,
  request: EdgeRequest,
  context: EdgeContext,
): Body {
  const group = chooseGroup(action, context);
  const isHealthy =
    group &&
    [...group.targets.values()].some(target => target.state === 'healthy');
  if (!group || !isHealthy) {
    return {
      status: 503,
      headers: { 'content-type': 'text/html' },
      body: htmlPage('503 Service Temporarily Unavailable'),
    };
  }
  const [namespace, name] = serviceOf(group);
  return serviceAnswer(
    { name, namespace, targetGroup: group.name },
    request,
    context,
  );
}

/** By weight, as the action says. */
function chooseGroup(
  action: QueryInput,
  context: EdgeContext,
): TargetGroup | undefined {
  const listed =
    queryStructures(
      queryStructure(action, 'ForwardConfig') ?? {},
      'TargetGroups',
    ) ?? [];
  const only = queryText(action, 'TargetGroupArn');
  if (listed.length === 0)
    return only === undefined ? undefined : context.targetGroup(only);
  const weightOf = (entry: QueryInput) =>
    Number(queryText(entry, 'Weight') ?? 1);
  let point =
    context.random() * listed.reduce((sum, entry) => sum + weightOf(entry), 0);
  const chosen =
    listed.find(entry => (point -= weightOf(entry)) < 0) ?? listed[0];
  return context.targetGroup(queryText(chosen, 'TargetGroupArn') ?? '');
}

function serviceOf(group: TargetGroup): [namespace: string, name: string] {
  const tag = group.tags.get(SERVICE_TAG)?.split('/');
  return tag?.length === 2 ? [tag[0], tag[1]] : ['', group.name];
}

function serviceAnswer(
  service: NonNullable<Body['service']>,
  request: EdgeRequest,
  context: EdgeContext,
): Body {
  const { certificate, loadBalancer } = context;
  const facts = {
    service: service.name,
    namespace: service.namespace,
    method: request.method,
    host: request.host,
    path: request.path,
    query: request.query,
    loadBalancer: loadBalancer.name,
    targetGroup: service.targetGroup,
    certificateSerial: certificate?.serial,
    certificateNames: certificate && namesOf(certificate),
  };
  if (/\bapplication\/json\b/.test(request.headers.accept ?? '')) {
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: `${JSON.stringify(facts, undefined, 2)}\n`,
      service,
    };
  }
  const lines = Object.entries(facts)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(
      ([name, value]) =>
        `${name}: ${Array.isArray(value) ? value.join(' ') : value}`,
    );
  return {
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: `${lines.join('\n')}\n`,
    service,
  };
}

/** The request as the service gets it, after the rule's rewrites. */
function rewritten(rule: Rule, request: EdgeRequest): EdgeRequest {
  let { host, path } = request;
  for (const transform of rule.transforms) {
    const isHost = transform.Type === 'host-header-rewrite';
    const config =
      queryStructure(
        transform,
        isHost ? 'HostHeaderRewriteConfig' : 'UrlRewriteConfig',
      ) ?? {};
    for (const rewrite of queryStructures(config, 'Rewrites') ?? []) {
      const expression = new RegExp(queryText(rewrite, 'Regex') ?? '(?!)');
      const replacement = queryText(rewrite, 'Replace') ?? '';
      if (isHost) host = host.replace(expression, replacement);
      else path = path.replace(expression, replacement);
    }
  }
  return { ...request, host, path };
}

function htmlPage(title: string): string {
  return `<html>\n<head><title>${title}</title></head>\n<body>\n<center><h1>${title}</h1></center>\n</body>\n</html>\n`;
}
