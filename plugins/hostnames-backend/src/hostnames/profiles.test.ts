import {
  claimKind,
  gatewayKind,
  httpRouteKind,
  listenerSetKind,
  loadBalancerConfigurationKind,
  requestKind,
} from '../gateways/kinds';
import { certificatesOf } from '../gateways/certificatesOf';
import { TestWorld, ZONE } from './testWorld/TestWorld';
import { TAKEOVER_ANNOTATION } from './takeover.pure';

jest.setTimeout(120_000);

describe('a hostname with more to it', () => {
  let world: TestWorld;
  afterEach(() => world.close());

  it('has a www name that sends visitors on, and loses it when that is not wanted any more', async () => {
    world = new TestWorld();
    world.start();
    world.request({ hostname: 'shop.example.com', dns: { wwwRedirect: true } });
    await world.untilReady('shop');

    const redirect = () =>
      world.api.read(httpRouteKind, {
        namespace: 'edge',
        name: 'shop-example-com-www',
      });
    expect(redirect()?.spec).toMatchObject({
      parentRefs: [
        {
          kind: 'ListenerSet',
          name: 'shop-example-com',
          sectionName: 'https-2',
        },
      ],
      hostnames: ['www.shop.example.com'],
      rules: [
        {
          filters: [
            {
              type: 'RequestRedirect',
              requestRedirect: {
                hostname: 'shop.example.com',
                statusCode: 301,
              },
            },
          ],
        },
      ],
    });
    expect(
      world.api
        .list(listenerSetKind)[0]
        .spec.listeners.map(({ hostname, allowedRoutes }) => [
          hostname,
          allowedRoutes?.namespaces?.from,
        ]),
    ).toEqual([
      ['shop.example.com', 'Selector'],
      ['www.shop.example.com', 'Same'],
    ]);
    expect(world.records()).toEqual(
      expect.arrayContaining([
        'A www.shop.example.com',
        'TXT www.shop._hostmaster.example.com',
      ]),
    );

    world.api.patch(
      requestKind,
      { namespace: 'shop', name: 'shop' },
      { type: 'merge', body: { spec: { dns: { wwwRedirect: false } } } },
    );
    await world.until(
      () =>
        !redirect() && !world.records().some(record => record.includes('www')),
      'www is gone',
    );
    await world.untilReady('shop');
    world.api.patch(
      requestKind,
      { namespace: 'shop', name: 'shop' },
      { type: 'merge', body: { spec: { dns: { wwwRedirect: true } } } },
    );
    await world.until(() => redirect() !== undefined, 'www is back');
    await world.untilReady('shop');
    world.delete('shop');
    await world.untilGone('shop');
    expect(redirect()).toBeUndefined();
    expect(world.records().filter(record => record.includes('shop'))).toEqual(
      [],
    );
  });

  it('moves from cluster to cluster when a platform engineer allows it: never two owners, never none', async () => {
    world = new TestWorld({ clusters: ['blue', 'green'] });
    const [blue, green] = world.apis;
    world.start();
    world.request({ hostname: 'shop.example.com' }, {}, blue);
    await world.untilReady('shop', 'shop', blue);
    const holders: string[] = [];
    world.dns.subscribe(() => {
      const held = world.dns
        .records(ZONE, 'shop._hostmaster.example.com')
        .map(({ values }) => /cluster=(\w+)/.exec(values![0])![1]);
      holders.push(held.join());
    });
    world.request({ hostname: 'shop.example.com' }, {}, green);
    const ref = { namespace: 'shop', name: 'shop' };
    green.patch(requestKind, ref, {
      type: 'merge',
      body: { metadata: { annotations: { [TAKEOVER_ANNOTATION]: 'blue' } } },
    });
    world.route('shop.example.com', {}, green);
    await world.clock.advance(120_000);
    expect(world.ready('shop', 'shop', green)).toBe('False HeldInOtherCluster');

    // A tenant's annotation alone moves nothing; the delegation does.
    world.delete('shop', 'shop', green);
    await world.untilGone('shop', 'shop', green);
    green.create(claimKind, {
      apiVersion: 'hostmaster.dev/v1alpha1',
      kind: 'DomainClaim',
      metadata: { name: 'shop.example.com' },
      spec: {
        hostname: 'shop.example.com',
        delegate: { namespaces: ['shop'] },
      },
    });
    world.request({ hostname: 'shop.example.com' }, {}, green);
    green.patch(requestKind, ref, {
      type: 'merge',
      body: { metadata: { annotations: { [TAKEOVER_ANNOTATION]: 'blue' } } },
    });
    await world.untilReady('shop', 'shop', green);

    // Every write leaves exactly one owner; the first that changes it is the one that moves the alias.
    expect(new Set(holders)).toEqual(new Set(['green']));
    expect(
      world.dns.records(ZONE, 'shop.example.com', 'A')[0].alias?.dnsName,
    ).toBe('gw-01.green.elb.memory.test');
    await world.clock.advance(60_000);
    expect(world.ready('shop', 'shop', blue)).toBe('False HeldInOtherCluster');

    world.delete('shop', 'shop', blue);
    await world.untilGone('shop', 'shop', blue);
    expect(world.ready('shop', 'shop', green)).toBe('True Live');
    world.delete('shop', 'shop', green);
    await world.untilGone('shop', 'shop', green);
    expect(world.records().filter(record => record.includes('shop'))).toEqual(
      [],
    );
  });
});

describe('other profiles', () => {
  let world: TestWorld;
  afterEach(() => world.close());

  it('serve from a Gateway of somebody else, with its certificate and with the records of external-dns', async () => {
    world = new TestWorld({
      config: {
        profiles: {
          'alb-public': {
            certificates: 'existing',
            dns: 'external-dns',
            placement: 'static',
            listeners: 'shared',
            gateway: 'network/envoy',
          },
        },
      },
    });
    world.start();
    world.request({ hostname: 'shop.example.com' });
    await world.until(
      () => world.ready('shop') === 'False NoCoveringCertificate',
      'no listener covers it',
    );
    world.api.create(gatewayKind, {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: { namespace: 'network', name: 'envoy' },
      spec: {
        gatewayClassName: 'envoy',
        listeners: [
          {
            name: 'web',
            protocol: 'HTTPS',
            port: 443,
            hostname: '*.example.com',
          },
        ],
      },
    });
    await world.until(
      () => world.ready('shop') === 'False Publishing',
      'external-dns is waited for',
      () => world.ready('shop'),
    );
    const mark = '"heritage=external-dns,external-dns/owner=edge"';
    world.dns.put(ZONE, {
      name: 'shop.example.com',
      type: 'A',
      ttl: 60,
      values: ['192.0.2.1'],
    });
    world.dns.put(ZONE, {
      name: 'a-shop.example.com',
      type: 'TXT',
      ttl: 60,
      values: [mark],
    });

    await world.untilReady('shop');

    expect(world.certificates.requests).toEqual([]);
    world.delete('shop');
    await world.untilGone('shop');
    expect(world.records()).toEqual([
      'A shop.example.com',
      'TXT a-shop.example.com',
    ]);
    expect(world.api.list(claimKind)).toEqual([]);
  });

  it('share a certificate that exists, and leave it on the gateway for the others', async () => {
    world = new TestWorld({ profile: { certificates: 'existing' } });
    // The default certificate is one that a pool with its own certificates made.
    const { ref } = world.certificates.add({ names: ['*.example.com'] });
    world.start();
    world.request({ hostname: 'a.example.com' });
    await world.clock.advance(300_000);

    expect(world.condition('a', 'GatewayAssigned')).toMatchObject({
      status: 'False',
      message: expect.stringContaining('default.edge.example.com'),
    });
    world.certificates.add({ names: ['default.edge.example.com'] });
    world.request({ hostname: 'b.example.com' });
    await world.untilReady('a');
    await world.untilReady('b');
    const configuration = () =>
      certificatesOf(world.api.list(loadBalancerConfigurationKind)[0]);
    expect(configuration()).toEqual([ref]);
    expect(world.certificates.requests).toEqual([]);

    world.delete('a');
    await world.untilGone('a');
    expect(configuration()).toEqual([ref]);
    world.delete('b');
    await world.untilGone('b');
    expect(configuration()).toEqual([]);
    expect(world.certificates.all()).toHaveLength(2);
  });
});
