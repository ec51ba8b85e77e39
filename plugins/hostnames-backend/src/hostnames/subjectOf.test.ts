import { requestKind } from '../gateways/kinds';
import { TestWorld } from './testWorld/TestWorld';

jest.setTimeout(120_000);

describe('a request whose profile is changed to one that does not exist', () => {
  let world: TestWorld;
  afterEach(() => world.close());

  const edit = (gatewayClass: string) =>
    world.api.patch(
      requestKind,
      { namespace: 'shop', name: 'shop' },
      { type: 'merge', body: { spec: { gatewayClass } } },
    );

  it('keeps what it has, can be deleted with all of it, and a second run changes nothing', async () => {
    world = new TestWorld();
    world.start();
    world.request({ hostname: 'shop.example.com' });
    world.route('shop.example.com');
    await world.untilReady('shop');
    const live = world.records();

    edit('nowhere');
    await world.until(
      () => world.ready('shop') === 'False ProfileUnknown',
      'it is told',
    );
    await world.clock.advance(600_000);
    expect(world.records()).toEqual(live);

    world.delete('shop');
    await world.untilGone('shop');
    expect(world.records().filter(each => each.includes('shop'))).toEqual([]);
    expect(
      world.certificates
        .all()
        .filter(({ names }) => names[0].startsWith('shop')),
    ).toEqual([]);
    const writes = world.writeCount();
    await world.clock.advance(600_000);
    expect(world.writeCount()).toBe(writes);
  });

  it('becomes Ready again without help when the profile is corrected', async () => {
    world = new TestWorld();
    world.start();
    world.request({ hostname: 'shop.example.com' });
    await world.untilReady('shop');
    const live = world.records();
    edit('nowhere');
    await world.until(
      () => world.ready('shop') === 'False ProfileUnknown',
      'it is told',
    );

    edit('alb-public');

    await world.untilReady('shop');
    expect(world.records()).toEqual(live);
  });
});
