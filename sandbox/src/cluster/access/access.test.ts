import { createMemoryCluster } from '../createMemoryCluster';
import { configMap, paths, testCluster } from '../testing/testCluster';
import { rbacRule } from './rbacRule';

const users = () => [
  { token: 'root', name: 'admin', groups: ['system:masters'] },
  {
    token: 'reader',
    name: 'reader',
    allow: (verb: string) => ['get', 'list', 'watch'].includes(verb),
  },
  { token: 'nobody', name: 'nobody', allow: () => false },
];

describe('access', () => {
  it('needs a token that is known', async () => {
    const { send, cluster } = testCluster({ users: users() });

    const unknown = await send('GET', paths.configMaps, undefined, {
      token: 'other',
    });
    cluster.access.removeToken('reader');
    const removed = await send('GET', paths.configMaps, undefined, {
      token: 'reader',
    });
    const anonymous = await cluster.handle(
      new Request(`https://test${paths.configMaps}`),
    );

    expect(unknown).toMatchObject({
      status: 401,
      body: { reason: 'Unauthorized', message: 'Unauthorized' },
    });
    expect(removed.status).toBe(401);
    expect(anonymous.status).toBe(403);
  });

  it('says in the words of the API server what is not allowed', async () => {
    const { send } = testCluster({ users: users() });
    const as = (token: string, method: string, path: string, body?: object) =>
      send(method, path, body, { token });

    const create = await as('reader', 'POST', paths.configMaps, configMap('c'));
    const list = await as(
      'nobody',
      'GET',
      '/apis/hostmaster.dev/v1alpha1/domainclaims',
    );
    const get = await as('nobody', 'GET', `${paths.requests}/shop`);
    const status = await as(
      'reader',
      'PUT',
      `${paths.requests}/shop/status`,
      {},
    );
    const namespace = await as('nobody', 'GET', '/api/v1/namespaces/default');

    expect(create).toMatchObject({
      status: 403,
      body: { reason: 'Forbidden' },
    });
    expect(create.body.message).toBe(
      'configmaps is forbidden: User "reader" cannot create resource "configmaps" in API group "" in the namespace "default"',
    );
    expect(list.body.message).toBe(
      'domainclaims.hostmaster.dev is forbidden: User "nobody" cannot list resource "domainclaims" in API group "hostmaster.dev" at the cluster scope',
    );
    expect(get.body.message).toContain(
      'gatewayhostnamerequests.hostmaster.dev "shop" is forbidden',
    );
    expect(status.body.message).toContain(
      'cannot update resource "gatewayhostnamerequests/status"',
    );
    expect(namespace.body.message).toContain('in the namespace "default"');
  });

  it('can be given and taken at run time', async () => {
    const { send, cluster } = testCluster({ users: users() });
    const list = async () =>
      (await send('GET', paths.configMaps, undefined, { token: 'nobody' }))
        .status;

    const before = await list();
    cluster.access.setRights(
      'nobody',
      (verb, _group, resource) => verb === 'list' && resource === 'configmaps',
    );
    const given = await list();
    cluster.access.setRights('nobody', () => false);

    expect([before, given, await list()]).toEqual([403, 200, 403]);
  });

  it('answers reviews', async () => {
    const { send } = testCluster({ users: users() });
    const ask = (token: string, resourceAttributes: object) =>
      send(
        'POST',
        '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        { spec: { resourceAttributes } },
        { token },
      );

    const may = await ask('reader', { verb: 'list', resource: 'pods' });
    const mayNot = await ask('nobody', { verb: 'list', resource: 'pods' });
    const who = await send(
      'POST',
      '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      {},
      { token: 'reader' },
    );

    expect(may).toMatchObject({
      status: 201,
      body: { status: { allowed: true } },
    });
    expect(mayNot.body.status.allowed).toBe(false);
    expect(who.body.status.userInfo).toEqual({
      username: 'reader',
      groups: ['system:authenticated'],
    });
  });

  it('lets everybody who is known discover, and everybody ask for health', async () => {
    const { send, cluster } = testCluster({ users: users() });

    expect(
      (await send('GET', '/apis', undefined, { token: 'nobody' })).status,
    ).toBe(200);
    expect(
      (await cluster.handle(new Request('https://test/readyz'))).status,
    ).toBe(200);
    expect(
      (await cluster.handle(new Request('https://test/apis'))).status,
    ).toBe(403);
  });

  it('can follow the roles in the cluster', async () => {
    const { cluster, clock } = testCluster();
    const rbac = 'rbac.authorization.k8s.io/v1';
    const account = {
      kind: 'ServiceAccount',
      name: 'flux',
      namespace: 'default',
    };
    cluster.objects.create({
      apiVersion: rbac,
      kind: 'Role',
      metadata: { name: 'maps', namespace: 'default' },
      rules: [
        { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] },
      ],
    });
    cluster.objects.create({
      apiVersion: rbac,
      kind: 'RoleBinding',
      metadata: { name: 'maps', namespace: 'default' },
      roleRef: { kind: 'Role', name: 'maps' },
      subjects: [account],
    });
    const name = 'system:serviceaccount:default:flux';
    cluster.access.setUser({
      token: 'flux',
      name,
      allow: rbacRule(cluster.objects, { name }),
    });
    const get = async (path: string) =>
      (await cluster.transportAs('flux')(new Request(`https://test${path}`)))
        .status;

    expect(await get(paths.configMaps)).toBe(200);
    expect(await get(paths.configMaps.replace('default', 'kube-system'))).toBe(
      403,
    );
    expect(await get('/api/v1/namespaces/default/secrets')).toBe(403);
    expect(createMemoryCluster({ name: 'other', clock }).adminToken).toBe(
      'admin',
    );
  });
});
