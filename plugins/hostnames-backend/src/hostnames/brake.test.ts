import { claimKind, requestKind } from '../gateways/kinds';
import { CONFIRM_ANNOTATION } from './Brake';
import { longLife } from './testWorld/longLife';
import { TestWorld } from './testWorld/TestWorld';

jest.setTimeout(120_000);

const CONFIRM = {
  type: 'merge' as const,
  body: { metadata: { annotations: { [CONFIRM_ANNOTATION]: 'true' } } },
};

/** What nobody asks for is cleaned up after an hour here. */
const QUICK = {
  reconciler: {
    edgeDomain: 'edge.example.com',
    homeCluster: 'prod',
    waits: { coolDown: '0s', orphan: '1h' },
  },
};

describe('the brake', () => {
  let world: TestWorld;
  afterEach(() => world.close());

  async function live(
    count: number,
    spec: Record<string, unknown> = {},
  ): Promise<string[]> {
    const names = Array.from({ length: count }, (_, index) => `n${index}`);
    for (const name of names)
      world.request({ hostname: `${name}.example.com`, ...spec });
    for (const name of names) await world.untilReady(name);
    return names;
  }

  const addresses = () =>
    world.records().filter(record => record.startsWith('A n')).length;

  it('holds everything of a cluster until a person confirms, one by one', async () => {
    world = new TestWorld();
    world.start();
    const names = await live(4);
    names.forEach(name => world.delete(name));
    await world.clock.advance(3_600_000);

    expect(addresses()).toBe(4);
    expect(world.condition('n0', 'DnsAliasReady')).toMatchObject({
      reason: 'BrakeApplied',
      message: expect.stringContaining('Every hostname of cluster prod'),
    });
    world.api.patch(requestKind, { namespace: 'shop', name: 'n0' }, CONFIRM);
    await world.untilGone('n0');
    expect(addresses()).toBe(3);
    for (const name of names.slice(1))
      world.api.patch(requestKind, { namespace: 'shop', name }, CONFIRM);
    for (const name of names) await world.untilGone(name);
    expect(addresses()).toBe(0);
  });

  it('holds the first of many as well that are deleted one after the other', async () => {
    world = new TestWorld();
    world.start();
    const names = await live(5);
    for (const name of names) {
      world.delete(name);
      await world.clock.advance(800);
    }
    await world.clock.advance(3_600_000);

    expect(addresses()).toBe(5);
    for (const name of names)
      expect(world.condition(name, 'DnsAliasReady')?.reason).toBe(
        'BrakeApplied',
      );
  });

  it('lets single deletions pass, one after the other', async () => {
    world = new TestWorld();
    world.start();
    const names = await live(6);
    for (const name of names.slice(0, 3)) {
      world.delete(name);
      await world.untilGone(name);
    }
    expect(addresses()).toBe(3);
  });

  it('holds the clean-up after requests that vanished all at once', async () => {
    world = new TestWorld({ config: QUICK });
    world.start();
    const names = await live(4);
    // A wrong list, or somebody with a broom: no request is there, and no finalizer was honoured.
    for (const name of names) {
      world.api.patch(
        requestKind,
        { namespace: 'shop', name },
        { type: 'merge', body: { metadata: { finalizers: [] } } },
      );
      world.delete(name);
    }
    await world.clock.advance(4 * 3_600_000);
    expect(addresses()).toBe(4);
    expect(world.api.list(claimKind)).toHaveLength(4);

    for (const { metadata } of world.api.list(claimKind))
      world.api.patch(claimKind, { name: metadata.name }, CONFIRM);
    await world.until(() => addresses() === 0, 'they are cleaned up');
  });

  it('holds names that are taken off many requests at once', async () => {
    world = new TestWorld({ config: { brake: { count: 6, share: 1 } } });
    world.start();
    const names = ['n0', 'n1', 'n2', 'n3'];
    for (const name of names)
      world.request({
        hostname: `${name}.example.com`,
        certificate: { additionalNames: [`m.${name}.example.com`] },
      });
    for (const name of names) await world.untilReady(name);
    for (const name of names)
      world.api.patch(
        requestKind,
        { namespace: 'shop', name },
        { type: 'merge', body: { spec: { certificate: null } } },
      );
    await world.clock.advance(2 * 3_600_000);
    const left = () =>
      world.records().filter(record => record.startsWith('A m.')).length;
    expect(left()).toBe(4);
    for (const name of names) expect(world.ready(name)).toBe('True Live');

    for (const name of names)
      world.api.patch(requestKind, { namespace: 'shop', name }, CONFIRM);
    await world.until(() => left() === 0, 'they are gone');
    expect(addresses()).toBe(4);
  });

  it('holds requests whose time is over all at once, as when a clock jumps', async () => {
    world = new TestWorld({ config: longLife() });
    world.start();
    const names = await live(4, { expiresAfter: '2h' });
    await world.clock.advance(6 * 3_600_000);

    expect(addresses()).toBe(4);
    for (const name of names) {
      expect(world.condition(name, 'DnsAliasReady')?.reason).toBe(
        'BrakeApplied',
      );
    }
  });

  it('does not stop what is kept from being kept: a retained name is never swept away', async () => {
    world = new TestWorld({ config: QUICK });
    world.start();
    world.request({ hostname: 'n0.example.com', deletionPolicy: 'Retain' });
    await world.untilReady('n0');
    world.delete('n0');
    await world.untilGone('n0');
    await world.clock.advance(4 * 3_600_000);

    expect(addresses()).toBe(1);
    world.request({ hostname: 'n0.example.com' });
    await world.untilReady('n0');
    world.delete('n0');
    await world.untilGone('n0');
    expect(addresses()).toBe(0);
  });
});
