import { claimKind, grantKind, requestKind } from '../gateways/kinds';
import { GatewayControllerStandIn } from './testWorld/GatewayControllerStandIn';
import { longLife } from './testWorld/longLife';
import { MemoryApi } from './testWorld/MemoryApi';
import { TestWorld, ZONE } from './testWorld/TestWorld';

jest.setTimeout(120_000);

describe('claims', () => {
  let world: TestWorld;
  afterEach(() => world.close());

  it('go to the first request; the second is told who to ask, and gets the name when it falls free', async () => {
    world = new TestWorld();
    world.start();
    world.request(
      { hostname: 'shop.example.com' },
      { owner: 'group:default/checkout' },
    );
    await world.untilReady('shop');
    world.request(
      { hostname: 'shop.example.com' },
      { namespace: 'other', name: 'mine', owner: 'group:default/other' },
    );
    await world.clock.advance(60_000);

    expect(world.condition('mine', 'Claimed', 'other')).toMatchObject({
      status: 'False',
      reason: 'HeldByOther',
      message: expect.stringContaining(
        'held by group:default/checkout since 2026-01-01',
      ),
    });
    expect(world.condition('mine', 'Claimed', 'other')!.message).not.toContain(
      'namespace',
    );
    expect(world.condition('mine', 'Denied', 'other')).toMatchObject({
      status: 'True',
      reason: 'HeldByOther',
    });
    expect(world.condition('mine', 'Stalled', 'other')).toMatchObject({
      status: 'True',
    });
    expect(world.ready('mine', 'other')).toBe('False HeldByOther');
    expect(world.get('mine', 'other')!.metadata.finalizers).toBeUndefined();

    world.delete('shop');
    await world.untilReady('mine', 'other');

    expect(world.condition('mine', 'Denied', 'other')).toBeUndefined();
    expect(
      world.api.list(claimKind).map(({ spec }) => spec.owner?.namespace),
    ).toEqual(['other']);
  });

  it('are never both given when two requests come at once', async () => {
    world = new TestWorld();
    world.request({ hostname: 'shop.example.com' });
    world.request({ hostname: 'shop.example.com' }, { namespace: 'other' });
    world.start();
    await world.until(
      () =>
        [world.ready('shop'), world.ready('shop', 'other')].includes(
          'True Live',
        ),
      'one is Ready',
    );
    await world.clock.advance(600_000);

    const states = [world.ready('shop'), world.ready('shop', 'other')].sort();
    expect(states).toEqual(['False HeldByOther', 'True Live']);
    expect(
      world.certificates.requests.filter(
        ({ order }) => order.names[0] === 'shop.example.com',
      ),
    ).toHaveLength(1);
  });

  it('of another cluster are found in the zone', async () => {
    world = new TestWorld({ clusters: ['blue', 'green'] });
    const [blue, green] = world.apis;
    world.start();
    world.request(
      { hostname: 'shop.example.com' },
      { owner: 'group:default/checkout' },
      blue,
    );
    await world.untilReady('shop', 'shop', blue);
    world.request({ hostname: 'shop.example.com' }, {}, green);
    await world.clock.advance(60_000);

    expect(world.condition('shop', 'Claimed', 'shop', green)).toMatchObject({
      reason: 'HeldInOtherCluster',
      message: expect.stringContaining(
        'held by group:default/checkout in cluster blue',
      ),
    });
    expect(world.ready('shop', 'shop', blue)).toBe('True Live');

    world.delete('shop', 'shop', blue);
    await world.untilReady('shop', 'shop', green);
    expect(
      world.dns.records(ZONE, 'shop._hostmaster.example.com')[0].values![0],
    ).toContain('cluster=green');
  });

  it('cool down for the former owner, who may return at once, and then are free', async () => {
    world = new TestWorld({ config: longLife({ coolDown: '24h' }) });
    world.start();
    world.request({ hostname: 'shop.example.com' });
    await world.untilReady('shop');
    world.delete('shop');
    await world.untilGone('shop');

    expect(world.api.list(claimKind)[0].spec).toMatchObject({
      state: 'released',
      releasedUntil: expect.stringMatching(/^2026-01-02T/),
    });
    expect(
      world.dns.records(ZONE, 'shop._hostmaster.example.com')[0].values![0],
    ).toMatch(/state=released,until=2026-01-02T\d\d:\d\d:\d\dZ,owns=/);

    world.request({ hostname: 'shop.example.com' }, { namespace: 'other' });
    await world.clock.advance(60_000);
    expect(world.ready('shop', 'other')).toBe('False CoolingDown');

    world.request({ hostname: 'shop.example.com' });
    await world.untilReady('shop');
    expect(world.ready('shop', 'other')).toBe('False HeldByOther');
    world.delete('shop');
    await world.untilGone('shop');

    await world.clock.advance(24 * 3_600_000);
    await world.untilReady('shop', 'other');
  });

  it('are reaped from cluster and zone when the cool-down has ended', async () => {
    world = new TestWorld({
      config: {
        reconciler: {
          edgeDomain: 'edge.example.com',
          homeCluster: 'prod',
          waits: { coolDown: '1h' },
        },
      },
    });
    world.start();
    world.request({ hostname: 'shop.example.com' });
    await world.untilReady('shop');
    world.delete('shop');
    await world.untilGone('shop');
    await world.clock.advance(2 * 3_600_000);

    expect(world.api.list(claimKind)).toEqual([]);
    expect(world.records().filter(record => record.includes('shop'))).toEqual(
      [],
    );
  });

  it('are adopted by a request of the same name with a new uid', async () => {
    world = new TestWorld();
    world.start();
    world.request({ hostname: 'shop.example.com' });
    await world.untilReady('shop');
    const { certificateArn } = world.get('shop')!.status!;
    await world.stop();
    // Gone without its finalizer having been honoured, and back from Git.
    world.api.patch(
      requestKind,
      { namespace: 'shop', name: 'shop' },
      { type: 'merge', body: { metadata: { finalizers: [] } } },
    );
    world.delete('shop');
    const fresh = world.request({ hostname: 'shop.example.com' });
    world.start();

    await world.untilReady('shop');

    expect(world.api.list(claimKind)[0].spec.owner?.uid).toBe(
      fresh.metadata.uid,
    );
    expect(world.get('shop')!.status!.certificateArn).toBe(certificateArn);
  });

  it('that lost their request without clean-up are collected after a day', async () => {
    world = new TestWorld({ config: longLife() });
    world.start();
    world.request({ hostname: 'shop.example.com' });
    await world.untilReady('shop');
    world.api.patch(
      requestKind,
      { namespace: 'shop', name: 'shop' },
      { type: 'merge', body: { metadata: { finalizers: [] } } },
    );
    world.delete('shop');
    await world.clock.advance(23 * 3_600_000);
    expect(world.records()).toContain('A shop.example.com');

    await world.clock.advance(2 * 3_600_000);

    expect(world.records().filter(record => record.includes('shop'))).toEqual(
      [],
    );
    expect(world.api.list(claimKind)).toEqual([]);
    expect(world.api.list(grantKind)).toEqual([]);
    expect(world.certificates.all()).toHaveLength(1);
  });

  it('that a platform engineer delegated go to that namespace only, and become delegations again', async () => {
    world = new TestWorld();
    world.start();
    world.api.create(claimKind, {
      apiVersion: 'hostmaster.dev/v1alpha1',
      kind: 'DomainClaim',
      metadata: { name: 'shop.example.com' },
      spec: {
        hostname: 'shop.example.com',
        delegate: { suffix: true, namespaces: ['shop'] },
      },
    });
    world.request({ hostname: 'shop.example.com' }, { namespace: 'other' });
    world.request(
      { hostname: 'eu.shop.example.com' },
      { namespace: 'other', name: 'eu' },
    );
    world.request({ hostname: 'shop.example.com' });
    await world.untilReady('shop');

    expect(world.condition('shop', 'Claimed')).toMatchObject({
      reason: 'Granted',
    });
    for (const name of ['shop', 'eu']) {
      expect(world.ready(name, 'other')).toBe('False NotAllowed');
      expect(world.condition(name, 'Denied', 'other')).toMatchObject({
        status: 'True',
      });
    }
    world.delete('shop');
    await world.untilGone('shop');
    expect(world.api.list(claimKind)[0].spec).toEqual({
      hostname: 'shop.example.com',
      delegate: { suffix: true, namespaces: ['shop'] },
    });
  });

  it('of a wildcard and of names it covers exclude each other between namespaces, and not within one', async () => {
    world = new TestWorld();
    world.start();
    world.request(
      { hostname: '*.shop.example.com' },
      { owner: 'group:default/checkout' },
    );
    await world.untilReady('any');
    world.request(
      { hostname: 'eu.shop.example.com' },
      { namespace: 'other', name: 'eu' },
    );
    world.request({ hostname: 'us.shop.example.com' }, { name: 'us' });
    world.request(
      { hostname: 'a.b.shop.example.com' },
      { namespace: 'other', name: 'deep' },
    );
    await world.untilReady('us');
    await world.until(
      () => world.ready('deep', 'other') === 'False AwaitingRoute',
      'deep waits for a route',
    );
    world.route('a.b.shop.example.com', { namespace: 'other' });
    await world.untilReady('deep', 'other');

    expect(world.condition('eu', 'Claimed', 'other')).toMatchObject({
      reason: 'HeldByOther',
      message: expect.stringContaining(
        '*.shop.example.com, which covers eu.shop.example.com, is held by group:default/checkout',
      ),
    });
    // At any depth a wildcard of another namespace is on another gateway.
    expect(world.get('us')!.status!.assignedGateway!.name).toBe(
      world.get('any')!.status!.assignedGateway!.name,
    );
    expect(world.get('deep', 'other')!.status!.assignedGateway!.name).not.toBe(
      world.get('any')!.status!.assignedGateway!.name,
    );

    world.request({ hostname: '*.b.shop.example.com' }, { name: 'wide' });
    await world.clock.advance(60_000);
    expect(world.ready('wide')).toBe('False HeldByOther');
  });

  it.each([
    ['below a wildcard', '*.shop.example.com', 'eu.shop.example.com'],
    ['of a wildcard', 'eu.shop.example.com', '*.shop.example.com'],
  ])(
    'wake a loser %s when what stood against it falls free, in the same cluster and in another',
    async (_what, first, second) => {
      world = new TestWorld({ clusters: ['blue', 'green'] });
      const [blue, green] = world.apis;
      world.start();
      world.request({ hostname: first }, { name: 'first' }, blue);
      await world.untilReady('first', 'shop', blue);
      const losers = [
        { api: blue, namespace: 'other' },
        { api: green, namespace: 'shop' },
      ];
      for (const { api, namespace } of losers)
        world.request({ hostname: second }, { namespace, name: 'second' }, api);
      await world.clock.advance(60_000);
      for (const { api, namespace } of losers)
        expect(world.ready('second', namespace, api)).toMatch(/^False Held/);

      world.delete('first', 'shop', blue);
      await world.untilGone('first', 'shop', blue);
      const claimed = ({ api, namespace }: (typeof losers)[number]) =>
        world.condition('second', 'Claimed', namespace, api)?.status === 'True';
      // Long before they would be looked at anyhow.
      await world.until(
        () => losers.some(claimed),
        'one of them has it',
        () => '',
        120_000,
      );
      expect(losers.filter(claimed)).toHaveLength(1);
    },
  );

  it.each([
    ['the same name', 'shop.example.com', 'shop.example.com', 1],
    [
      'a wildcard and a name it covers',
      '*.shop.example.com',
      'eu.shop.example.com',
      1,
    ],
    [
      'a wildcard and the name above it',
      '*.shop.example.com',
      'shop.example.com',
      2,
    ],
  ])(
    'of two installations that know nothing of each other: %s',
    async (_what, one, other, winners) => {
      for (const delay of [0, 1, 5, 40, 500, 2_000, 15_000]) {
        world = new TestWorld();
        const api = new MemoryApi('elsewhere', world.clock);
        world.namespaces(api, ['edge', 'shop']);
        const stop = new AbortController();
        new GatewayControllerStandIn(api, world.balancers, world.clock).start(
          stop.signal,
        );
        world.start();
        world.startAnother(
          {
            installation: 'rival',
            reconciler: {
              edgeDomain: 'rival.example.com',
              homeCluster: 'elsewhere',
              waits: { coolDown: '0s' },
            },
            clusters: [{ name: 'elsewhere', url: 'https://unused' }],
          },
          [api],
        );
        await world.clock.advance(30_000);
        world.request({ hostname: one }, { name: 'one' });
        await world.clock.advance(delay);
        world.request({ hostname: other }, { name: 'other' }, api);
        await world.clock.advance(900_000);

        const ready = [world.ready('one'), world.ready('other', 'shop', api)];
        expect(ready.filter(each => each === 'True Live')).toHaveLength(
          winners,
        );
        const owners = world.dns
          .records(ZONE)
          .flatMap(({ type, values }) =>
            type === 'TXT' && values![0].includes('state=held') ? values! : [],
          );
        expect(
          owners.filter(value => !value.includes('default-certificate')),
        ).toHaveLength(winners);
        stop.abort();
        await world.close();
      }
    },
  );
});
