import {
  configMap,
  hostnameRequest,
  patchTypes,
  paths,
  testCluster,
} from '../testing/testCluster';

const thing = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'things.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { kind: 'Thing', plural: 'things', shortNames: ['th'] },
    versions: ['v1', 'v1beta1'].map(name => ({
      name,
      served: true,
      storage: name === 'v1',
      schema: {
        openAPIV3Schema: {
          type: 'object',
          properties: {
            spec: { type: 'object', properties: { size: { type: 'integer' } } },
          },
        },
      },
    })),
  },
};

describe('namespaces', () => {
  it('take nothing new while they go, and are gone when their contents are', async () => {
    const { send, clock } = testCluster({ namespaces: ['shop'] });
    const path = paths.requests.replace('default', 'shop');
    await send(
      'POST',
      path,
      hostnameRequest(
        'kept',
        {},
        { namespace: 'shop', finalizers: ['a.example.com/x'] },
      ),
    );
    await send(
      'POST',
      paths.configMaps.replace('default', 'shop'),
      configMap('c', {}, { namespace: 'shop' }),
    );

    const deleted = await send('DELETE', '/api/v1/namespaces/shop');
    const late = await send(
      'POST',
      path,
      hostnameRequest('late', {}, { namespace: 'shop' }),
    );
    await clock.advance(1_000);
    const waiting = await send('GET', '/api/v1/namespaces/shop');
    await send(
      'PATCH',
      `${path}/kept`,
      { metadata: { finalizers: [] } },
      patchTypes.merge,
    );
    await clock.advance(1_000);

    expect(deleted.body.status.phase).toBe('Terminating');
    expect(late.status).toBe(403);
    expect(late.body.message).toBe(
      'gatewayhostnamerequests.hostmaster.dev "late" is forbidden: unable to create new content in namespace shop because it is being terminated',
    );
    expect(late.body.details.causes).toEqual([
      {
        reason: 'NamespaceTerminating',
        message: 'namespace shop is being terminated',
        field: 'metadata.namespace',
      },
    ]);
    expect(waiting.body.status.conditions).toContainEqual(
      expect.objectContaining({
        type: 'NamespaceFinalizersRemaining',
        message:
          'Some content in the namespace has finalizers remaining: a.example.com/x in 1 resource instances',
      }),
    );
    expect((await send('GET', '/api/v1/namespaces/shop')).status).toBe(404);
    expect((await send('GET', '/api/v1/configmaps')).body.items).toEqual([]);
  });

  it('must exist before anything is put into them', async () => {
    const { send } = testCluster();

    const { status, body } = await send(
      'POST',
      paths.configMaps.replace('default', 'nowhere'),
      { metadata: { name: 'c' } },
    );

    expect(status).toBe(404);
    expect(body.message).toBe('namespaces "nowhere" not found');
  });
});

describe('owners', () => {
  async function ownedPair(finalizers: string[] = []) {
    const test = testCluster();
    const owner = (
      await test.send(
        'POST',
        paths.requests,
        hostnameRequest('owner', {}, { finalizers }),
      )
    ).body;
    const ownerReferences = [
      {
        apiVersion: owner.apiVersion,
        kind: owner.kind,
        name: 'owner',
        uid: owner.metadata.uid,
        blockOwnerDeletion: true,
      },
    ];
    await test.send(
      'POST',
      paths.configMaps,
      configMap('owned', {}, { ownerReferences }),
    );
    const exists = async () =>
      (await test.send('GET', `${paths.configMaps}/owned`)).status === 200;
    return { ...test, owner, exists };
  }

  it('take their dependents with them, in the background', async () => {
    const { send, clock, exists } = await ownedPair();

    await send('DELETE', `${paths.requests}/owner`);
    const before = await exists();
    await clock.advance(1_000);

    expect(before).toBe(true);
    expect(await exists()).toBe(false);
  });

  it('wait for their dependents when deleted in the foreground', async () => {
    const { send, clock, exists } = await ownedPair();
    await send(
      'PATCH',
      `${paths.configMaps}/owned`,
      { metadata: { finalizers: ['a.example.com/x'] } },
      patchTypes.merge,
    );

    await send('DELETE', `${paths.requests}/owner`, {
      propagationPolicy: 'Foreground',
    });
    await clock.advance(1_000);
    const waiting = await send('GET', `${paths.requests}/owner`);
    await send(
      'PATCH',
      `${paths.configMaps}/owned`,
      { metadata: { finalizers: null } },
      patchTypes.merge,
    );
    await clock.advance(1_000);

    expect(waiting.body.metadata.finalizers).toEqual(['foregroundDeletion']);
    expect(await exists()).toBe(false);
    expect((await send('GET', `${paths.requests}/owner`)).status).toBe(404);
  });

  it('leave their dependents behind when told to', async () => {
    const { send, clock } = await ownedPair();

    await send('DELETE', `${paths.requests}/owner`, {
      propagationPolicy: 'Orphan',
    });
    await clock.advance(1_000);

    expect((await send('GET', `${paths.requests}/owner`)).status).toBe(404);
    expect(
      (await send('GET', `${paths.configMaps}/owned`)).body.metadata
        .ownerReferences,
    ).toBeUndefined();
  });

  it('count by uid: a new object of the same name owns nothing', async () => {
    const { send, clock, exists } = await ownedPair();

    await send('DELETE', `${paths.requests}/owner`);
    await send('POST', paths.requests, hostnameRequest('owner'));
    await clock.advance(1_000);

    expect(await exists()).toBe(false);
  });
});

describe('definitions', () => {
  it('serve their kind at once, in all versions, and say so', async () => {
    const { send } = testCluster();

    await send('POST', paths.definitions, thing);
    const definition = await send(
      'GET',
      `${paths.definitions}/things.example.com`,
    );
    await send('POST', '/apis/example.com/v1beta1/namespaces/default/things', {
      metadata: { name: 'a' },
      spec: { size: 1 },
    });
    const read = await send(
      'GET',
      '/apis/example.com/v1/namespaces/default/things/a',
    );
    const resources = await send('GET', '/apis/example.com/v1');

    expect(definition.body.status.conditions).toContainEqual(
      expect.objectContaining({ type: 'Established', status: 'True' }),
    );
    expect(definition.body.spec.names).toMatchObject({
      singular: 'thing',
      listKind: 'ThingList',
    });
    expect(read.body).toMatchObject({
      apiVersion: 'example.com/v1',
      spec: { size: 1 },
    });
    expect(resources.body.resources).toEqual([
      expect.objectContaining({ name: 'things', shortNames: ['th'] }),
    ]);
  });

  it('take their objects with them, and end their watches', async () => {
    const { send, cluster } = testCluster();
    await send('POST', paths.definitions, thing);
    await send('POST', '/apis/example.com/v1/namespaces/default/things', {
      metadata: { name: 'a', finalizers: ['a.example.com/x'] },
    });
    const watch = await cluster.transport(
      new Request('https://test/apis/example.com/v1/things?watch=true'),
    );

    await send('DELETE', `${paths.definitions}/things.example.com`);
    const waiting = await send(
      'GET',
      `${paths.definitions}/things.example.com`,
    );
    await send(
      'PATCH',
      '/apis/example.com/v1/namespaces/default/things/a',
      { metadata: { finalizers: null } },
      patchTypes.merge,
    );

    expect(waiting.body.metadata.deletionTimestamp).toBeDefined();
    expect(
      (await send('GET', `${paths.definitions}/things.example.com`)).status,
    ).toBe(404);
    expect((await send('GET', '/apis/example.com/v1/things')).status).toBe(404);
    const events = (await watch.text())
      .trim()
      .split('\n')
      .map(line => JSON.parse(line).type);
    expect(events).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
  });

  it.each<[string, (definition: typeof thing) => void, string]>([
    [
      'a name that is not plural.group',
      d => {
        d.metadata.name = 'other.example.com';
      },
      'metadata.name: Invalid value: "other.example.com": must be spec.names.plural+"."+spec.group',
    ],
    [
      'two storage versions',
      d => {
        d.spec.versions[1].storage = true;
      },
      'must have exactly one version marked as storage version',
    ],
    [
      'a rule that cannot be read',
      d => {
        Object.assign(d.spec.versions[0].schema.openAPIV3Schema, {
          'x-kubernetes-validations': [{ rule: 'self.(' }],
        });
      },
      'compilation failed',
    ],
  ])('are refused with %s', async (_title, change, message) => {
    const { send } = testCluster();
    const definition = structuredClone(thing);
    change(definition);

    const { status, body } = await send('POST', paths.definitions, definition);

    expect(status).toBe(422);
    expect(body.message).toContain(message);
  });
});
