import {
  hostnameRequest,
  patchTypes,
  paths,
  testCluster,
} from '../testing/testCluster';

const route = (spec: object, extra: object = {}) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'shop', ...extra },
  spec,
});
const gateway = (listeners: object[]) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { name: 'gw' },
  spec: { gatewayClassName: 'alb', listeners },
});

function applying() {
  const test = testCluster();
  const apply = (
    plural: string,
    name: string,
    body: unknown,
    manager: string,
    query = '',
  ) =>
    test.send(
      'PATCH',
      `/apis/gateway.networking.k8s.io/v1/namespaces/default/${plural}/${name}?fieldManager=${manager}${query}`,
      body,
      patchTypes.apply,
    );
  return { ...test, apply };
}

describe('server-side apply', () => {
  it('makes what is not there, from YAML, and remembers who owns what', async () => {
    const { send } = testCluster();
    const yaml =
      'apiVersion: hostmaster.dev/v1alpha1\nkind: GatewayHostnameRequest\nmetadata: { name: shop, labels: { a: b } }\nspec: { hostname: a.example.com, environment: prod, gatewayClass: alb }\n';

    const { status, body } = await send(
      'PATCH',
      `${paths.requests}/shop?fieldManager=flux`,
      yaml,
      patchTypes.apply,
    );

    expect(status).toBe(201);
    expect(body.spec.visibility).toBe('internet-facing');
    expect(body.metadata.managedFields).toEqual([
      {
        apiVersion: 'hostmaster.dev/v1alpha1',
        fieldsType: 'FieldsV1',
        fieldsV1: {
          'f:metadata': { 'f:labels': { 'f:a': {} } },
          'f:spec': {
            'f:environment': {},
            'f:gatewayClass': {},
            'f:hostname': {},
          },
        },
        manager: 'flux',
        operation: 'Apply',
        time: '2026-01-01T00:00:00Z',
      },
    ]);
  });

  it('refuses to take fields of others with another value, and takes them by force', async () => {
    const { apply } = applying();
    await apply(
      'httproutes',
      'shop',
      route({ hostnames: ['a.example.com'] }),
      'flux',
    );

    const refused = await apply(
      'httproutes',
      'shop',
      route({ hostnames: ['b.example.com'] }),
      'me',
    );
    const shared = await apply(
      'httproutes',
      'shop',
      route({ hostnames: ['a.example.com'] }),
      'me',
    );
    const forced = await apply(
      'httproutes',
      'shop',
      route({ hostnames: ['b.example.com'] }),
      'me',
      '&force=true',
    );

    expect(refused).toMatchObject({
      status: 409,
      body: { reason: 'Conflict' },
    });
    expect(refused.body.message).toBe(
      'Apply failed with 1 conflict: conflict with "flux": .spec.hostnames',
    );
    expect(refused.body.details.causes).toEqual([
      {
        reason: 'FieldManagerConflict',
        message: 'conflict with "flux"',
        field: '.spec.hostnames',
      },
    ]);
    expect(shared.status).toBe(200);
    expect(forced.body.spec.hostnames).toEqual(['b.example.com']);
    expect(
      forced.body.metadata.managedFields.map(
        (entry: { manager: string }) => entry.manager,
      ),
    ).toEqual(['me']);
  });

  it('merges lists by key, and takes back what a manager no longer applies', async () => {
    const { apply } = applying();
    const listener = (name: string, port: number) => ({
      name,
      port,
      protocol: 'HTTP',
    });
    await apply(
      'gateways',
      'gw',
      gateway([listener('a', 80), listener('b', 81)]),
      'one',
    );
    await apply('gateways', 'gw', gateway([listener('c', 82)]), 'two');

    const { body } = await apply(
      'gateways',
      'gw',
      gateway([listener('b', 8081)]),
      'one',
    );

    expect(
      body.spec.listeners.map(
        ({ name, port }: { name: string; port: number }) => [name, port],
      ),
    ).toEqual([
      ['b', 8081],
      ['c', 82],
    ]);
  });

  it('names conflicts inside lists by their keys', async () => {
    const { apply } = applying();
    await apply(
      'gateways',
      'gw',
      gateway([{ name: 'a', port: 80, protocol: 'HTTP' }]),
      'one',
    );

    const { body } = await apply(
      'gateways',
      'gw',
      gateway([{ name: 'a', port: 90, protocol: 'HTTPS' }]),
      'two',
    );

    expect(body.message).toBe(
      'Apply failed with 2 conflicts: conflicts with "one":\n- .spec.listeners[name="a"].port\n- .spec.listeners[name="a"].protocol',
    );
  });

  it('leaves alone what others took over inside a list item', async () => {
    const { send, apply } = applying();
    const listener = { name: 'a', port: 80, protocol: 'HTTP' };
    await apply(
      'gateways',
      'gw',
      gateway([{ ...listener, hostname: 'a.example.com' }]),
      'one',
    );
    await send(
      'PATCH',
      '/apis/gateway.networking.k8s.io/v1/namespaces/default/gateways/gw?fieldManager=editor',
      [
        {
          op: 'replace',
          path: '/spec/listeners/0/hostname',
          value: 'b.example.com',
        },
      ],
      patchTypes.json,
    );

    const { body } = await apply('gateways', 'gw', gateway([listener]), 'one');

    expect(body.spec.listeners).toEqual([
      expect.objectContaining({ ...listener, hostname: 'b.example.com' }),
    ]);
  });

  it('changes nothing the second time', async () => {
    const { apply, clock } = applying();
    const first = await apply(
      'httproutes',
      'shop',
      route({ hostnames: ['a.example.com'] }),
      'flux',
    );
    await clock.advance(60_000);

    const second = await apply(
      'httproutes',
      'shop',
      route({ hostnames: ['a.example.com'] }),
      'flux',
    );

    expect(second.body).toEqual(first.body);
  });

  it('applies the status apart from the rest', async () => {
    const { send, apply } = applying();
    await apply(
      'httproutes',
      'shop',
      route({ hostnames: ['a.example.com'] }),
      'flux',
    );
    const parents = [{ controllerName: 'x', parentRef: { name: 'gw' } }];
    const path =
      '/apis/gateway.networking.k8s.io/v1/namespaces/default/httproutes/shop/status?fieldManager=lbc';

    const { body } = await send(
      'PATCH',
      path,
      { ...route({ hostnames: ['no'] }), status: { parents } },
      patchTypes.apply,
    );

    expect(body.spec.hostnames).toEqual(['a.example.com']);
    expect(body.status.parents).toHaveLength(1);
    expect(body.metadata.managedFields).toContainEqual(
      expect.objectContaining({
        manager: 'lbc',
        subresource: 'status',
        fieldsV1: { 'f:status': { 'f:parents': {} } },
      }),
    );
  });

  it.each([
    [
      'no manager',
      '',
      hostnameRequest('shop'),
      422,
      'fieldManager: Required value: is required for apply patch',
    ],
    [
      'managed fields',
      '?fieldManager=m',
      hostnameRequest('shop', {}, { managedFields: [{}] }),
      400,
      'metadata.managedFields must be nil',
    ],
    [
      'an unknown field',
      '?fieldManager=m',
      hostnameRequest('shop', { foo: 1 }),
      500,
      '.spec.foo: field not declared in schema',
    ],
    [
      'a wrong type',
      '?fieldManager=m',
      hostnameRequest('shop', { hostname: 5 }),
      500,
      '.spec.hostname: expected string, got number',
    ],
  ])('refuses %s', async (_title, query, body, status, message) => {
    const { send } = testCluster();

    const answer = await send(
      'PATCH',
      `${paths.requests}/shop${query}`,
      body,
      patchTypes.apply,
    );

    expect(answer.status).toBe(status);
    expect(answer.body.message).toContain(message);
  });

  it('gives what nobody is recorded for to whoever was there before', async () => {
    const { send } = testCluster();
    await send('POST', paths.requests, hostnameRequest('shop'));
    await send(
      'PATCH',
      `${paths.requests}/shop`,
      { metadata: { managedFields: [{}] } },
      patchTypes.merge,
    );

    const { body } = await send(
      'PATCH',
      `${paths.requests}/shop?fieldManager=m`,
      hostnameRequest('shop', { expiresAfter: '1h', visibility: 'internal' }),
      patchTypes.apply,
    );

    expect(body.message).toContain(
      'conflict with "before-first-apply" using hostmaster.dev/v1alpha1: .spec.visibility',
    );
  });
});
