import {
  claimKind,
  grantKind,
  httpRouteKind,
  listenerSetKind,
  requestKind,
} from '../gateways/kinds';
import { TestWorld } from './testWorld/TestWorld';

jest.setTimeout(120_000);

describe('dns.wwwRedirect', () => {
  let world: TestWorld;
  afterEach(() => world.close());

  const www = () => world.records().filter(record => record.includes('www.'));

  it('claims, certifies, points and redirects www, and gives all of it up when it is switched off', async () => {
    world = new TestWorld();
    world.start();
    world.request({
      hostname: 'shop.example.com',
      dns: { records: ['A'], wwwRedirect: true },
    });
    world.route('shop.example.com');
    await world.untilReady('shop');

    expect(world.api.list(claimKind).map(({ spec }) => spec.hostname)).toEqual([
      'shop.example.com',
      'www.shop.example.com',
    ]);
    expect(world.certificates.requests.map(({ order }) => order.names)).toEqual(
      expect.arrayContaining([['shop.example.com', 'www.shop.example.com']]),
    );
    expect(www()).toEqual(expect.arrayContaining(['A www.shop.example.com']));
    expect(
      world.api
        .list(grantKind)[0]
        .spec.hostnames.map(({ hostname }) => hostname),
    ).toEqual(['shop.example.com', 'www.shop.example.com']);
    const [, listener] = world.api.list(listenerSetKind)[0].spec.listeners;
    expect(listener).toMatchObject({
      hostname: 'www.shop.example.com',
      allowedRoutes: { namespaces: { from: 'Same' } },
    });
    const redirect = () =>
      world.api
        .list(httpRouteKind, 'edge')
        .find(({ spec }) => spec.hostnames?.includes('www.shop.example.com'));
    expect(redirect()?.spec.rules?.[0].filters?.[0]).toMatchObject({
      type: 'RequestRedirect',
      requestRedirect: { hostname: 'shop.example.com', statusCode: 301 },
    });

    world.api.patch(
      requestKind,
      { namespace: 'shop', name: 'shop' },
      { type: 'merge', body: { spec: { dns: { wwwRedirect: false } } } },
    );
    await world.until(
      () => www().length === 0 && world.api.list(claimKind).length === 1,
      'www is given up',
      () => www().join(', '),
    );
    await world.untilReady('shop');
    expect(redirect()).toBeUndefined();
    expect(world.api.list(listenerSetKind)[0].spec.listeners).toHaveLength(1);
    expect(
      world.api
        .list(grantKind)[0]
        .spec.hostnames.map(({ hostname }) => hostname),
    ).toEqual(['shop.example.com']);
    await world.until(
      () => world.certificates.all().length === 2,
      'the certificate with www is gone',
    );
    await world.clock.advance(60_000);
    const writes = world.writeCount();
    await world.clock.advance(3_600_000);
    expect(world.writeCount()).toBe(writes);
  });

  it('goes with the request, and does not touch a www that is somebody else’s', async () => {
    world = new TestWorld();
    world.start();
    world.request(
      { hostname: 'www.shop.example.com' },
      { namespace: 'other', owner: 'group:default/other' },
    );
    await world.untilReady('www', 'other');
    world.request({ hostname: 'shop.example.com', dns: { wwwRedirect: true } });
    await world.clock.advance(120_000);
    expect(world.condition('shop', 'Claimed')).toMatchObject({
      reason: 'HeldByOther',
      message: expect.stringContaining('www.shop.example.com is held by'),
    });
    world.delete('www', 'other');
    await world.untilReady('shop');
    world.delete('shop');
    await world.untilGone('shop');
    expect(world.records().filter(record => record.includes('shop'))).toEqual(
      [],
    );
    expect(
      world.api
        .list(httpRouteKind, 'edge')
        .filter(({ spec }) => spec.hostnames?.includes('www.shop.example.com')),
    ).toEqual([]);
  });
});
