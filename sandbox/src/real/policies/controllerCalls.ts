import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryPath } from '../repositoryPath';

/** A right in the words of RBAC; without a namespace it is needed in all of them. */
export interface Right {
  verb: string;
  group: string;
  resource: string;
  namespace?: string;
}

const edge = 'edge';
const ours = 'hostmaster.dev';
const gatewayApi = 'gateway.networking.k8s.io';
const aws = 'gateway.k8s.aws';

/** The kinds by the names that the code has for them, and the namespace in which they are written. */
const kinds: Record<
  string,
  { group: string; resource: string; namespace?: string }
> = {
  requestKind: { group: ours, resource: 'gatewayhostnamerequests' },
  claimKind: { group: ours, resource: 'domainclaims' },
  grantKind: { group: ours, resource: 'hostnamegrants' },
  gatewayKind: { group: gatewayApi, resource: 'gateways', namespace: edge },
  listenerSetKind: {
    group: gatewayApi,
    resource: 'listenersets',
    namespace: edge,
  },
  httpRouteKind: { group: gatewayApi, resource: 'httproutes', namespace: edge },
  grpcRouteKind: { group: gatewayApi, resource: 'grpcroutes', namespace: edge },
  referenceGrantKind: { group: gatewayApi, resource: 'referencegrants' },
  loadBalancerConfigurationKind: {
    group: aws,
    resource: 'loadbalancerconfigurations',
    namespace: edge,
  },
  listenerRuleConfigurationKind: {
    group: aws,
    resource: 'listenerruleconfigurations',
    namespace: edge,
  },
  targetGroupConfigurationKind: {
    group: aws,
    resource: 'targetgroupconfigurations',
    namespace: edge,
  },
  eventKind: { group: 'events.k8s.io', resource: 'events' },
  leaseKind: {
    group: 'coordination.k8s.io',
    resource: 'leases',
    namespace: edge,
  },
  namespaceKind: { group: '', resource: 'namespaces' },
  endpointSliceKind: { group: 'discovery.k8s.io', resource: 'endpointslices' },
};

/** Events are written beside each request; read are those of the load balancer controller, of the older kind, in the edge namespace. */
const listed: typeof kinds = {
  eventKind: { group: '', resource: 'events', namespace: edge },
};

const verbs: Record<string, string> = {
  get: 'get',
  list: 'list',
  create: 'create',
  replace: 'update',
  patch: 'patch',
  delete: 'delete',
};

/** Calls that name their kind by a variable, read in the source: GatewayWriter.put, retireGateways, writeOverlap, the lease elector. */
const byVariable: Right[] = [
  ...['get', 'create', 'update'].flatMap(verb =>
    [
      'listenerRuleConfigurationKind',
      'targetGroupConfigurationKind',
      'loadBalancerConfigurationKind',
      'gatewayKind',
      'httpRouteKind',
      'grpcRouteKind',
      'leaseKind',
    ].map(kind => ({ verb, ...kinds[kind] })),
  ),
  ...['gatewayKind', 'loadBalancerConfigurationKind'].map(kind => ({
    verb: 'patch',
    ...kinds[kind],
  })),
  { verb: 'delete', ...kinds.grpcRouteKind },
  { verb: 'patch', group: ours, resource: 'gatewayhostnamerequests/status' },
];

/**
 * What the controller needs, derived from its source: each `client.<verb>(<kind>` and each `reflect(<kind>` of the backend.
 * @throws Error for a kind that is not in the table above.
 */
export function controllerRights(): Right[] {
  const folder = repositoryPath('plugins/hostnames-backend/src');
  const sources = readdirSync(folder, { recursive: true })
    .map(String)
    .filter(
      file =>
        file.endsWith('.ts') &&
        !/\.test\.ts$|(^|\/)(testWorld|__testUtils__)\//.test(file),
    )
    .map(file => readFileSync(join(folder, file), 'utf8'));
  const called = sources.flatMap(source =>
    [
      ...source.matchAll(
        /client\s*\.(get|list|create|replace|patch|delete)(?:<[^>]*>)?\(\s*(\w+Kind)\b/g,
      ),
    ].map(([, method, kind]) => ({
      verb: verbs[method],
      ...((method === 'list' && listed[kind]) || known(kind)),
    })),
  );
  const watched = sources.flatMap(source =>
    [
      ...source.matchAll(/\breflect\(\s*(\w+Kind)\b(,\s*\{\s*namespace)?/g),
    ].flatMap(([, kind, scoped]) =>
      ['list', 'watch'].map(verb => ({
        verb,
        ...known(kind),
        namespace: scoped ? edge : undefined,
      })),
    ),
  );
  const all = [...called, ...watched, ...byVariable].map(
    right => [JSON.stringify(right), right] as const,
  );
  return [...new Map(all).values()];
}

function known(kind: string) {
  if (!kinds[kind])
    throw new Error(
      `${kind}: say in controllerCalls.ts what it is, and give the controller the right in deploy/rbac`,
    );
  return kinds[kind];
}
