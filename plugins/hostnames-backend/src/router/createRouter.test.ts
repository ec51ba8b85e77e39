import { mockCredentials } from '@backstage/backend-test-utils';
import request from 'supertest';
import { hostnameReport } from '../__testUtils__/hostnameReport';
import { startApi, StartedApi } from '../__testUtils__/startApi';

describe('the API', () => {
  let started: StartedApi;

  beforeEach(async () => {
    started = await startApi();
    await started.seed(
      hostnameReport(),
      hostnameReport({
        name: 'beta',
        hostname: 'beta.shop.example.com',
        upTo: 'DnsValidated',
        component: 'component:default/shop',
      }),
      hostnameReport({
        namespace: 'pay',
        name: 'pay',
        hostname: 'pay.example.org',
        owner: 'group:default/payments',
      }),
    );
  });
  afterEach(() => started.stop());

  const get = (path: string) =>
    request(started.server)
      .get(`/api/hostnames${path}`)
      .set('authorization', mockCredentials.user.header('user:default/anna'));

  it('lists hostnames with counts and facets', async () => {
    const { status, body } = await get('/hostnames?orderBy=hostname');

    expect(status).toBe(200);
    expect(body.items.map((item: any) => item.hostname)).toEqual([
      'beta.shop.example.com',
      'pay.example.org',
      'shop.example.com',
    ]);
    expect(body.totalItems).toBe(3);
    expect(body.facets).toMatchObject({
      clusters: ['prod'],
      namespaces: ['pay', 'shop'],
      zones: ['example.com'],
    });
    expect(
      Object.values(body.counts as Record<string, number>).reduce(
        (sum, each) => sum + each,
      ),
    ).toBe(3);
  });

  it('filters by one value, by several values and by text, and pages', async () => {
    expect((await get('/hostnames?namespace=pay')).body.totalItems).toBe(1);
    expect(
      (await get('/hostnames?namespace=pay&namespace=shop')).body.totalItems,
    ).toBe(3);
    expect(
      (await get('/hostnames?owner=group:default/checkout')).body.totalItems,
    ).toBe(2);
    expect(
      (await get('/hostnames?entity=component:default/shop')).body.items,
    ).toMatchObject([{ hostname: 'beta.shop.example.com' }]);
    expect((await get('/hostnames?text=SHOP.ex')).body.totalItems).toBe(2);
    expect((await get('/hostnames?text=%25')).body.totalItems).toBe(0);
    const page = await get(
      '/hostnames?orderBy=hostname&order=desc&limit=1&offset=1',
    );
    expect(page.body).toMatchObject({
      totalItems: 3,
      items: [{ hostname: 'pay.example.org' }],
    });
  });

  // The label is how the Kubernetes plugin ties objects to entities; many requests carry nothing else.
  it('finds the hostnames of an entity by its kubernetes-id too', async () => {
    const cart = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name: 'cart',
        namespace: 'default',
        annotations: { 'backstage.io/kubernetes-id': 'cart-id' },
      },
    };
    await started.stop();
    started = await startApi({ entities: [cart] });
    await started.seed(
      hostnameReport({
        name: 'cart',
        hostname: 'cart.example.com',
        labels: { 'backstage.io/kubernetes-id': 'cart-id' },
      }),
      hostnameReport(),
    );

    const { body } = await get('/hostnames?entity=component:default/cart');

    expect(body.items).toMatchObject([{ hostname: 'cart.example.com' }]);
  });

  it('refuses what the description of the API does not allow', async () => {
    expect((await get('/hostnames?orderBy=uid')).status).toBe(400);
    expect((await get('/hostnames?limit=100000')).status).toBe(400);
    expect((await get('/hostnames?unknown=1')).status).toBe(400);
    expect((await get('/availability')).body).toMatchObject({
      error: { name: 'InputError' },
      response: { statusCode: 400 },
    });
  });

  it('answers with everything known of one hostname', async () => {
    const { status, body } = await get('/hostnames/prod/shop/shop');

    expect(status).toBe(200);
    expect(body.summary).toMatchObject({
      hostname: 'shop.example.com',
      owner: 'group:default/checkout',
      gateway: 'edge/gw-01',
    });
    expect(body.timeline.map((step: any) => step.id)).toEqual(
      expect.arrayContaining(['synced', 'Accepted', 'Ready']),
    );
    expect(body.records).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          purpose: 'alias',
          expected: 'lb-1.elb.example.net',
        }),
      ]),
    );
    expect(body.certificates).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ where: 'held', serial: '0a:0b' }),
      ]),
    );
    expect(body.history.length).toBeGreaterThan(5);
    expect(body.objects[0].yaml).toContain('kind: GatewayHostnameRequest');
    expect(body.permissions).toEqual({ check: true });
  });

  it('answers 404 for a hostname that is not there', async () => {
    const { status, body } = await get('/hostnames/prod/shop/nothing');

    expect(status).toBe(404);
    expect(body.error.name).toBe('NotFoundError');
  });

  it('gives the one verdict for a hostname however it is written', async () => {
    expect((await get('/verdicts/SHOP.example.com.')).body).toMatchObject({
      hostname: 'shop.example.com',
    });
    expect((await get('/verdicts/none.example.com')).status).toBe(404);
  });

  it('looks again on request, and writes one audit event', async () => {
    const { status, body } = await request(started.server)
      .post('/api/hostnames/hostnames/prod/shop/shop/check')
      .set('authorization', mockCredentials.user.header('user:default/anna'));

    expect(status).toBe(200);
    expect(body.summary.hostname).toBe('shop.example.com');
    expect(started.port.looks).toEqual(['prod/shop/shop']);
    expect(started.audited).toEqual([
      {
        eventId: 'hostname-check',
        result: 'success',
        meta: { cluster: 'prod', namespace: 'shop', name: 'shop' },
      },
    ]);
  });

  it('tells form options, capacity and status', async () => {
    started.port.gateways = [
      {
        cluster: 'prod',
        namespace: 'edge',
        name: 'gw-01',
        profile: 'alb-public',
        visibility: 'internet-facing',
        spare: false,
        certificates: { used: 14, max: 24 },
        rules: { used: 10, max: 100 },
        targetGroups: { used: 10, max: 100 },
        hostnames: ['shop.example.com'],
      },
    ];

    expect((await get('/form-options')).body).toMatchObject({
      edgeNamespace: 'edge',
      profiles: [{ name: 'alb-public' }],
    });
    expect((await get('/capacity')).body.pools).toMatchObject([
      {
        free: 10,
        forecast:
          'Full in about 10 requests, 100 days at the pace of the last 30 days',
        gateways: [{ name: 'gw-01' }],
      },
    ]);
    expect((await get('/status')).body).toMatchObject({
      reconciler: { enabled: true, leading: true },
      clusters: [{ name: 'prod' }, { name: 'dev' }],
    });
  });
});
