import { testCluster } from '../testing/testCluster';

const GROUP = 'admissionregistration.k8s.io/v1';

const policy = (spec: object = {}) => ({
  apiVersion: GROUP,
  kind: 'ValidatingAdmissionPolicy',
  metadata: { name: 'granted' },
  spec: {
    failurePolicy: 'Fail',
    paramKind: { apiVersion: 'hostmaster.dev/v1alpha1', kind: 'HostnameGrant' },
    matchConstraints: {
      resourceRules: [
        {
          apiGroups: ['gateway.networking.k8s.io'],
          apiVersions: ['v1'],
          operations: ['CREATE', 'UPDATE'],
          resources: ['httproutes'],
        },
      ],
    },
    matchConditions: [
      { name: 'living', expression: '!has(object.metadata.deletionTimestamp)' },
    ],
    variables: [
      { name: 'hostnames', expression: 'object.spec.?hostnames.orValue([])' },
      {
        name: 'granted',
        expression: 'params.spec.hostnames.map(h, h.hostname)',
      },
    ],
    validations: [
      {
        expression: 'variables.hostnames.all(h, h in variables.granted)',
        messageExpression:
          '"not granted: " + variables.hostnames.filter(h, !(h in variables.granted)).join(", ")',
        reason: 'Forbidden',
      },
    ],
    ...spec,
  },
});

const binding = (spec: object = {}) => ({
  apiVersion: GROUP,
  kind: 'ValidatingAdmissionPolicyBinding',
  metadata: { name: 'granted' },
  spec: {
    policyName: 'granted',
    validationActions: ['Deny'],
    paramRef: { name: 'hostnames', parameterNotFoundAction: 'Deny' },
    matchResources: {
      namespaceSelector: { matchLabels: { 'hostmaster.dev/enforce': 'true' } },
    },
    ...spec,
  },
});

function enforced(objects: object[] = [policy(), binding()]) {
  const test = testCluster({ namespaces: ['free'] });
  const { objects: store } = test.cluster;
  store.create({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop', labels: { 'hostmaster.dev/enforce': 'true' } },
  });
  for (const object of objects) store.create(object);
  const grant = (namespace: string, hostname: string) =>
    store.create({
      apiVersion: 'hostmaster.dev/v1alpha1',
      kind: 'HostnameGrant',
      metadata: { name: 'hostnames', namespace },
      spec: { hostnames: [{ hostname, request: 'r' }] },
    });
  const route = (namespace: string, hostnames: string[], name = 'r') =>
    test.send(
      'POST',
      `/apis/gateway.networking.k8s.io/v1/namespaces/${namespace}/httproutes`,
      {
        metadata: { name },
        spec: { hostnames },
      },
    );
  return { ...test, grant, route };
}

describe('ValidatingAdmissionPolicies', () => {
  it("take each namespace's own parameter, and refuse in the words of the API server", async () => {
    const { grant, route } = enforced();
    grant('shop', 'a.example.com');

    const refused = await route('shop', ['a.example.com', 'b.example.com']);
    const allowed = await route('shop', ['a.example.com']);
    const elsewhere = await route('free', ['b.example.com']);

    expect(refused).toMatchObject({
      status: 403,
      body: { reason: 'Forbidden' },
    });
    expect(refused.body.message).toBe(
      `httproutes.gateway.networking.k8s.io "r" is forbidden: ValidatingAdmissionPolicy 'granted' with binding 'granted' denied request: not granted: b.example.com`,
    );
    expect([allowed.status, elsewhere.status]).toEqual([201, 201]);
  });

  it('refuse when the parameter is missing, if the binding says so', async () => {
    const strict = enforced();
    const lenient = enforced([
      policy(),
      binding({
        paramRef: { name: 'hostnames', parameterNotFoundAction: 'Allow' },
      }),
    ]);

    const refused = await strict.route('shop', []);

    expect(refused.status).toBe(422);
    expect(refused.body.message).toContain(
      'no params found for policy binding with `Deny` parameterNotFoundAction',
    );
    expect((await lenient.route('shop', ['a.example.com'])).status).toBe(201);
  });

  // Else a sandbox would let through what a cluster refuses: there a missing parameter is no finding but a wrong configuration.
  it('refuse when the parameter is missing also where they only warn', async () => {
    const { route } = enforced([
      policy(),
      binding({ validationActions: ['Warn', 'Audit'] }),
    ]);

    const refused = await route('shop', []);

    expect(refused.status).toBe(422);
    expect(refused.body.message).toContain('no params found');
  });

  it('warn instead of refusing', async () => {
    const { grant, route } = enforced([
      policy(),
      binding({ validationActions: ['Warn', 'Audit'] }),
    ]);
    grant('shop', 'a.example.com');

    const { status, warnings } = await route('shop', ['b.example.com']);

    expect(status).toBe(201);
    expect(warnings).toContain(
      `Validation failed for ValidatingAdmissionPolicy 'granted' with binding 'granted': not granted: b.example.com`,
    );
  });

  it.each([
    ['Fail', 422],
    ['Ignore', 201],
  ])(
    'whose expressions fail are held by failurePolicy %s',
    async (failurePolicy, status) => {
      const { route } = enforced([
        policy({
          failurePolicy,
          paramKind: undefined,
          variables: [],
          validations: [{ expression: 'object.spec.nope == 1' }],
        }),
        binding({ paramRef: undefined }),
      ]);

      const answer = await route('shop', []);

      expect(answer.status).toBe(status);
      if (status === 422) {
        expect(answer.body.message).toContain(
          "expression 'object.spec.nope == 1' resulted in error: no such key: nope",
        );
      }
    },
  );

  it('see who asks, what was before, and deletions', async () => {
    const { send, cluster } = enforced([
      policy({
        paramKind: undefined,
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: [''],
              apiVersions: ['*'],
              operations: ['UPDATE', 'DELETE'],
              resources: ['configmaps'],
            },
          ],
        },
        matchConditions: [
          {
            name: 'not-admins',
            expression: '!("system:masters" in request.userInfo.groups)',
          },
        ],
        variables: [],
        validations: [
          {
            expression: 'request.operation != "DELETE"',
            message: 'nobody deletes',
          },
          {
            expression:
              'oldObject.?data.orValue({}) == object.?data.orValue({})',
            message: 'nobody changes',
          },
        ],
      }),
      binding({ paramRef: undefined }),
    ]);
    cluster.access.setUser({ token: 'jane', name: 'jane' });
    cluster.objects.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c', namespace: 'shop' },
      data: { a: 'b' },
    });
    const path = '/api/v1/namespaces/shop/configmaps/c';
    const patch = { contentType: 'application/merge-patch+json' };

    const removed = await send('DELETE', path, undefined, { token: 'jane' });
    const changed = await send(
      'PATCH',
      path,
      { data: { a: 'c' } },
      { ...patch, token: 'jane' },
    );
    const labelled = await send(
      'PATCH',
      path,
      { metadata: { labels: { a: 'b' } } },
      { ...patch, token: 'jane' },
    );
    const byAdmin = await send('DELETE', path);

    expect(removed.body.message).toContain('denied request: nobody deletes');
    expect(changed.body.message).toContain('denied request: nobody changes');
    expect([labelled.status, byAdmin.status]).toEqual([200, 200]);
  });
});

describe('admission checks of the sandbox', () => {
  it('are asked before each write, and can refuse and warn', async () => {
    const { send, cluster } = testCluster();
    const seen: string[] = [];
    const remove = cluster.addAdmission(({ operation, resource, name }) => {
      seen.push(`${operation} ${resource.plural} ${name}`);
      return ['think twice'];
    });

    const made = await send('POST', '/api/v1/namespaces/default/configmaps', {
      metadata: { name: 'c' },
    });
    await send('DELETE', '/api/v1/namespaces/default/configmaps/c');
    remove();
    await send('POST', '/api/v1/namespaces/default/configmaps', {
      metadata: { name: 'd' },
    });

    expect(made.warnings).toBe('299 - "think twice"');
    expect(seen).toEqual(['CREATE configmaps c', 'DELETE configmaps c']);
  });
});
