import {
  claimKind,
  grantKind,
  listenerSetKind,
  requestKind,
} from '../gateways/kinds';
import { TAKEOVER_ANNOTATION } from './takeover.pure';
import { GatewayControllerStandIn } from './testWorld/GatewayControllerStandIn';
import { MemoryApi } from './testWorld/MemoryApi';
import { TestWorld, ZONE } from './testWorld/TestWorld';
import { TRANSFER_ANNOTATION } from './transfer.pure';

jest.setTimeout(120_000);

const TXT = 'shop._hostmaster.example.com';

describe('a live hostname that is handed over', () => {
  let world: TestWorld;
  afterEach(() => world.close());

  it('passes to another namespace of the cluster: always one owner, its alias and listener never gone', async () => {
    world = new TestWorld();
    const seen = watch(world);
    world.start();
    world.request({ hostname: 'shop.example.com' });
    world.route('shop.example.com');
    await world.untilReady('shop');
    const listener = watchListener(world);
    world.request(
      { hostname: 'shop.example.com' },
      { namespace: 'other', name: 'mine' },
    );
    world.route('shop.example.com', { namespace: 'other', name: 'theirs' });
    await world.clock.advance(60_000);
    expect(world.ready('mine', 'other')).toBe('False HeldByOther');

    annotate(world, { [TRANSFER_ANNOTATION]: 'prod/other/mine' });
    await world.untilReady('mine', 'other');
    await world.clock.advance(300_000);

    expect(seen.owners).toEqual(['prod shop/shop', 'prod other/mine']);
    expect(seen.gaps).toEqual([]);
    expect(listener.gaps).toEqual([]);
    expect(world.ready('shop')).toBe('False TransferredAway');
    expect(world.condition('shop', 'Denied')?.message).toContain(
      'handed over to prod/other/mine',
    );
    expect(world.api.list(claimKind)).toHaveLength(1);
    expect(world.api.list(claimKind)[0].spec.owner).toMatchObject({
      namespace: 'other',
      name: 'mine',
    });
    // Whoever lost the name may not route it any more.
    expect(
      world.api.list(grantKind).map(({ metadata }) => metadata.namespace),
    ).toEqual(['other']);
    expect(openTo(world)).toEqual(['other']);
    expect(world.get('mine', 'other')!.status!.assignedGateway!.name).toBe(
      'gw-01',
    );

    world.delete('shop');
    await world.untilGone('shop');
    await world.clock.advance(300_000);
    expect(world.ready('mine', 'other')).toBe('True Live');
    expect(seen.gaps).toEqual([]);
    expect(listener.gaps).toEqual([]);
    expect(
      world.certificates
        .all()
        .filter(({ names }) => names[0] === 'shop.example.com'),
    ).toHaveLength(1);
    const writes = world.writeCount();
    await world.clock.advance(3_600_000);
    expect(world.writeCount()).toBe(writes);

    world.delete('mine', 'other');
    await world.untilGone('mine', 'other');
    expect(shopRecords(world)).toEqual([]);
  });

  it('passes to another cluster, when a route is accepted there', async () => {
    world = new TestWorld({ clusters: ['blue', 'green'] });
    const [blue, green] = world.apis;
    const seen = watch(world);
    world.start();
    world.request({ hostname: 'shop.example.com' }, {}, blue);
    world.route('shop.example.com', {}, blue);
    await world.untilReady('shop', 'shop', blue);
    world.request({ hostname: 'shop.example.com' }, { name: 'web' }, green);
    await world.clock.advance(60_000);
    expect(world.ready('web', 'shop', green)).toBe('False HeldInOtherCluster');

    annotate(world, { [TRANSFER_ANNOTATION]: 'green/shop/web' }, blue);
    await world.until(
      () =>
        world.condition('web', 'RoutesAllowed', 'shop', green)?.reason ===
        'AwaitingRoute',
      'a route is waited for',
    );
    expect(world.ready('web', 'shop', green)).toBe('False TransferAgreed');
    expect(world.ready('shop', 'shop', blue)).toBe('True Live');
    world.route('shop.example.com', {}, green);
    await world.untilReady('web', 'shop', green);

    expect(seen.owners).toEqual(['blue shop/shop', 'green shop/web']);
    expect(seen.targets).toEqual([
      'gw-01.blue.elb.memory.test',
      'gw-01.green.elb.memory.test',
    ]);
    await world.clock.advance(120_000);
    expect(world.ready('shop', 'shop', blue)).toBe('False TransferredAway');
    world.delete('shop', 'shop', blue);
    await world.untilGone('shop', 'shop', blue);
    await world.clock.advance(300_000);
    expect(world.ready('web', 'shop', green)).toBe('True Live');
    expect(seen.gaps).toEqual([]);
  });

  it('stays when the consent is taken back, and for whoever was not named', async () => {
    world = new TestWorld();
    const seen = watch(world);
    world.start();
    world.request({ hostname: 'shop.example.com' });
    await world.untilReady('shop');
    annotate(world, { [TRANSFER_ANNOTATION]: 'prod/other/mine' });
    await world.clock.advance(60_000);
    expect(txt(world)).toContain(',to=prod/other/mine');
    expect(world.ready('shop')).toBe('True Live');

    world.request(
      { hostname: 'shop.example.com' },
      { namespace: 'other', name: 'somebody' },
    );
    await world.clock.advance(60_000);
    expect(world.ready('somebody', 'other')).toBe('False HeldByOther');

    annotate(world, { [TRANSFER_ANNOTATION]: null });
    await world.clock.advance(60_000);
    expect(txt(world)).not.toContain('to=');
    world.request(
      { hostname: 'shop.example.com' },
      { namespace: 'other', name: 'mine' },
    );
    world.route('shop.example.com', { namespace: 'other' });
    await world.clock.advance(600_000);
    expect(world.ready('mine', 'other')).toBe('False HeldByOther');
    expect(world.ready('shop')).toBe('True Live');
    expect(seen.owners).toEqual(['prod shop/shop']);
  });

  it('goes on as before when the annotation makes no sense, and says so', async () => {
    world = new TestWorld();
    world.start();
    world.request({ hostname: 'shop.example.com' });
    await world.untilReady('shop');
    annotate(world, { [TRANSFER_ANNOTATION]: 'other/mine' });
    await world.clock.advance(60_000);

    expect(world.ready('shop')).toBe('True Live');
    expect(world.condition('shop', 'Claimed')?.message).toContain(
      '"other/mine" is not of the form <cluster>/<namespace>/<name>',
    );
  });

  it('that was deleted after the consent is free for the one named, without cooling down', async () => {
    world = new TestWorld({ config: coolingDown() });
    world.start();
    world.request({ hostname: 'shop.example.com' });
    await world.untilReady('shop');
    annotate(world, { [TRANSFER_ANNOTATION]: 'prod/other/mine' });
    await world.clock.advance(60_000);
    world.delete('shop');
    await world.untilGone('shop');
    world.request(
      { hostname: 'shop.example.com' },
      { namespace: 'other', name: 'somebody' },
    );
    await world.clock.advance(60_000);
    expect(world.ready('somebody', 'other')).toBe('False CoolingDown');
    world.request(
      { hostname: 'shop.example.com' },
      { namespace: 'other', name: 'mine' },
    );

    await world.untilReady('mine', 'other');
    expect(txt(world)).not.toContain('to=');
  });

  it('for the inside changes hands in the public zone first, and its alias follows in the private one', async () => {
    world = new TestWorld({ clusters: ['blue', 'green'] });
    const [blue, green] = world.apis;
    world.dns.addZone({
      id: 'ZPRIVATE',
      name: 'example.com',
      visibility: 'private',
    });
    world.start();
    const spec = {
      hostname: 'shop.example.com',
      visibility: 'internal',
    } as const;
    world.request(spec, {}, blue);
    await world.untilReady('shop', 'shop', blue);
    const holes: string[] = [];
    world.dns.subscribe(() => {
      if (world.dns.records('ZPRIVATE', 'shop.example.com', 'A').length !== 1)
        holes.push(new Date(world.clock.now()).toISOString());
    });
    annotate(world, { [TRANSFER_ANNOTATION]: 'green/shop/shop' }, blue);
    world.request(spec, {}, green);
    world.route('shop.example.com', {}, green);
    await world.untilReady('shop', 'shop', green);
    world.delete('shop', 'shop', blue);
    await world.untilGone('shop', 'shop', blue);

    expect(txt(world)).toContain('cluster=green');
    expect(
      world.dns.records('ZPRIVATE', 'shop.example.com', 'A')[0].alias?.dnsName,
    ).toBe('gw-01.green.elb.memory.test');
    expect(holes).toEqual([]);
    world.delete('shop', 'shop', green);
    await world.untilGone('shop', 'shop', green);
    expect(shopRecords(world)).toEqual([]);
    expect(world.records('ZPRIVATE')).toEqual([]);
  });
});

describe('the names of a whole cluster', () => {
  let world: TestWorld;
  afterEach(() => world.close());

  it('are taken over by another one that the platform team lets, a wildcard and names below it together', async () => {
    world = new TestWorld({ clusters: ['blue', 'green'] });
    const [blue, green] = world.apis;
    const hostnames = [
      'shop.example.com',
      '*.shop.example.com',
      'eu.shop.example.com',
    ];
    world.start();
    hostnames.forEach(hostname => world.request({ hostname }, {}, blue));
    for (const name of ['shop', 'any', 'eu'])
      await world.untilReady(name, 'shop', blue);
    const seen = watch(world);

    hostnames.forEach(hostname => {
      const { metadata } = world.request({ hostname }, {}, green);
      annotate(world, { [TAKEOVER_ANNOTATION]: 'blue' }, green, metadata.name);
      world.route(hostname, { name: metadata.name }, green);
    });
    await world.clock.advance(120_000);
    expect(world.ready('shop', 'shop', green)).toBe('False HeldInOtherCluster');

    green.create(claimKind, {
      apiVersion: 'hostmaster.dev/v1alpha1',
      kind: 'DomainClaim',
      metadata: { name: 'example.com' },
      spec: {
        hostname: 'example.com',
        delegate: { suffix: true, namespaces: ['shop'] },
      },
    });
    for (const name of ['shop', 'any', 'eu'])
      await world.untilReady(name, 'shop', green);
    for (const name of ['shop', 'any', 'eu']) {
      world.delete(name, 'shop', blue);
      await world.untilGone(name, 'shop', blue);
    }
    await world.clock.advance(300_000);

    for (const name of ['shop', 'any', 'eu'])
      expect(world.ready(name, 'shop', green)).toBe('True Live');
    expect(seen.gaps).toEqual([]);
    for (const hostname of hostnames)
      expect(
        world.dns.records(ZONE, hostname, 'A')[0].alias?.dnsName,
      ).toContain('.green.');
  });

  it('are found again by a cluster of the same name that was rebuilt from the same Git, with nothing requested anew', async () => {
    world = new TestWorld();
    const seen = watch(world);
    world.start();
    world.request({ hostname: 'shop.example.com' });
    world.route('shop.example.com');
    await world.untilReady('shop');
    const before = world.get('shop')!.status!.certificateArn;
    const [lost] = world.apis;
    lost.down = true;
    await world.clock.advance(1_800_000);
    world.crash();

    rebuild(world);
    world.request({ hostname: 'shop.example.com' });
    world.route('shop.example.com');
    world.start();
    await world.untilReady('shop');

    expect(world.get('shop')!.status!.certificateArn).toBe(before);
    expect(
      world.certificates.requests.filter(
        ({ order }) => order.names[0] === 'shop.example.com',
      ),
    ).toHaveLength(1);
    expect(world.api.list(claimKind)[0].spec.owner?.uid).toBe(
      world.get('shop')!.metadata.uid,
    );
    expect(seen.owners).toEqual(['prod shop/shop']);
    expect(seen.gaps).toEqual([]);
    const writes = world.writeCount();
    await world.clock.advance(3_600_000);
    expect(world.writeCount()).toBe(writes);
  });
});

/** An empty cluster in place of the first one, under its name. */
function rebuild(world: TestWorld): void {
  const fresh = new MemoryApi('prod', world.clock);
  world.apis.splice(0, 1, fresh);
  world.namespaces(fresh, ['edge', 'shop', 'other']);
  new GatewayControllerStandIn(fresh, world.balancers, world.clock).start(
    new AbortController().signal,
  );
}

function annotate(
  world: TestWorld,
  annotations: Record<string, string | null>,
  api: MemoryApi = world.api,
  name = 'shop',
): void {
  api.patch(
    requestKind,
    { namespace: 'shop', name },
    { type: 'merge', body: { metadata: { annotations } } },
  );
}

function coolingDown() {
  return {
    reconciler: {
      edgeDomain: 'edge.example.com',
      homeCluster: 'prod',
      waits: { coolDown: '24h' },
    },
  };
}

function txt(world: TestWorld): string {
  return world.dns.records(ZONE, TXT)[0]?.values?.[0] ?? 'no TXT';
}

function shopRecords(world: TestWorld): string[] {
  return world.records().filter(record => record.includes('shop'));
}

function openTo(world: TestWorld): string[] {
  const [set] = world.api.list(listenerSetKind);
  const selector = set.spec.listeners[0].allowedRoutes?.namespaces?.selector;
  return [
    ...Object.values(selector?.matchLabels ?? {}),
    ...(selector?.matchExpressions?.flatMap(({ values }) => values ?? []) ??
      []),
  ];
}

/** Owners and targets of shop.example.com after every write into the zone; gaps once it is live. */
function watch(world: TestWorld) {
  const seen = {
    owners: [] as string[],
    targets: [] as string[],
    gaps: [] as string[],
  };
  const add = (list: string[], value: string) => {
    if (list[list.length - 1] !== value) list.push(value);
  };
  world.dns.subscribe(() => {
    const value = txt(world);
    const [, cluster, owner] =
      /cluster=([^,]+),owner=([^,]+)/.exec(value) ?? [];
    if (value.includes('state=held')) add(seen.owners, `${cluster} ${owner}`);
    const [alias] = world.dns.records(ZONE, 'shop.example.com', 'A');
    if (alias?.alias) add(seen.targets, alias.alias.dnsName);
    else if (seen.targets.length > 0) seen.gaps.push(value);
    if (seen.owners.length > 0 && !value.includes('state=held'))
      seen.gaps.push(value);
  });
  return seen;
}

/** Every second: whether a route of somebody is accepted on the hostname's listener, and a certificate for it attached. */
function watchListener(world: TestWorld) {
  const seen = { gaps: [] as string[] };
  const look = () => {
    const at = new Date(world.clock.now()).toISOString();
    const [set] = world.api.list(listenerSetKind);
    if (!set) seen.gaps.push(`${at} no ListenerSet`);
    else if (set.spec.parentRef.name !== 'gw-01')
      seen.gaps.push(`${at} on ${set.spec.parentRef.name}`);
    else if (openTo(world).length === 0) seen.gaps.push(`${at} closed`);
    if (world.clock.now() < ends) world.clock.schedule(1_000, look);
  };
  // While the first request and then the second hold the name.
  const ends = world.clock.now() + 1_200_000;
  look();
  return seen;
}
