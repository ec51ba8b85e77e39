import { listenerSetName } from '@hostmaster/backstage-plugin-hostnames-common';
import { certificatesOf } from '../gateways/certificatesOf';
import {
  gatewayKind,
  httpRouteKind,
  listenerSetKind,
  loadBalancerConfigurationKind,
  requestKind,
} from '../gateways/kinds';
import { copyOf } from './overlap/routeCopy.pure';
import { TestWorld, ZONE } from './testWorld/TestWorld';

jest.setTimeout(120_000);

const HOSTNAME = 'shop.example.com';
const referenceGrantKind = {
  group: 'gateway.networking.k8s.io',
  version: 'v1beta1',
  kind: 'ReferenceGrant',
  plural: 'referencegrants',
  namespaced: true,
};

/** Where resolvers may send visitors: what the alias says, and for a minute what it said before. */
function watchVisitors(world: TestWorld, hostname = HOSTNAME, zone = ZONE) {
  const gaps: string[] = [];
  const places = new Map<string, number>();
  let looks = 0;
  let cancel = () => {};
  const look = () => {
    looks += 1;
    const now = world.clock.monotonic();
    const [alias] = world.dns.records(zone, hostname, 'A');
    if (!alias) gaps.push(`${now} no alias`);
    else places.set(alias.alias!.dnsName.split('.')[0], now);
    for (const [gateway, at] of places) {
      if (now - at > 60_000) continue;
      const missing = missingOn(world, gateway, hostname);
      if (missing) gaps.push(`${now} ${gateway}: ${missing}`);
    }
  };
  const next = () => {
    cancel = world.clock.schedule(1_000, () => {
      look();
      next();
    });
  };
  next();
  return {
    stop() {
      cancel();
      expect(looks).toBeGreaterThan(60);
      expect(gaps).toEqual([]);
    },
  };
}

/** What keeps a gateway from serving the hostname. */
function missingOn(
  world: TestWorld,
  gateway: string,
  hostname: string,
): string | undefined {
  const { api } = world;
  const configuration = api.read(loadBalancerConfigurationKind, {
    namespace: 'edge',
    name: gateway,
  });
  const arn = world.certificates
    .all()
    .find(({ names }) => names.includes(hostname))?.ref;
  if (!arn || !certificatesOf(configuration).includes(arn)) {
    return 'the certificate is not attached';
  }
  const set = api.read(listenerSetKind, {
    namespace: 'edge',
    name: listenerSetName(hostname),
  });
  const bySet = api
    .list(httpRouteKind, 'shop')
    .some(({ spec }) => spec.parentRefs?.[0].name === set?.metadata.name);
  if (set?.spec.parentRef.name === gateway && bySet) return undefined;
  const copy = api
    .list(httpRouteKind, 'edge')
    .find(
      route =>
        copyOf(route)?.gateway === gateway &&
        route.spec.hostnames?.includes(hostname),
    );
  const allowed = api.list(referenceGrantKind, 'shop').length > 0;
  if (!copy) return 'no route';
  return allowed ? undefined : 'the copy may not use the service';
}

/** One request is live on gw-01, and gw-02 is there. */
async function liveOnFirst(
  options: ConstructorParameters<typeof TestWorld>[0] = {},
) {
  const world = new TestWorld({ profile: { spare: 1 }, ...options });
  world.start();
  world.request({ hostname: HOSTNAME });
  world.route(HOSTNAME);
  await world.untilReady('shop');
  await world.until(
    () => world.api.list(gatewayKind).length === 2,
    'the spare gateway is there',
  );
  await world.clock.advance(120_000);
  return world;
}

function moveTo(world: TestWorld, gateway: string | undefined) {
  world.api.patch(
    requestKind,
    { namespace: 'shop', name: 'shop' },
    {
      type: 'merge',
      body: {
        metadata: {
          annotations: { 'hostmaster.dev/move-to': gateway ?? null },
        },
      },
    },
  );
}

function aliasOf(world: TestWorld, zone = ZONE) {
  return world.dns
    .records(zone, HOSTNAME, 'A')[0]
    ?.alias?.dnsName.split('.')[0];
}

const leftovers = (world: TestWorld) => ({
  copies: world.api.list(httpRouteKind, 'edge').filter(copyOf).length,
  grants: world.api.list(referenceGrantKind, 'shop').length,
  mark: world.api.list(listenerSetKind)[0]?.metadata.annotations?.[
    'hostmaster.dev/overlap'
  ],
  certificates: world.api
    .list(loadBalancerConfigurationKind)
    .filter(each => certificatesOf(each).length > 0)
    .map(({ metadata }) => metadata.name),
});

async function untilSettledOn(world: TestWorld, gateway: string) {
  await world.until(
    () =>
      aliasOf(world) === gateway &&
      world.ready('shop') === 'True Live' &&
      leftovers(world).copies === 0 &&
      leftovers(world).mark === undefined &&
      leftovers(world).certificates.join() === gateway,
    `settled on ${gateway}`,
    () =>
      JSON.stringify([
        aliasOf(world),
        leftovers(world),
        world
          .get('shop')
          ?.status?.conditions?.filter(({ status }) => status !== 'True'),
      ]),
  );
}

/** Ends the process before or after its write number `at`: writes are told twice. */
function killAt(world: TestWorld, at: number, onKill: () => void) {
  let told = 0;
  world.onWrite = (_when, kill) => {
    told += 1;
    if (told !== at) return;
    world.onWrite = undefined;
    onKill();
    kill();
  };
}

describe('a move', () => {
  let world: TestWorld;
  afterEach(() => world.close());

  it('serves the hostname at every second, leaves nothing, and a second run changes nothing', async () => {
    world = await liveOnFirst();
    const watch = watchVisitors(world);
    const since = world.clock.now() + 1;
    await world.clock.advance(1_000);
    moveTo(world, 'gw-02');

    await untilSettledOn(world, 'gw-02');

    await world.clock.advance(120_000);
    watch.stop();
    expect(leftovers(world)).toEqual({
      copies: 0,
      grants: 0,
      mark: undefined,
      certificates: ['gw-02'],
    });
    expect(
      world
        .history(since)
        .filter(
          line => !/GatewayHostnameRequest|gw-03|patch Gateway/.test(line),
        ),
    ).toEqual([
      'replace LoadBalancerConfiguration edge/gw-02',
      'replace ListenerSet edge/shop-example-com',
      'create ReferenceGrant shop/hostmaster-shop-example-com',
      expect.stringMatching(/^create HTTPRoute edge\/shop-example-com-gw-01-/),
      'replace ListenerSet edge/shop-example-com',
      expect.stringMatching(
        /^-TXT .*-A .*-AAAA .*\+A .*\+AAAA shop.example.com$/,
      ),
      expect.stringMatching(/^delete HTTPRoute edge\/shop-example-com-gw-01-/),
      'delete ReferenceGrant shop/hostmaster-shop-example-com',
      'replace ListenerSet edge/shop-example-com',
      'replace LoadBalancerConfiguration edge/gw-01',
    ]);
    const writes = world.writeCount();
    world.reconciler.touch('all', 'test');
    await world.clock.advance(3 * 3_600_000);
    expect(world.writeCount()).toBe(writes);
  });

  it('goes back at any moment, and on again', async () => {
    world = await liveOnFirst();
    const watch = watchVisitors(world);
    for (let seconds = 3; seconds <= 330; seconds += 17) {
      const [from, to] =
        aliasOf(world) === 'gw-01' ? ['gw-01', 'gw-02'] : ['gw-02', 'gw-01'];
      moveTo(world, to);
      await world.clock.advance(seconds * 1_000);
      moveTo(world, from);
      await untilSettledOn(world, from);
      if (seconds % 2) {
        moveTo(world, to);
        await untilSettledOn(world, to);
      }
    }
    watch.stop();
  });

  /** A move whose ListenerSet has come to gw-02 while visitors still come to gw-01. */
  async function underWay() {
    world = await liveOnFirst();
    moveTo(world, 'gw-02');
    await world.until(() => setIsOn('gw-02'), 'the ListenerSet is on gw-02');
    expect(aliasOf(world)).toBe('gw-01');
  }

  const setIsOn = (gateway: string) =>
    world.api.list(listenerSetKind)[0].spec.parentRef.name === gateway;

  it('ends before it is taken back: routes that came back would not have healthy targets at once', async () => {
    await underWay();
    const watch = watchVisitors(world);
    // Refused, for it is another namespace's: it has no say in this.
    world.route(HOSTNAME, { namespace: 'other', name: 'uninvited' });
    await world.clock.advance(4_000);

    moveTo(world, 'gw-01');
    await world.until(() => {
      expect(setIsOn('gw-02')).toBe(true);
      return aliasOf(world) === 'gw-02';
    }, 'visitors come to gw-02');
    await untilSettledOn(world, 'gw-01');
    watch.stop();
  });

  it('that cannot end, since its gateway is refused, is taken back at once', async () => {
    await underWay();
    world.api.create(httpRouteKind, {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { namespace: 'edge', name: 'by-hand' },
      spec: {
        parentRefs: [{ kind: 'Gateway', name: 'gw-02' }],
        rules: [{ filters: [{ type: 'RequestHeaderModifier' }] }],
      },
    });
    await world.clock.advance(5_000);
    const watch = watchVisitors(world);

    moveTo(world, 'gw-01');
    await world.until(() => setIsOn('gw-01'), 'it is back', undefined, 10_000);
    await world.clock.advance(120_000);

    expect(aliasOf(world)).toBe('gw-01');
    watch.stop();
  });

  it('is taken up by another process after a crash at any write, with nothing made twice', async () => {
    world = await liveOnFirst();
    const watch = watchVisitors(world);
    const kills: number[] = [];
    for (let at = 1; at <= 24; at++) {
      const [, to] =
        aliasOf(world) === 'gw-01' ? ['gw-01', 'gw-02'] : ['gw-02', 'gw-01'];
      killAt(world, at, () => kills.push(at));
      const since = world.api.writes.length;
      moveTo(world, to);
      await world.clock.advance(400_000);
      world.onWrite = undefined;
      world.crash();
      world.start();
      await untilSettledOn(world, to);
      const creates = world.api.writes
        .slice(since)
        .filter(({ verb, kind }) => verb === 'create' && kind === 'HTTPRoute');
      expect(new Set(creates.map(({ key }) => key)).size).toBe(creates.length);
      expect(world.certificates.requests).toHaveLength(2);
    }
    watch.stop();
    expect(kills).toHaveLength(24);
  });

  it('that was begun is undone by a deletion', async () => {
    world = await liveOnFirst();
    for (let seconds = 5; seconds < 300; seconds += 40) {
      moveTo(world, aliasOf(world) === 'gw-01' ? 'gw-02' : 'gw-01');
      await world.clock.advance(seconds * 1_000);
      world.delete('shop');
      await world.untilGone('shop');

      expect(leftovers(world)).toEqual({
        copies: 0,
        grants: 0,
        mark: undefined,
        certificates: [],
      });
      expect(world.records().filter(line => line.includes('shop'))).toEqual([]);
      world.request({ hostname: HOSTNAME });
      await world.untilReady('shop');
    }
  });

  it('copies the names of the request alone, and follows a route that changes meanwhile', async () => {
    world = await liveOnFirst();
    world.api.patch(
      httpRouteKind,
      { namespace: 'shop', name: 'web' },
      {
        type: 'merge',
        body: { spec: { hostnames: [HOSTNAME, 'other.example.com'] } },
      },
    );
    moveTo(world, 'gw-02');
    const copies = () =>
      world.api.list(httpRouteKind, 'edge').filter(route => copyOf(route));
    await world.until(() => copies().length === 1, 'the copy is there');
    expect(copies()[0].spec).toMatchObject({
      hostnames: [HOSTNAME],
      parentRefs: [{ kind: 'Gateway', name: 'gw-01', sectionName: 'https' }],
      rules: [{ backendRefs: [{ name: 'web', namespace: 'shop', port: 80 }] }],
    });

    world.api.patch(
      httpRouteKind,
      { namespace: 'shop', name: 'web' },
      {
        type: 'merge',
        body: {
          spec: { rules: [{ backendRefs: [{ name: 'v2', port: 80 }] }] },
        },
      },
    );
    await world.until(
      () => copies()[0]?.spec.rules?.[0].backendRefs?.[0].name === 'v2',
      'the copy follows',
    );
    await untilSettledOn(world, 'gw-02');
  });

  it('waits, and says why, when a route cannot be served twice; and may be told not to', async () => {
    world = await liveOnFirst();
    world.api.patch(
      httpRouteKind,
      { namespace: 'shop', name: 'web' },
      {
        type: 'merge',
        body: {
          spec: {
            rules: [
              {
                filters: [
                  {
                    type: 'ExtensionRef',
                    extensionRef: {
                      group: 'gateway.k8s.aws',
                      kind: 'ListenerRuleConfiguration',
                      name: 'login',
                    },
                  },
                ],
              },
            ],
          },
        },
      },
    );
    moveTo(world, 'gw-02');
    await world.clock.advance(600_000);
    expect(world.condition('shop', 'RoutesAllowed')).toMatchObject({
      status: 'False',
      reason: 'Moving',
      message: expect.stringContaining(
        'HTTPRoute/shop/web has an ExtensionRef to ListenerRuleConfiguration login',
      ),
    });
    expect(aliasOf(world)).toBe('gw-01');

    world.api.patch(
      requestKind,
      { namespace: 'shop', name: 'shop' },
      {
        type: 'merge',
        body: {
          metadata: {
            annotations: { 'hostmaster.dev/move-with-gap': 'true' },
          },
        },
      },
    );
    await untilSettledOn(world, 'gw-02');
  });

  it('to a gateway that cannot take the hostname is not made, and said', async () => {
    world = await liveOnFirst();
    moveTo(world, 'gw-77');
    await world.clock.advance(60_000);

    expect(world.ready('shop')).toBe('True Live');
    expect(world.condition('shop', 'GatewayAssigned')?.message).toBe(
      'Gateway edge/gw-01 has a place for the hostname. It is not moved: Gateway gw-77 does not exist.',
    );
  });

  it('follows a change of visibility into the private zone and back, the new alias before the old one goes', async () => {
    world = await liveOnFirst();
    world.dns.addZone({
      id: 'ZPRIVATE',
      name: 'example.com',
      visibility: 'private',
    });
    const visibility = (to: string) =>
      world.api.patch(
        requestKind,
        { namespace: 'shop', name: 'shop' },
        { type: 'merge', body: { spec: { visibility: to } } },
      );
    const seen: string[] = [];
    const look = () => {
      const line = [aliasOf(world), aliasOf(world, 'ZPRIVATE')].join(' ');
      if (seen[seen.length - 1] !== line) seen.push(line);
    };
    let running = true;
    const next = () =>
      world.clock.schedule(1_000, () => {
        if (!running) return;
        look();
        next();
      });
    next();

    visibility('internal');
    await world.until(
      () =>
        world.ready('shop') === 'True Live' &&
        aliasOf(world) === undefined &&
        leftovers(world).certificates.join() !== 'gw-01' &&
        leftovers(world).certificates.length === 1,
      'internal',
      () => JSON.stringify([seen, leftovers(world), world.get('shop')?.status]),
    );
    const internal = leftovers(world).certificates[0];
    expect(seen).toEqual(['gw-01 ', `gw-01 ${internal}`, ` ${internal}`]);
    expect(world.get('shop')?.status?.zone?.id).toBe('ZPRIVATE');

    visibility('internet-facing');
    await world.until(
      () =>
        world.ready('shop') === 'True Live' &&
        aliasOf(world, 'ZPRIVATE') === undefined &&
        leftovers(world).copies === 0 &&
        leftovers(world).certificates.join() === 'gw-01',
      'internet-facing',
      () => JSON.stringify([seen, leftovers(world), world.get('shop')?.status]),
    );
    running = false;
    expect(seen.slice(3)).toEqual([`gw-01 ${internal}`, 'gw-01 ']);
    expect(world.records('ZPRIVATE')).toEqual([]);
    expect(world.get('shop')?.status?.zone?.id).toBe(ZONE);

    await world.clock.advance(60_000);
    const writes = world.writeCount();
    world.reconciler.touch('all', 'test');
    await world.clock.advance(3 * 3_600_000);
    expect(world.writeCount()).toBe(writes);
  });
});

describe('a full gateway', () => {
  let world: TestWorld;
  afterEach(() => world.close());

  it('is left by a hostname whose new certificate does not fit beside the old one, without a gap', async () => {
    world = new TestWorld({ profile: { limits: { certificates: 2 } } });
    world.start();
    world.request({ hostname: HOSTNAME });
    world.request({ hostname: 'other.example.com' }, { namespace: 'other' });
    world.route(HOSTNAME);
    await world.untilReady('shop');
    await world.untilReady('other', 'other');
    expect(world.api.list(gatewayKind)).toHaveLength(1);
    let most = 0;
    world.api.onChange = (_type, object) => {
      if (object.kind !== 'LoadBalancerConfiguration') return;
      most = Math.max(most, certificatesOf(object as never).length);
    };
    const since = world.get('shop')!.status!.certificateArn;

    world.api.patch(
      requestKind,
      { namespace: 'shop', name: 'shop' },
      {
        type: 'merge',
        body: { spec: { certificate: { keyAlgorithm: 'RSA_2048' } } },
      },
    );
    await world.until(
      () =>
        aliasOf(world) === 'gw-02' &&
        world.ready('shop') === 'True Live' &&
        leftovers(world).copies === 0 &&
        leftovers(world).mark === undefined,
      'it has moved with its new certificate',
      () => JSON.stringify(world.get('shop')?.status, undefined, 1),
    );
    await world.clock.advance(300_000);

    const { certificateArn } = world.get('shop')!.status!;
    expect(certificateArn).not.toBe(since);
    expect(most).toBeLessThanOrEqual(2);
    expect(
      world.api
        .list(loadBalancerConfigurationKind)
        .map(each => certificatesOf(each)),
    ).toEqual([
      [world.get('other', 'other')!.status!.certificateArn],
      [certificateArn],
    ]);
    expect(world.ready('other', 'other')).toBe('True Live');
    expect(
      world.certificates.all().filter(({ names }) => names.includes(HOSTNAME)),
    ).toHaveLength(1);
  });

  it('keeps those who are on it when their requests vanish and are restored from Git', async () => {
    world = new TestWorld({ profile: { limits: { certificates: 2 } } });
    world.start();
    const names = ['n1', 'n2', 'n3'];
    const apply = () =>
      names.forEach(name => world.request({ hostname: `${name}.example.com` }));
    apply();
    for (const name of names) await world.untilReady(name);
    const places = () =>
      names.map(name => world.get(name)?.status?.assignedGateway?.name);
    const before = places();
    expect(new Set(before).size).toBe(2);
    const arns = world.certificates.all().map(({ ref }) => ref);

    for (const name of names) {
      const ref = { namespace: 'shop', name };
      world.api.patch(requestKind, ref, {
        type: 'merge',
        body: { metadata: { finalizers: [] } },
      });
      world.delete(name);
    }
    await world.clock.advance(60_000);
    // Nothing is known but what stands in the cluster.
    await world.stop();
    world.start();
    await world.clock.advance(60_000);
    apply();
    for (const name of names) await world.untilReady(name);
    await world.clock.advance(600_000);

    expect(places()).toEqual(before);
    expect(world.api.list(gatewayKind)).toHaveLength(2);
    expect(world.certificates.all().map(({ ref }) => ref)).toEqual(arns);
  });

  it('of the limit’s size takes as many, and the next goes to the next', async () => {
    world = new TestWorld({ profile: { limits: { certificates: 3 } } });
    world.start();
    for (let index = 1; index <= 7; index++) {
      world.request({ hostname: `n${index}.example.com` });
    }
    for (let index = 1; index <= 7; index++) {
      await world.untilReady(`n${index}`);
    }
    expect(
      world.api
        .list(loadBalancerConfigurationKind)
        .map(each => certificatesOf(each).length)
        .sort(),
    ).toEqual([1, 3, 3]);
  });
});

describe('the breaker', () => {
  let world: TestWorld;
  afterEach(() => world.close());

  it('comes to the same culprit when another process takes over, and keeps it closed', async () => {
    world = new TestWorld();
    world.start();
    world.request({ hostname: HOSTNAME });
    world.request({ hostname: 'a.example.com' }, { namespace: 'other' });
    world.request({ hostname: 'z.example.com' }, { namespace: 'other' });
    world.route(HOSTNAME);
    world.route('a.example.com', { namespace: 'other', name: 'a' });
    await world.untilReady('shop');
    await world.untilReady('a', 'other');
    await world.untilReady('z', 'other');
    await world.clock.advance(600_000);
    world.route('z.example.com', {
      namespace: 'other',
      name: 'bad',
      rules: [{ filters: [{ type: 'RequestHeaderModifier' }] }],
    });
    for (let turn = 0; turn < 4; turn++) {
      await world.clock.advance(60_000);
      world.crash();
      world.start();
    }
    await world.until(
      () => world.ready('z', 'other') === 'False RouteBreaksGateway',
      'its listener is closed',
      undefined,
      600_000,
    );
    world.crash();
    world.start();
    await world.clock.advance(3_600_000);

    expect(world.ready('z', 'other')).toBe('False RouteBreaksGateway');
    expect(world.ready('a', 'other')).toBe('True Live');
    expect(world.ready('shop')).toBe('True Live');
  });
});
