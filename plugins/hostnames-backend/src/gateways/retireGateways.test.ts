import { JsonObject } from '@backstage/types';
import { TestWorld } from '../hostnames/testWorld/TestWorld';
import {
  gatewayKind,
  httpRouteKind,
  loadBalancerConfigurationKind,
} from './kinds';

jest.setTimeout(120_000);

/** Half of the time after which an empty gateway is removed here. */
const SPAN = 600_000;

function open(profile: JsonObject = {}) {
  return new TestWorld({
    profile,
    config: {
      reconciler: {
        edgeDomain: 'edge.example.com',
        homeCluster: 'prod',
        waits: { coolDown: '0s', emptyGateway: '20m' },
      },
    },
  });
}

const gateways = (world: TestWorld) =>
  world.api.list(gatewayKind).map(({ metadata }) => metadata.name);
const marksOf = (world: TestWorld, name: string) => {
  const gateway = world.api.read(gatewayKind, { namespace: 'edge', name });
  return Object.keys(gateway?.metadata.annotations ?? {}).sort();
};

/** One hostname was live on gw-01 and is gone. */
async function emptied(profile?: JsonObject): Promise<TestWorld> {
  const world = open(profile);
  world.start();
  world.request({ hostname: 'shop.example.com' });
  await world.untilReady('shop');
  world.delete('shop');
  await world.untilGone('shop');
  await world.clock.advance(60_000);
  return world;
}

async function untilRetiring(world: TestWorld): Promise<void> {
  await world.until(
    () => marksOf(world, 'gw-01').includes('hostmaster.dev/retiring'),
    'its removal has begun',
    undefined,
    4 * SPAN,
  );
}

describe('an empty gateway', () => {
  let world: TestWorld;
  afterEach(() => world.close());

  it('is removed with everything of it when it has been empty for long, through restarts, and not earlier', async () => {
    world = await emptied();
    expect(marksOf(world, 'gw-01')).toEqual([]);
    expect(
      world.api.list(loadBalancerConfigurationKind)[0].metadata.annotations,
    ).toHaveProperty(['hostmaster.dev/empty-since']);
    await world.clock.advance(SPAN);
    world.crash();
    world.start();
    await world.clock.advance(SPAN - 120_000);
    expect(gateways(world)).toEqual(['gw-01']);
    expect(world.api.list(httpRouteKind, 'edge')).toHaveLength(2);

    world.crash();
    world.start();
    await world.until(
      () => gateways(world).length === 0,
      'it is gone',
      () => JSON.stringify(world.api.list(gatewayKind)),
    );
    await world.clock.advance(60_000);
    expect(world.api.list(httpRouteKind, 'edge')).toEqual([]);
    expect(world.api.list(loadBalancerConfigurationKind)).toEqual([]);
    const order = world.api.writes
      .filter(({ verb }) => verb === 'delete')
      .map(({ kind }) => kind)
      .slice(-4);
    expect(order).toEqual([
      'HTTPRoute',
      'HTTPRoute',
      'Gateway',
      'LoadBalancerConfiguration',
    ]);
    world.request({ hostname: 'shop.example.com' });
    await world.untilReady('shop');
    expect(gateways(world)).toEqual(['gw-01']);
  });

  it('stays when it is a spare one', async () => {
    world = await emptied({ spare: 1 });
    await world.clock.advance(6 * SPAN);
    expect(gateways(world)).toEqual(['gw-01']);
    const writes = world.writeCount();
    await world.clock.advance(6 * SPAN);
    expect(world.writeCount()).toBe(writes);
  });

  it.each([0, 40, 100, 170, 179, 181, 190, 195, 200, 205, 215, 230])(
    'stays when a hostname comes %s s into its removal',
    async seconds => {
      world = await emptied();
      await untilRetiring(world);
      await world.clock.advance(seconds * 1_000);
      world.request({ hostname: 'shop.example.com' });
      await world.untilReady('shop');

      const { name } = world.get('shop')!.status!.assignedGateway!;
      expect(gateways(world)).toContain(name);
      await world.clock.advance(6 * SPAN);
      expect(gateways(world)).toEqual([name]);
      expect(world.ready('shop')).toBe('True Live');
      expect(world.api.list(httpRouteKind, 'edge')).toHaveLength(2);
    },
  );

  it('without a mark counts as empty from when its configuration was last written', async () => {
    world = await emptied();
    await world.clock.advance(1.5 * SPAN);
    world.api.patch(
      loadBalancerConfigurationKind,
      { namespace: 'edge', name: 'gw-01' },
      {
        type: 'merge',
        body: {
          metadata: {
            annotations: { 'hostmaster.dev/empty-since': null },
            managedFields: [
              { time: new Date(world.clock.now()).toISOString() },
            ],
          },
        } as object,
      },
    );

    await world.clock.advance(1.5 * SPAN);
    expect(marksOf(world, 'gw-01')).toEqual([]);
    await untilRetiring(world);
  });

  it('loses its protection first', async () => {
    world = await emptied({
      loadBalancer: {
        loadBalancerAttributes: [
          { key: 'deletion_protection.enabled', value: 'true' },
          { key: 'idle_timeout.timeout_seconds', value: '30' },
        ],
      },
    });
    await untilRetiring(world);
    await world.clock.advance(30_000);
    expect(
      world.api.list(loadBalancerConfigurationKind)[0].spec
        .loadBalancerAttributes,
    ).toEqual([
      { key: 'deletion_protection.enabled', value: 'false' },
      { key: 'idle_timeout.timeout_seconds', value: '30' },
    ]);
    expect(gateways(world)).toEqual(['gw-01']);
    await world.until(() => gateways(world).length === 0, 'it is gone');
  });

  it.each<[string, (world: TestWorld) => void]>([
    [
      'a certificate that somebody attached',
      ({ api }) => {
        const [configuration] = api.list(loadBalancerConfigurationKind);
        const [listener] = configuration.spec.listenerConfigurations!;
        api.replace(loadBalancerConfigurationKind, {
          ...configuration,
          spec: {
            ...configuration.spec,
            listenerConfigurations: [{ ...listener, certificates: ['arn:x'] }],
          },
        });
      },
    ],
    [
      'a route that somebody attached',
      ({ api }) =>
        api.create(httpRouteKind, {
          apiVersion: 'gateway.networking.k8s.io/v1',
          kind: 'HTTPRoute',
          metadata: { namespace: 'edge', name: 'by-hand' },
          spec: { parentRefs: [{ name: 'gw-01' }] },
        }),
    ],
    [
      'the label of another installation',
      ({ api }) =>
        api.patch(
          gatewayKind,
          { namespace: 'edge', name: 'gw-01' },
          {
            type: 'merge',
            body: {
              metadata: { labels: { 'hostmaster.dev/installation': 'other' } },
            },
          },
        ),
    ],
  ])('stays with %s', async (_what, change) => {
    world = await emptied();
    change(world);
    await world.clock.advance(6 * SPAN);
    expect(gateways(world)).toEqual(['gw-01']);
    expect(marksOf(world, 'gw-01')).not.toContain('hostmaster.dev/retiring');
  });

  it('stays with a certificate on its load balancer that is in no configuration', async () => {
    world = await emptied();
    await untilRetiring(world);
    world.controllers[0].stuck.add('gw-01');
    const standard = world.api.list(loadBalancerConfigurationKind)[0].spec
      .listenerConfigurations![0].defaultCertificate!;
    world.balancers.setListener('memory:lb/prod/gw-01', 443, [
      standard,
      'arn:by-hand',
    ]);
    await world.clock.advance(SPAN);
    expect(gateways(world)).toEqual(['gw-01']);
    expect(world.api.list(httpRouteKind, 'edge')).toHaveLength(2);
  });

  it('is let go when somebody has deleted it while it was in use, once what was on it is elsewhere', async () => {
    world = open();
    world.start();
    world.request({ hostname: 'shop.example.com' });
    await world.untilReady('shop');
    const ref = { namespace: 'edge', name: 'gw-01' };
    const finalizers = (names: string[]) =>
      world.api.patch(gatewayKind, ref, {
        type: 'merge',
        body: { metadata: { finalizers: names } },
      });
    finalizers(['gateway.k8s.aws/alb']);
    world.api.delete(gatewayKind, ref);

    const baseOf = (gateway: string) =>
      world.api
        .list(httpRouteKind, 'edge')
        .filter(({ metadata }) => metadata.name.startsWith(gateway));
    await world.until(
      () => baseOf('gw-01').length === 0,
      'its routes are gone',
    );
    finalizers([]);
    await world.clock.advance(60_000);

    expect(gateways(world)).toEqual(['gw-02']);
    expect(baseOf('gw-02').length).toBeGreaterThan(0);
    expect(world.ready('shop')).toBe('True Live');
    expect(world.api.read(loadBalancerConfigurationKind, ref)).toBeUndefined();
  });
});
