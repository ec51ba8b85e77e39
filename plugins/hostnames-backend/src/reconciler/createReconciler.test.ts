import { DnsRecord } from '@hostmaster/backstage-plugin-hostnames-node';
import {
  gatewayKind,
  grantKind,
  httpRouteKind,
  listenerSetKind,
  requestKind,
} from '../gateways/kinds';
import { TestWorld, ZONE } from '../hostnames/testWorld/TestWorld';
import { CONFIRM_ANNOTATION } from '../hostnames/Brake';

jest.setTimeout(120_000);

describe('createReconciler', () => {
  let world: TestWorld;
  afterEach(() => world.close());

  it('goes on in other clusters while one is down, freezes that one and says so', async () => {
    world = new TestWorld({ clusters: ['blue', 'green'] });
    const [blue, green] = world.apis;
    world.start();
    world.request({ hostname: 'one.example.com' }, {}, green);
    await world.untilReady('one', 'shop', green);
    green.down = true;
    world.request({ hostname: 'two.example.com' }, {}, blue);
    world.request({ hostname: 'one.example.com' }, {}, blue);
    await world.untilReady('two', 'shop', blue);
    await world.clock.advance(3_600_000);

    expect(world.reconciler.clusters()).toMatchObject([
      { name: 'blue', reachable: true },
      {
        name: 'green',
        reachable: false,
        since: expect.any(Number),
        message: expect.stringContaining('green'),
      },
    ]);
    expect(world.records()).toContain('A one.example.com');
    expect(world.ready('one', 'shop', blue)).toBe('False HeldInOtherCluster');

    green.down = false;
    await world.clock.advance(120_000);
    expect(world.reconciler.clusters()).toMatchObject([
      { reachable: true },
      { reachable: true },
    ]);
    expect(world.ready('one', 'shop', green)).toBe('True Live');
  });

  it('starts while a cluster cannot be reached, and takes it in later', async () => {
    world = new TestWorld({ clusters: ['blue', 'green'] });
    const [blue, green] = world.apis;
    green.down = true;
    world.start();
    world.request({ hostname: 'two.example.com' }, {}, blue);
    await world.untilReady('two', 'shop', blue);
    green.down = false;
    world.request({ hostname: 'one.example.com' }, {}, green);
    await world.untilReady('one', 'shop', green);
    expect(world.records()).toEqual(
      expect.arrayContaining(['A one.example.com', 'A two.example.com']),
    );
  });

  it('writes from one replica only, and the other one reports and takes over', async () => {
    world = new TestWorld();
    const first = world.start();
    await world.clock.advance(30_000);
    const reports = world.reports.length;
    const second = world.startAnother();
    world.request({ hostname: 'shop.example.com' });
    await world.untilReady('shop');

    expect(first.status().leading).toBe(true);
    expect(second.status()).toMatchObject({
      leading: false,
      leader: expect.any(String),
    });
    expect(world.certificates.requests).toHaveLength(2);
    expect(world.reports.length).toBeGreaterThan(reports);
    await second.lookAgain({
      cluster: 'prod',
      namespace: 'shop',
      name: 'shop',
    });
    const last = world.reports[world.reports.length - 1];
    expect(
      last.facts.records?.map(({ type, purpose }) => `${type} ${purpose}`),
    ).toEqual(
      expect.arrayContaining([
        'A alias',
        'AAAA alias',
        'CNAME validation',
        'TXT ownership',
      ]),
    );

    await world.stop();
    await world.until(
      () => second.status().leading,
      'the other one leads',
      undefined,
      60_000,
    );
    world.delete('shop');
    await world.untilGone('shop');
    expect(world.certificates.requests).toHaveLength(2);
  });

  it('reports what a verdict needs after each pass', async () => {
    world = new TestWorld();
    world.start();
    world.request({ hostname: 'shop.example.com' });
    world.route('shop.example.com');
    await world.untilReady('shop');
    await world.reconciler.lookAgain({
      cluster: 'prod',
      namespace: 'shop',
      name: 'shop',
    });

    const last = world.reports[world.reports.length - 1];
    expect(last).toMatchObject({
      ref: { cluster: 'prod', namespace: 'shop', name: 'shop' },
      facts: {
        holder: undefined,
        certificate: {
          status: 'issued',
          inUse: true,
          serial: expect.any(String),
          notAfter: expect.any(String),
        },
        listenerHasCertificate: true,
        zone: {
          id: ZONE,
          name: 'example.com',
          nameServers: ['ns-1.memory.test', 'ns-2.memory.test'],
        },
        gateway: {
          name: 'gw-01',
          namespace: 'edge',
          loadBalancer: 'gw-01.prod.elb.memory.test',
          used: 1,
          max: 24,
          programmed: true,
        },
        routes: [
          {
            kind: 'HTTPRoute',
            namespace: 'shop',
            name: 'web',
            accepted: true,
            paths: ['/'],
            backends: ['web:80'],
            readyEndpoints: 0,
          },
        ],
      },
    });
    expect(last.facts.records?.every(({ published }) => published)).toBe(true);
    expect(
      last.request.status?.conditions?.find(({ type }) => type === 'Ready')
        ?.status,
    ).toBe('True');
  });

  it('does not look again for its own status, but does for what another writer did meanwhile', async () => {
    world = new TestWorld();
    world.start();
    world.request({ hostname: 'shop.example.com' });
    await world.until(
      () =>
        world.condition('shop', 'DnsValidated')?.reason === 'AwaitingInsync',
      'the record is written',
    );
    await world.clock.settle();

    const looks = world.reports.length;
    await world.clock.advance(1_000);
    expect(world.reports).toHaveLength(looks);

    const { conditions = [] } = world.get('shop')?.status ?? {};
    world.api.patch(
      requestKind,
      { namespace: 'shop', name: 'shop' },
      {
        type: 'merge',
        body: {
          status: {
            conditions: [
              ...conditions,
              {
                type: 'Reachable',
                status: 'True',
                reason: 'Probed',
                message: '',
                lastTransitionTime: '2026-01-01T00:00:00Z',
              },
            ],
          },
        },
      },
      'status',
    );
    await world.clock.advance(1_000);
    expect(world.reports).toHaveLength(looks + 1);
    await world.untilReady('shop');
    expect(world.condition('shop', 'Reachable')?.status).toBe('True');
  });

  it('looks only at the request whose part of a grant changed', async () => {
    world = new TestWorld();
    world.start();
    for (const name of ['one', 'two'])
      world.request({ hostname: `${name}.example.com` });
    await world.untilReady('one');
    await world.untilReady('two');
    await world.clock.advance(120_000);
    const before = world.reports.length;

    const grant = world.api.read(grantKind, {
      namespace: 'shop',
      name: 'hostnames',
    })!;
    world.api.replace(grantKind, {
      ...grant,
      spec: {
        hostnames: grant.spec.hostnames.map(entry =>
          entry.request === 'two' ? { ...entry, maxRules: 12 } : entry,
        ),
      },
    });
    await world.clock.advance(1_000);

    expect(
      world.reports.slice(before).map(({ ref: { name } }) => name),
    ).toEqual(['two']);
  });

  it('tells capacity, claims and cool-downs', async () => {
    world = new TestWorld({ profile: { spare: 1 } });
    world.start();
    world.request(
      { hostname: '*.example.com' },
      { owner: 'group:default/checkout' },
    );
    await world.untilReady('any');
    await world.clock.advance(60_000);

    expect(world.reconciler.capacity()).toMatchObject([
      {
        name: 'gw-01',
        spare: false,
        programmed: true,
        certificates: { used: 1, max: 24 },
        rules: { used: 4, max: 100 },
        hostnames: ['*.example.com'],
      },
      {
        name: 'gw-02',
        spare: true,
        programmed: true,
        certificates: { used: 0, max: 24 },
        hostnames: [],
      },
    ]);
    const claims = world.reconciler.claims();
    expect(claims.holderOf('*.example.com')).toMatchObject({
      cluster: 'prod',
      owner: 'group:default/checkout',
    });
    expect(claims.holderOf('shop.example.com')).toBeUndefined();
    expect(claims.wildcardHolderOf('shop.example.com')).toMatchObject({
      owner: 'group:default/checkout',
    });
  });

  it('fills gateways, makes further ones, and says when the pool is full', async () => {
    world = new TestWorld({
      profile: { limits: { certificates: 2, gateways: 2 } },
    });
    world.start();
    for (let index = 1; index <= 5; index++)
      world.request({ hostname: `n${index}.example.com` });
    const ready = () =>
      [1, 2, 3, 4, 5].map(index => world.ready(`n${index}`)).sort();
    await world.until(
      () => ready().filter(each => each === 'True Live').length === 4,
      'four are Ready',
    );
    await world.clock.advance(60_000);

    expect(ready()).toEqual(['False PoolFull', ...Array(4).fill('True Live')]);
    const left = [1, 2, 3, 4, 5].find(
      index => world.ready(`n${index}`) !== 'True Live',
    )!;
    expect(world.condition(`n${left}`, 'GatewayAssigned')).toMatchObject({
      status: 'False',
      reason: 'PoolFull',
    });
    expect(world.certificates.requests).toHaveLength(5);
    expect(
      world.api.list(gatewayKind).map(({ metadata }) => metadata.name),
    ).toEqual(['gw-01', 'gw-02']);

    world.delete(`n${left === 1 ? 2 : 1}`);
    await world.untilReady(`n${left}`);
  });

  it('brakes when everything is to go at once, and lets go what a person has confirmed', async () => {
    world = new TestWorld();
    world.start();
    for (let index = 1; index <= 4; index++)
      world.request({ hostname: `n${index}.example.com` });
    for (let index = 1; index <= 4; index++)
      await world.untilReady(`n${index}`);
    for (let index = 1; index <= 4; index++) world.delete(`n${index}`);
    await world.clock.advance(3_600_000);

    expect(
      world.records().filter(record => record.startsWith('A ')),
    ).toHaveLength(4);
    expect(world.condition('n1', 'DnsAliasReady')).toMatchObject({
      status: 'False',
      reason: 'BrakeApplied',
    });

    const annotations = { [CONFIRM_ANNOTATION]: 'true' };
    world.api.patch(
      requestKind,
      { namespace: 'shop', name: 'n1' },
      { type: 'merge', body: { metadata: { annotations } } },
    );
    await world.untilGone('n1');
    expect(
      world.records().filter(record => record.startsWith('A ')),
    ).toHaveLength(3);
  });

  it('closes the listener of the route that was edited last, not of the one that was made last', async () => {
    world = new TestWorld();
    world.start();
    world.request({ hostname: 'old.example.com' }, { namespace: 'other' });
    world.request({ hostname: 'young.example.com' });
    world.route('old.example.com', { namespace: 'other', name: 'old' });
    await world.untilReady('old', 'other');
    await world.clock.advance(600_000);
    world.route('young.example.com', { name: 'young' });
    await world.untilReady('young');
    await world.clock.advance(120_000);

    const time = new Date(world.clock.now()).toISOString();
    world.api.patch(
      httpRouteKind,
      { namespace: 'other', name: 'old' },
      {
        type: 'merge',
        body: {
          metadata: { managedFields: [{ manager: 'kubectl-edit', time }] },
          spec: { rules: [{ backendRefs: [{ name: 'missing', port: 80 }] }] },
        } as object,
      },
    );

    await world.until(
      () => world.ready('old', 'other') === 'False RouteBreaksGateway',
      'the listener is closed',
    );
    expect(world.ready('young')).toBe('True Live');
  });

  it('closes the listener of a route that keeps a gateway from working, until the route is corrected', async () => {
    world = new TestWorld();
    world.start();
    world.request({ hostname: 'good.example.com' });
    world.request({ hostname: 'bad.example.com' }, { namespace: 'other' });
    world.route('good.example.com', { name: 'good' });
    await world.untilReady('good');
    await world.untilReady('bad', 'other');
    const filters = [{ type: 'RequestHeaderModifier' }];
    world.route('bad.example.com', {
      namespace: 'other',
      name: 'bad',
      rules: [{ filters }],
    });
    await world.clock.advance(240_000);
    expect(world.ready('bad', 'other')).toBe('True Live');

    await world.until(
      () => world.ready('bad', 'other') === 'False RouteBreaksGateway',
      'the listener is closed',
    );
    await world.clock.advance(60_000);
    expect(world.condition('bad', 'RoutesAllowed', 'other')!.message).toContain(
      'HTTPRoute/other/bad',
    );
    expect(world.ready('good')).toBe('True Live');
    expect(world.api.list(gatewayKind)[0].status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'Accepted', status: 'True' }),
    );
    await world.clock.advance(3_600_000);
    expect(world.ready('bad', 'other')).toBe('False RouteBreaksGateway');

    world.api.patch(
      httpRouteKind,
      { namespace: 'other', name: 'bad' },
      { type: 'merge', body: { spec: { rules: [{ filters: [] }] } } },
    );
    await world.untilReady('bad', 'other');
    expect(
      world.api.read(listenerSetKind, {
        namespace: 'edge',
        name: 'bad-example-com',
      })?.metadata.annotations,
    ).not.toHaveProperty('hostmaster.dev/closed-for');
  });

  it.each<[string, Record<string, unknown>, DnsRecord[], string]>([
    ['what is no hostname', { hostname: 'not a name' }, [], 'HostnameInvalid'],
    [
      'a name outside all zones',
      { hostname: 'shop.example.org' },
      [],
      'ZoneNotFound',
    ],
    [
      'an unknown profile',
      { hostname: 'shop.example.com', gatewayClass: 'none' },
      [],
      'ProfileUnknown',
    ],
    [
      'a zone that is not there',
      { hostname: 'shop.example.com', zoneId: 'Z9' },
      [],
      'ZoneNotFound',
    ],
    [
      'a reserved name',
      { hostname: 'www.example.com' },
      [],
      'HostnameReserved',
    ],
    [
      'a CAA record for another authority',
      { hostname: 'shop.example.com' },
      [
        {
          name: 'example.com',
          type: 'CAA',
          ttl: 60,
          values: ['0 issue "letsencrypt.org"'],
        },
      ],
      'CaaForbids',
    ],
    [
      'routes that are not allowed',
      { hostname: 'shop.example.com', routePolicy: { allowNamespace: false } },
      [],
      'DisabledByPolicy',
    ],
  ])(
    'is blocked by %s, says why, and is woken by a change',
    async (_what, spec, records, reason) => {
      world = new TestWorld({ config: { reserved: ['www.example.com'] } });
      records.forEach(record => world.dns.put(ZONE, record));
      world.start();
      world.request({ hostname: '', ...spec }, { name: 'shop' });
      await world.until(
        () => world.ready('shop') === `False ${reason}`,
        reason,
        () => world.ready('shop'),
      );

      expect(world.condition('shop', 'Stalled')).toMatchObject({
        status: 'True',
        reason,
      });
      await world.clock.advance(300_000);
      const writes = world.writeCount();
      await world.clock.advance(3_600_000);
      expect(world.writeCount()).toBe(writes);
      world.delete('shop');
      await world.untilGone('shop');
      expect(world.records().filter(record => /shop|www/.test(record))).toEqual(
        [],
      );
    },
  );

  it('never takes a failed read for an empty one', async () => {
    world = new TestWorld();
    world.start();
    world.request({ hostname: 'shop.example.com' });
    await world.untilReady('shop');
    const before = world.records();
    world.dnsFaults = call =>
      call.write ? undefined : { kind: 'fail', code: 'denied' };
    world.reconciler.touch('all', 'test');
    await world.clock.advance(600_000);

    expect(world.records()).toEqual(before);
    expect(world.condition('shop', 'Accepted')).toMatchObject({
      status: 'Unknown',
      reason: 'AccessDenied',
    });
    world.delete('shop');
    await world.clock.advance(600_000);
    expect(world.records()).toEqual(before);
    expect(world.get('shop')).toBeDefined();

    world.dnsFaults = undefined;
    await world.untilGone('shop');
  });
});
