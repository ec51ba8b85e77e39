import { testCluster } from '../testing/testCluster';

describe('OpenAPI', () => {
  it('offers version 3 by group and version, changing when kinds do', async () => {
    const { send, cluster } = testCluster();
    const before = await send('GET', '/openapi/v3');
    const { serverRelativeURL } =
      before.body.paths['apis/hostmaster.dev/v1alpha1'];

    const document = (await send('GET', serverRelativeURL)).body;
    cluster.objects.delete(
      { kind: 'CustomResourceDefinition' },
      { name: 'domainclaims.hostmaster.dev' },
    );
    const after = await send('GET', '/openapi/v3');

    const schema =
      document.components.schemas[
        'dev.hostmaster.v1alpha1.GatewayHostnameRequest'
      ];
    expect(schema['x-kubernetes-group-version-kind']).toEqual([
      {
        group: 'hostmaster.dev',
        version: 'v1alpha1',
        kind: 'GatewayHostnameRequest',
      },
    ]);
    expect(schema.properties.spec.required).toEqual([
      'hostname',
      'environment',
      'gatewayClass',
    ]);
    const item =
      document.paths[
        '/apis/hostmaster.dev/v1alpha1/namespaces/{namespace}/gatewayhostnamerequests/{name}'
      ];
    expect(item.patch['x-kubernetes-action']).toBe('patch');
    expect(item.patch.parameters).toContainEqual(
      expect.objectContaining({ name: 'fieldValidation', in: 'query' }),
    );
    expect(
      after.body.paths['apis/hostmaster.dev/v1alpha1'].serverRelativeURL,
    ).not.toBe(serverRelativeURL);
  });

  it('offers version 2 as JSON and in protobuf', async () => {
    const { send, cluster } = testCluster();
    const accept = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';

    const json = await send('GET', '/openapi/v2');
    const binary = await cluster.transport(
      new Request('https://test/openapi/v2', { headers: { accept } }),
    );
    const bytes = Buffer.from(await binary.arrayBuffer());

    expect(
      json.body.definitions['io.k8s.api.core.v1.ConfigMap'].properties.data
        .type,
    ).toBe('object');
    expect(binary.headers.get('content-type')).toBe(
      'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
    );
    expect(bytes.subarray(0, 5)).toEqual(
      Buffer.from([0x0a, 3, 0x32, 0x2e, 0x30]),
    );
    expect(
      bytes.includes('dev.hostmaster.v1alpha1.GatewayHostnameRequest'),
    ).toBe(true);
  });
});

describe('discovery', () => {
  const aggregated = {
    accept:
      'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json',
  };

  it('answers in one document to clients that ask for it', async () => {
    const { send } = testCluster();

    const { body } = await send('GET', '/apis', undefined, aggregated);
    const core = await send('GET', '/api', undefined, aggregated);

    const group = body.items.find(
      (item: { metadata: { name: string } }) =>
        item.metadata.name === 'hostmaster.dev',
    );
    expect(body).toMatchObject({
      kind: 'APIGroupDiscoveryList',
      apiVersion: 'apidiscovery.k8s.io/v2',
    });
    expect(group.versions[0].resources).toContainEqual(
      expect.objectContaining({
        resource: 'gatewayhostnamerequests',
        scope: 'Namespaced',
        shortNames: ['ghr'],
        categories: ['hostmaster'],
        subresources: [expect.objectContaining({ subresource: 'status' })],
      }),
    );
    expect(core.body.items[0].versions[0].version).toBe('v1');
  });

  it('answers in the old documents to all others', async () => {
    const { send } = testCluster();

    expect((await send('GET', '/api')).body).toMatchObject({
      kind: 'APIVersions',
      versions: ['v1'],
    });
    expect((await send('GET', '/apis')).body).toMatchObject({
      kind: 'APIGroupList',
    });
    expect(
      (await send('GET', '/apis/gateway.networking.k8s.io')).body
        .preferredVersion.version,
    ).toBe('v1');
    expect((await send('GET', '/api/v1')).body.resources).toContainEqual(
      expect.objectContaining({
        name: 'events',
        shortNames: ['ev'],
        namespaced: true,
      }),
    );
    expect((await send('GET', '/apis/nothing.example.com')).status).toBe(404);
  });

  it('shows one event under both of its groups', async () => {
    const { send } = testCluster();
    const event = {
      metadata: { name: 'e' },
      regarding: { kind: 'ConfigMap', name: 'c' },
      note: 'N',
      reason: 'R',
      type: 'Normal',
      eventTime: '2026-01-01T00:00:00.000000Z',
      reportingController: 'x',
      reportingInstance: 'y',
      action: 'A',
    };
    await send(
      'POST',
      '/apis/events.k8s.io/v1/namespaces/default/events',
      event,
    );

    const core = (await send('GET', '/api/v1/namespaces/default/events/e'))
      .body;

    expect(core).toMatchObject({
      apiVersion: 'v1',
      message: 'N',
      involvedObject: { name: 'c' },
      reportingComponent: 'x',
      firstTimestamp: null,
    });
  });
});
