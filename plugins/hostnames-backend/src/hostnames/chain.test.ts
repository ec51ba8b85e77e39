import { TestWorld } from './testWorld/TestWorld';

describe('a request in a memory world', () => {
  let world: TestWorld;
  afterEach(() => world.close());

  it('becomes Ready, and a second run changes nothing', async () => {
    world = new TestWorld();
    world.request({ hostname: 'shop.example.com' }, { owner: 'group:default/checkout' });
    world.route('shop.example.com');
    world.start();

    await world.untilReady('shop');

    expect(world.records()).toEqual([
      'A shop.example.com',
      'AAAA shop.example.com',
      expect.stringMatching(/^CNAME _[0-9a-f]{32}\.default\.edge\.example\.com$/),
      expect.stringMatching(/^CNAME _[0-9a-f]{32}\.shop\.example\.com$/),
      'TXT default.edge._hostmaster.example.com',
      'TXT shop._hostmaster.example.com',
    ]);
  });
});
