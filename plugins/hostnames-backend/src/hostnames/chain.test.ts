import {
  claimKind,
  gatewayKind,
  grantKind,
  listenerSetKind,
  loadBalancerConfigurationKind,
} from '../gateways/kinds';
import { certificatesOf } from '../gateways/certificatesOf';
import { TestWorld, ZONE } from './testWorld/TestWorld';

jest.setTimeout(120_000);

const DEFAULT = ['TXT default.edge._hostmaster.example.com'];
const names = (records: string[]) =>
  records.filter(record => !/default\.edge/.test(record));

describe('a request in a memory world', () => {
  let world: TestWorld;
  afterEach(() => world.close());

  it('becomes Ready with everything it needs, and a second run changes nothing', async () => {
    world = new TestWorld();
    world.request(
      { hostname: 'shop.example.com' },
      { owner: 'group:default/checkout' },
    );
    world.route('shop.example.com');
    world.start();

    await world.untilReady('shop');

    expect(world.records()).toEqual([
      'A shop.example.com',
      'AAAA shop.example.com',
      expect.stringMatching(
        /^CNAME _[0-9a-f]{32}\.default\.edge\.example\.com$/,
      ),
      expect.stringMatching(/^CNAME _[0-9a-f]{32}\.shop\.example\.com$/),
      ...DEFAULT,
      'TXT shop._hostmaster.example.com',
    ]);
    expect(
      world.dns.records(ZONE, 'shop._hostmaster.example.com')[0].values,
    ).toEqual([
      '"heritage=hostmaster,v=1,inst=acme,cluster=prod,owner=shop/shop,seq=4,state=held,owns=A+AAAA+CNAME"',
    ]);
    expect(
      world.api
        .list(claimKind)
        .map(({ spec }) => [spec.hostname, spec.owner?.namespace, spec.state]),
    ).toEqual([['shop.example.com', 'shop', 'held']]);
    expect(world.api.list(grantKind)[0].spec.hostnames).toEqual([
      {
        hostname: 'shop.example.com',
        request: 'shop',
        since: expect.any(String),
      },
    ]);
    expect(world.api.list(listenerSetKind)[0]).toMatchObject({
      metadata: { name: 'shop-example-com', namespace: 'edge' },
      spec: {
        parentRef: { name: 'gw-01' },
        listeners: [
          {
            hostname: 'shop.example.com',
            allowedRoutes: {
              namespaces: {
                from: 'Selector',
                selector: {
                  matchLabels: { 'kubernetes.io/metadata.name': 'shop' },
                },
              },
            },
          },
        ],
      },
    });
    const { status } = world.get('shop')!;
    expect(
      certificatesOf(world.api.list(loadBalancerConfigurationKind)[0]),
    ).toEqual([status!.certificateArn]);
    expect(status).toMatchObject({
      observedGeneration: 1,
      zone: { id: ZONE, name: 'example.com' },
      assignedGateway: {
        namespace: 'edge',
        name: 'gw-01',
        listenerSet: 'shop-example-com',
      },
      assignedLoadBalancer: { dnsName: 'gw-01.prod.elb.memory.test' },
    });
    expect(
      status!.conditions!.filter(({ status: is }) => is !== 'True'),
    ).toEqual([]);
    expect(world.certificates.requests).toHaveLength(2);

    const writes = world.writeCount();
    world.reconciler.touch('all', 'test');
    await world.clock.advance(3 * 3_600_000);
    expect(world.writeCount()).toBe(writes);
  });

  it('leaves the world as it was when it is deleted, in the order in which nothing dangles', async () => {
    world = new TestWorld();
    world.start();
    await world.until(
      () => world.records().length === 2,
      'the default certificate is validated',
    );
    world.request({ hostname: 'shop.example.com' });
    world.route('shop.example.com');
    await world.untilReady('shop');
    const { certificateArn } = world.get('shop')!.status!;
    const since = world.clock.now() + 1;
    await world.clock.advance(1_000);
    world.delete('shop');
    const deletedAt = world.clock.now();

    await world.untilGone('shop');

    const order = world
      .history(since)
      .filter(line => !line.startsWith('delete GatewayHostnameRequest'));
    expect(order).toEqual([
      '-TXT shop._hostmaster.example.com, +TXT shop._hostmaster.example.com, -A shop.example.com, -AAAA shop.example.com',
      'delete ListenerSet edge/shop-example-com',
      'delete HostnameGrant shop/hostnames',
      'replace LoadBalancerConfiguration edge/gw-01',
      `delete certificate ${certificateArn}`,
      expect.stringMatching(
        /^-TXT shop\._hostmaster\.example\.com, \+TXT shop\._hostmaster\.example\.com, -CNAME _[0-9a-f]{32}\.shop\.example\.com$/,
      ),
      '-TXT shop._hostmaster.example.com',
      'delete DomainClaim shop.example.com',
      'patch GatewayHostnameRequest shop/shop',
    ]);
    expect(names(world.records())).toEqual([]);
    const aliasGone = world.dns.writes.find(
      ({ at, changes }) =>
        at >= since && changes.some(({ record }) => record.type === 'A'),
    )!.at;
    const listenerGone = world.api.writes.find(
      ({ verb, kind }) => verb === 'delete' && kind === 'ListenerSet',
    )!.at;
    expect(listenerGone - aliasGone).toBeGreaterThanOrEqual(90_000);
    expect(world.clock.now() - deletedAt).toBeLessThan(300_000);
    expect(world.gone).toEqual([
      expect.stringMatching(/^prod\/shop\/shop uid-/),
    ]);
    expect(world.api.list(gatewayKind)).toHaveLength(1);
  });

  it('can be deleted in every phase, and leaves nothing behind', async () => {
    world = new TestWorld();
    world.start();
    await world.until(
      () => world.records().length === 2,
      'the default certificate is validated',
    );
    await world.clock.advance(300_000);
    const before = world.records();

    for (let seconds = 0; seconds <= 260; seconds += 13) {
      world.request({ hostname: 'shop.example.com' });
      await world.clock.advance(seconds * 1000);
      world.delete('shop');
      await world.untilGone('shop');
      await world.clock.advance(5_000);

      expect(world.records()).toEqual(before);
      expect(world.api.list(claimKind)).toEqual([]);
      expect(world.api.list(grantKind)).toEqual([]);
      expect(world.api.list(listenerSetKind)).toEqual([]);
      expect(
        world.certificates
          .all()
          .filter(({ owner }) => owner?.identity.cluster === 'prod'),
      ).toEqual([]);
      expect(
        world.api
          .list(loadBalancerConfigurationKind)
          .flatMap(each => certificatesOf(each)),
      ).toEqual([]);
    }
  });

  it('comes to the same end when the reconciler is replaced at any moment, with nothing made twice', async () => {
    world = new TestWorld({ config: { installation: 'acme' } });
    world.start();
    await world.until(
      () => world.records().length === 2,
      'the default certificate is validated',
    );
    await world.clock.advance(300_000);

    for (let seconds = 1; seconds <= 200; seconds += 9) {
      const requests = world.certificates.requests.length;
      world.request({ hostname: 'shop.example.com' });
      for (
        let turn = 0;
        turn < 4 && world.ready('shop') !== 'True Live';
        turn++
      ) {
        await world.clock.advance(seconds * 1000);
        await world.stop();
        world.start();
      }
      await world.untilReady('shop');
      expect(world.certificates.requests.length - requests).toBe(1);
      expect(
        world.certificates
          .all()
          .filter(({ owner }) => owner?.identity.cluster === 'prod'),
      ).toHaveLength(1);
      expect(world.api.list(gatewayKind)).toHaveLength(1);
      world.delete('shop');
      await world.clock.advance(seconds * 500);
      await world.stop();
      world.start();
      await world.untilGone('shop');
    }
  });
});
