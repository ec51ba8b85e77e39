import { controllerRights, Right } from './controllerCalls';
import { CaseUser, policyCases } from './policyCases';

const { controller, platformEngineer } = policyCases().users;
const portal: CaseUser = {
  username: 'system:serviceaccount:hostmaster:hostmaster-portal',
  groups: ['system:serviceaccounts', 'system:authenticated'],
};
/** Has "view" in the namespace "shop". */
export const viewer: CaseUser = {
  username: 'oidc:vera',
  groups: ['system:authenticated'],
};
/** Has "edit" there. */
export const editor: CaseUser = {
  username: 'oidc:edgar',
  groups: ['system:authenticated'],
};
/** Has "admin" there. */
export const manager: CaseUser = {
  username: 'oidc:adam',
  groups: ['system:authenticated'],
};

const ours = 'hostmaster.dev';
const right = (
  verb: string,
  resource: string,
  namespace?: string,
  group = ours,
): Right => ({ verb, resource, namespace, group });
/** Verbs that change. */
export const writes = ['create', 'update', 'patch', 'delete'];

/** What nobody but the controller may do. */
const reserved = [
  ...writes.map(verb => right(verb, 'hostnamegrants', 'shop')),
  ...writes.map(verb => right(verb, 'domainclaims')),
  ...['update', 'patch'].map(verb =>
    right(verb, 'gatewayhostnamerequests/status', 'shop'),
  ),
];
const reading = ['get', 'list', 'watch'];

/** What somebody may do with deploy/rbac, and what not. */
export interface Expectation {
  who: string;
  user: CaseUser;
  may: Right[];
  mayNot: Right[];
}

/** For everybody. */
export const expectations: Expectation[] = [
  {
    who: 'the controller',
    user: controller,
    may: controllerRights(),
    mayNot: [
      ...reading.map(verb => right(verb, 'secrets', undefined, '')),
      right('get', 'configmaps', 'edge', ''),
      right('create', 'gatewayhostnamerequests', 'shop'),
      right('update', 'gatewayhostnamerequests', 'shop'),
      ...writes.map(verb =>
        right(verb, 'httproutes', 'shop', 'gateway.networking.k8s.io'),
      ),
      ...writes.map(verb =>
        right(verb, 'gateways', 'network', 'gateway.networking.k8s.io'),
      ),
      right('list', 'referencegrants', undefined, 'gateway.networking.k8s.io'),
      right('delete', 'listenerruleconfigurations', 'edge', 'gateway.k8s.aws'),
      right('create', 'leases', 'kube-system', 'coordination.k8s.io'),
      right('delete', 'events', 'shop', 'events.k8s.io'),
      right('patch', 'namespaces', undefined, ''),
      right(
        'create',
        'clusterrolebindings',
        undefined,
        'rbac.authorization.k8s.io',
      ),
    ],
  },
  {
    who: 'a replica that only serves the API',
    user: portal,
    may: ['gatewayhostnamerequests', 'hostnamegrants', 'domainclaims'].flatMap(
      resource => reading.map(verb => right(verb, resource)),
    ),
    mayNot: [
      ...reserved,
      right('create', 'gatewayhostnamerequests', 'shop'),
      right('patch', 'gatewayhostnamerequests', 'shop'),
      right('create', 'leases', 'edge', 'coordination.k8s.io'),
      right('update', 'loadbalancerconfigurations', 'edge', 'gateway.k8s.aws'),
      right('get', 'secrets', 'edge', ''),
    ],
  },
  {
    who: 'somebody with "view" in a namespace',
    user: viewer,
    may: reading.flatMap(verb => [
      right(verb, 'gatewayhostnamerequests', 'shop'),
      right(verb, 'hostnamegrants', 'shop'),
    ]),
    mayNot: [
      ...reserved,
      ...writes.map(verb => right(verb, 'gatewayhostnamerequests', 'shop')),
      right('get', 'gatewayhostnamerequests', 'blog'),
    ],
  },
  ...[
    { who: 'somebody with "edit" in a namespace', user: editor },
    { who: 'somebody with "admin" in a namespace', user: manager },
  ].map(each => ({
    ...each,
    may: [
      ...[...reading, ...writes].map(verb =>
        right(verb, 'gatewayhostnamerequests', 'shop'),
      ),
      ...reading.map(verb => right(verb, 'hostnamegrants', 'shop')),
    ],
    mayNot: [...reserved, right('create', 'gatewayhostnamerequests', 'blog')],
  })),
  {
    who: 'a platform engineer',
    user: platformEngineer,
    may: [
      ...writes.map(verb => right(verb, 'domainclaims')),
      right('update', 'hostnamegrants', 'shop'),
    ],
    mayNot: [
      right('create', 'hostnamegrants', 'shop'),
      right('delete', 'hostnamegrants', 'shop'),
      right('patch', 'gatewayhostnamerequests/status', 'shop'),
      right('get', 'secrets', 'shop', ''),
    ],
  },
];
