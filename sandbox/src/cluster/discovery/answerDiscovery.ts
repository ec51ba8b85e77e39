import { groupVersion, ServedResource } from '../resources/ServedResource';
import { ResourceRegistry } from '../resources/ResourceRegistry';
import { JsonObject } from '../types';
import { answer } from '../requests/answers';
import { AnswerForm, negotiate } from '../requests/negotiate';
import type { Call } from '../requests/RequestHandler';

/** Answers `/api`, `/apis` and below; `undefined` for other paths. @internal */
export function answerDiscovery(
  call: Call,
  path: string,
): Response | undefined {
  const { registry } = call.context;
  const parts = path.split('/').filter(part => part !== '');
  if (path === '/') return answer({ paths: rootPaths(registry) });
  if (parts[0] !== 'api' && parts[0] !== 'apis') return undefined;
  if (parts.length === 1) return answerRoot(call, parts[0] === 'api');
  if (parts[0] === 'api') {
    return parts.length === 2 && parts[1] === 'v1'
      ? answer(resourceList(registry, '', 'v1'))
      : undefined;
  }
  const group = registry
    .groups()
    .find(entry => entry.name === parts[1] && entry.name !== '');
  if (!group) return undefined;
  if (parts.length === 2)
    return answer({
      kind: 'APIGroup',
      apiVersion: 'v1',
      ...groupDocument(group),
    });
  return group.versions.includes(parts[2])
    ? answer(resourceList(registry, group.name, parts[2]))
    : undefined;
}

function answerRoot(call: Call, isCore: boolean): Response {
  const { registry } = call.context;
  const form = negotiate(call.request.headers.get('accept'), [
    'APIGroupDiscoveryList',
  ]);
  if (
    form.as === 'APIGroupDiscoveryList' &&
    (form.version === 'v2' || form.version === 'v2beta1')
  ) {
    return aggregated(registry, isCore, form);
  }
  if (isCore) {
    return answer({
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [
        { clientCIDR: '0.0.0.0/0', serverAddress: call.url.host },
      ],
    });
  }
  return answer({
    kind: 'APIGroupList',
    apiVersion: 'v1',
    groups: registry
      .groups()
      .filter(group => group.name !== '')
      .map(groupDocument),
  });
}

/** One document for everything, as newer clients ask for it. */
function aggregated(
  registry: ResourceRegistry,
  isCore: boolean,
  form: AnswerForm,
): Response {
  const groups = registry
    .groups()
    .filter(group => (group.name === '') === isCore);
  const response = answer({
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${form.version}`,
    metadata: {},
    items: groups.map(group => ({
      metadata: { name: group.name || undefined, creationTimestamp: null },
      versions: group.versions.map(version => ({
        version,
        freshness: 'Current',
        resources: registry
          .inVersion(group.name, version)
          .map(aggregatedResource),
      })),
    })),
  });
  response.headers.set(
    'content-type',
    `application/json;g=apidiscovery.k8s.io;v=${form.version};as=APIGroupDiscoveryList`,
  );
  return response;
}

function aggregatedResource(resource: ServedResource): JsonObject {
  const { group, version, kind } = resource;
  return {
    resource: resource.plural,
    responseKind: { group, version, kind },
    scope: resource.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: resource.singular,
    verbs: resource.verbs,
    ...(resource.shortNames.length > 0
      ? { shortNames: resource.shortNames }
      : {}),
    ...(resource.categories.length > 0
      ? { categories: resource.categories }
      : {}),
    ...(subresources(resource).length > 0
      ? {
          subresources: subresources(resource).map(entry => ({
            subresource: entry.name,
            responseKind:
              entry.kind === 'Scale'
                ? { group: 'autoscaling', version: 'v1', kind: 'Scale' }
                : { group, version, kind },
            verbs: entry.verbs,
          })),
        }
      : {}),
  };
}

function resourceList(
  registry: ResourceRegistry,
  group: string,
  version: string,
): JsonObject {
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: groupVersion({ group, version }),
    resources: registry.inVersion(group, version).flatMap(resource => [
      {
        name: resource.plural,
        singularName: resource.singular,
        namespaced: resource.namespaced,
        kind: resource.kind,
        verbs: resource.verbs,
        ...(resource.shortNames.length > 0
          ? { shortNames: resource.shortNames }
          : {}),
        ...(resource.categories.length > 0
          ? { categories: resource.categories }
          : {}),
      },
      ...subresources(resource).map(entry => ({
        name: `${resource.plural}/${entry.name}`,
        singularName: '',
        namespaced: resource.namespaced,
        ...(entry.kind === 'Scale'
          ? { group: 'autoscaling', version: 'v1' }
          : {}),
        kind: entry.kind,
        verbs: entry.verbs,
      })),
    ]),
  };
}

function subresources(
  resource: ServedResource,
): Array<{ name: string; kind: string; verbs: string[] }> {
  const verbs = ['get', 'patch', 'update'];
  return [
    ...(resource.hasStatus
      ? [{ name: 'status', kind: resource.kind, verbs }]
      : []),
    ...(resource.scale ? [{ name: 'scale', kind: 'Scale', verbs }] : []),
    ...(resource.table === 'namespaces'
      ? [{ name: 'finalize', kind: resource.kind, verbs: ['update'] }]
      : []),
  ];
}

function groupDocument(group: {
  name: string;
  versions: string[];
}): JsonObject {
  const versions = group.versions.map(version => ({
    groupVersion: `${group.name}/${version}`,
    version,
  }));
  return { name: group.name, versions, preferredVersion: versions[0] };
}

function rootPaths(registry: ResourceRegistry): string[] {
  const groups = registry.groups().filter(group => group.name !== '');
  return [
    '/api',
    '/api/v1',
    '/apis',
    ...groups.flatMap(group => [
      `/apis/${group.name}`,
      ...group.versions.map(version => `/apis/${group.name}/${version}`),
    ]),
    '/healthz',
    '/livez',
    '/openapi/v2',
    '/openapi/v3',
    '/readyz',
    '/version',
  ];
}
