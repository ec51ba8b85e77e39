import { ApiCall } from './ApiTarget';

/** A call that both servers are asked, and why they are known to answer it differently, if they are. */
export interface ComparedCall extends ApiCall {
  title: string;
  differs?: string;
}

const requests =
  '/apis/hostmaster.dev/v1alpha1/namespaces/shop/gatewayhostnamerequests';
const claims = '/apis/hostmaster.dev/v1alpha1/domainclaims';
const leases = '/apis/coordination.k8s.io/v1/namespaces/shop/leases';
const routes = '/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes';
const table = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
const merge = 'application/merge-patch+json';
const json = 'application/json-patch+json';
const apply = 'application/apply-patch+yaml';

const request = (name: string, spec: object = {}, metadata: object = {}) => ({
  apiVersion: 'hostmaster.dev/v1alpha1',
  kind: 'GatewayHostnameRequest',
  metadata: { name, ...metadata },
  spec: {
    hostname: `${name}.example.test`,
    environment: 'prod',
    gatewayClass: 'alb',
    ...spec,
  },
});
const get = (title: string, path: string, accept?: string): ComparedCall => ({
  title,
  method: 'GET',
  path,
  accept,
});
const post = (
  title: string,
  path: string,
  body: object | string,
): ComparedCall => ({ title, method: 'POST', path, body });
const put = (title: string, path: string, body: object): ComparedCall => ({
  title,
  method: 'PUT',
  path,
  body,
});
const patch = (
  title: string,
  path: string,
  contentType: string,
  body: object,
): ComparedCall => ({ title, method: 'PATCH', path, body, contentType });
const remove = (title: string, path: string, body?: object): ComparedCall => ({
  title,
  method: 'DELETE',
  path,
  body,
});
const unlike = (differs: string, call: ComparedCall): ComparedCall => ({
  ...call,
  differs,
});

/** In this order; each finds what those before it have left. */
export const comparedCalls: ComparedCall[] = [
  get('health', '/readyz'),
  get('a path that does not exist', '/nothing'),
  get('a group that does not exist', '/apis/nothing.dev/v1'),
  get('a group', '/apis/hostmaster.dev'),
  get('a version of ours', '/apis/hostmaster.dev/v1alpha1'),
  get('leases, discovered', '/apis/coordination.k8s.io/v1'),
  get('endpoint slices, discovered', '/apis/discovery.k8s.io/v1'),
  get('events, discovered', '/apis/events.k8s.io/v1'),
  get('a kind that does not exist', '/apis/hostmaster.dev/v1alpha1/nothing'),
  unlike(
    'the memory cluster has no build of its own to tell of',
    get('the version', '/version'),
  ),
  unlike(
    'the memory cluster tells hashes of its own and leaves out documents that no client asks for',
    get('OpenAPI', '/openapi/v3'),
  ),

  get('a namespace that does not exist', '/api/v1/namespaces/none'),
  post('an object in a namespace that does not exist', requests, request('a')),
  post('a namespace', '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop' },
  }),
  post('a namespace again', '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop' },
  }),
  post('a namespace with a bad name', '/api/v1/namespaces', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'Shop_' },
  }),
  get('the namespace', '/api/v1/namespaces/shop'),

  get('an object that does not exist', `${requests}/a`),
  post('create', requests, request('a')),
  post('create again', requests, request('a')),
  post('create with a bad name', requests, request('B_')),
  post('create without a name', requests, request('')),
  post('create with an empty body', requests, ''),
  unlike(
    'the text of a JSON error is that of the parser',
    post('create with half a body', requests, '{'),
  ),
  post('create another kind', requests, { ...request('d'), kind: 'Other' }),
  post(
    'create in another namespace',
    requests,
    request('d', {}, { namespace: 'other' }),
  ),
  post(
    'create with a field of another type',
    requests,
    request('d', { hostname: 5 }),
  ),
  post(
    'create against a pattern',
    requests,
    request('d', { hostname: 'UPPER' }),
  ),
  post(
    'create without required fields',
    requests,
    request('d', { hostname: undefined, environment: undefined }),
  ),
  post(
    'create against an enumeration',
    requests,
    request('d', { deletionPolicy: 'No' }),
  ),
  post(
    'create with an unknown field, strictly',
    `${requests}?fieldValidation=Strict`,
    request('d', { foo: 1 }),
  ),
  post(
    'create with an unknown field, warned of',
    `${requests}?fieldValidation=Warn`,
    request('e', { foo: 1 }),
  ),
  post(
    'create with an unknown validation',
    `${requests}?fieldValidation=Nope`,
    request('f'),
  ),
  post('create in a dry run', `${requests}?dryRun=All`, request('g')),
  post('create in an unknown dry run', `${requests}?dryRun=Some`, request('g')),
  put('a put on a collection', requests, request('a')),

  put('replace under another name', `${requests}/a`, request('b')),
  put('replace without a version', `${requests}/a`, request('a')),
  put(
    'replace an old version',
    `${requests}/a`,
    request('a', {}, { resourceVersion: '1' }),
  ),
  put('replace what does not exist', `${requests}/z`, request('z')),
  patch('patch what does not exist', `${requests}/z`, merge, {}),
  patch('patch of an unknown type', `${requests}/a`, 'text/plain', {}),
  patch(
    'strategic merge patch of a custom kind',
    `${requests}/a`,
    'application/strategic-merge-patch+json',
    { spec: {} },
  ),
  patch('merge patch of an old version', `${requests}/a`, merge, {
    metadata: { resourceVersion: '1' },
  }),
  patch('merge patch against a transition rule', `${requests}/a`, merge, {
    spec: { hostname: 'other.example.test' },
  }),
  patch('merge patch of the name', `${requests}/a`, merge, {
    metadata: { name: 'q' },
  }),
  patch('merge patch with a bad finalizer', `${requests}/a`, merge, {
    metadata: { finalizers: ['x'] },
  }),
  patch('merge patch with a finalizer', `${requests}/a`, merge, {
    metadata: { finalizers: ['hostmaster.dev/x'] },
  }),
  patch('JSON patch whose test fails', `${requests}/a`, json, [
    { op: 'test', path: '/spec/environment', value: 'no' },
  ]),
  patch('JSON patch that removes nothing', `${requests}/a`, json, [
    { op: 'remove', path: '/spec/none' },
  ]),
  patch('JSON patch with an unknown operation', `${requests}/a`, json, [
    { op: 'zap', path: '/spec' },
  ]),
  patch('JSON patch that is no list', `${requests}/a`, json, { not: 'a list' }),
  patch('JSON patch', `${requests}/a`, json, [
    { op: 'add', path: '/metadata/labels', value: { a: 'b' } },
  ]),
  patch('status', `${requests}/a/status`, merge, {
    status: {
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'X',
          message: 'm',
          lastTransitionTime: '2026-01-01T00:00:00Z',
        },
      ],
    },
  }),
  patch('status without required fields', `${requests}/a/status`, merge, {
    status: { conditions: [{ type: 'Ready' }] },
  }),
  patch('status of another type', `${requests}/a/status`, merge, { status: 1 }),
  get('a subresource that does not exist', `${requests}/a/scale`),

  get('a table', requests, table),
  get('a table of one', `${requests}/a`, table),
  get(
    'a table over all namespaces',
    '/apis/hostmaster.dev/v1alpha1/gatewayhostnamerequests',
    table,
  ),
  get('a list', requests),
  get('a list by label', `${requests}?labelSelector=a%3Db`),
  get(
    'a list by an unknown field',
    `${requests}?fieldSelector=spec.hostname%3Dx`,
  ),
  get('a list by name', `${requests}?fieldSelector=metadata.name%3Da`),
  get('a list with a bad limit', `${requests}?limit=x`),
  get('a list of a version that is none', `${requests}?resourceVersion=abc`),
  get(
    'a list with a match but no version',
    `${requests}?resourceVersionMatch=Exact`,
  ),
  get(
    'a watch from a version that is none',
    `${requests}?watch=1&timeoutSeconds=1&resourceVersion=abc`,
  ),
  get(
    'a streaming list without a match',
    `${requests}?watch=1&sendInitialEvents=true`,
  ),
  unlike(
    'a real one streams lists only with etcd 3.5.13 or newer, and the tests run with 3.4; clients go on with an ordinary list',
    {
      ...get(
        'a streaming list',
        `${requests}?watch=1&timeoutSeconds=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan`,
      ),
    },
  ),

  patch('apply', `${requests}/s?fieldManager=m`, apply, request('s')),
  patch('apply without a manager', `${requests}/s`, apply, request('s')),
  patch(
    'apply against another manager',
    `${requests}/s?fieldManager=n`,
    apply,
    request('s', { gatewayClass: 'other' }),
  ),
  patch(
    'apply by force',
    `${requests}/s?fieldManager=n&force=true`,
    apply,
    request('s', { gatewayClass: 'other' }),
  ),
  get('what was applied', `${requests}/s`),

  post('a config map', '/api/v1/namespaces/shop/configmaps', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'c' },
    data: { a: 'b' },
  }),
  post('a secret', '/api/v1/namespaces/shop/secrets', {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'c' },
    stringData: { a: 'b' },
  }),
  unlike(
    'addresses come from another range, and the memory cluster knows no address families',
    post('a service', '/api/v1/namespaces/shop/services', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'shop' },
      spec: { ports: [{ port: 80, targetPort: 8080 }] },
    }),
  ),
  unlike(
    'kinds built into Kubernetes are checked by schemas of ours: the same fields are refused, in the words of a custom kind',
    post('a service without a port', '/api/v1/namespaces/shop/services', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'bad' },
      spec: { ports: [{ port: 0 }] },
    }),
  ),
  unlike(
    'columns of built-in kinds have no descriptions; the cells are the same',
    get('a table of config maps', '/api/v1/namespaces/shop/configmaps', table),
  ),
  post('a lease', leases, {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'l' },
    spec: {
      holderIdentity: 'me',
      leaseDurationSeconds: 15,
      renewTime: '2026-01-01T00:00:00.000000Z',
    },
  }),
  post('an event', '/api/v1/namespaces/shop/events', {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'ev' },
    involvedObject: {
      kind: 'GatewayHostnameRequest',
      name: 'a',
      namespace: 'shop',
    },
    reason: 'R',
    message: 'm',
    type: 'Normal',
    source: { component: 'x' },
    firstTimestamp: '2026-01-01T00:00:00Z',
    lastTimestamp: '2026-01-01T00:00:00Z',
    count: 1,
  }),
  get(
    'the event in its other group',
    '/apis/events.k8s.io/v1/namespaces/shop/events',
  ),
  get(
    'events of an object',
    '/api/v1/namespaces/shop/events?fieldSelector=involvedObject.name%3Da',
  ),
  post('a route with its defaults', routes, {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'r' },
    spec: {
      parentRefs: [{ name: 'g' }],
      rules: [{ backendRefs: [{ name: 'shop', port: 80 }] }],
    },
  }),
  post('a claim', claims, {
    apiVersion: 'hostmaster.dev/v1alpha1',
    kind: 'DomainClaim',
    metadata: { name: 'x.test' },
    spec: {
      hostname: 'x.test',
      owner: { namespace: 'shop', name: 'a', uid: 'u' },
    },
  }),
  patch('a claim for another name', `${claims}/x.test`, merge, {
    spec: { hostname: 'y.test' },
  }),

  remove('delete what does not exist', `${requests}/z`),
  remove('delete another incarnation', `${requests}/a`, {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    preconditions: { uid: 'nope' },
  }),
  remove('delete in an unknown manner', `${requests}/a`, {
    propagationPolicy: 'Nope',
  }),
  remove('delete', `${requests}/e`),
  remove('delete what has a finalizer', `${requests}/a`),
  remove('delete it again', `${requests}/a`),
  patch('let it go', `${requests}/a`, merge, {
    metadata: { finalizers: null },
  }),
  get('what is gone', `${requests}/a`),
  remove('delete a collection', requests),
  remove('delete a config map', '/api/v1/namespaces/shop/configmaps/c'),
];
