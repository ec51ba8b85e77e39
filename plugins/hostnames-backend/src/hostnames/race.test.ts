import { seededRandom } from '@hostmaster/kubernetes-runtime/testUtils';
import { claimKind } from '../gateways/kinds';
import { GatewayControllerStandIn } from './testWorld/GatewayControllerStandIn';
import { MemoryApi } from './testWorld/MemoryApi';
import { TestWorld, ZONE } from './testWorld/TestWorld';

jest.setTimeout(300_000);

const ROUNDS = 100;
const SEED = 20_260_101;

/** Two clusters with a reconciler each that knows nothing of the other, over one zone. */
function twoInstallations(world: TestWorld): MemoryApi[] {
  const api = new MemoryApi('green', world.clock);
  world.namespaces(api, ['edge', 'shop']);
  new GatewayControllerStandIn(api, world.balancers, world.clock).start(
    new AbortController().signal,
  );
  world.start();
  world.startAnother(
    {
      installation: 'rival',
      reconciler: {
        edgeDomain: 'rival.example.com',
        homeCluster: 'green',
        waits: { coolDown: '0s' },
      },
      clusters: [{ name: 'green', url: 'https://unused' }],
    },
    [api],
  );
  return [world.api, api];
}

/** Two clusters of one installation: one process writes for both. */
function oneInstallation(world: TestWorld): MemoryApi[] {
  world.start();
  return world.apis;
}

// Without these, two clusters could both believe to hold a name, or both give it up, at some rare timing.
describe.each([
  ['the same hostname', 'shop.example.com', 'shop.example.com'],
  [
    'a wildcard and a name below it',
    '*.shop.example.com',
    'eu.shop.example.com',
  ],
])('two clusters that ask at once for %s', (_what, first, second) => {
  it.each([
    ['of two installations', ['blue'], twoInstallations],
    ['of one installation', ['blue', 'green'], oneInstallation],
  ])(
    `get one holder each of ${ROUNDS} times, and the other is told who: %s`,
    async (_whose, clusters, start) => {
      const random = seededRandom(SEED);
      const winners = new Set<string>();
      for (let round = 0; round < ROUNDS; round++) {
        const world = new TestWorld({ clusters });
        const [blue, green] = start(world);
        // Half the time long enough for all views to be there, else in the middle of starting up.
        await world.clock.advance(random() < 0.5 ? 45_000 : random() * 2_000);
        const asked = [
          { api: blue, hostname: first },
          { api: green, hostname: second },
        ];
        if (random() < 0.5) asked.reverse();
        const ask = ({ api, hostname }: (typeof asked)[number]) =>
          world.request(
            { hostname },
            { name: 'web', owner: `group:default/${api.name}` },
            api,
          );
        ask(asked[0]);
        const gap = random();
        await world.clock.advance(gap < 0.4 ? 0 : gap * gap * 3_000);
        ask(asked[1]);
        const claimed = (api: MemoryApi) =>
          world.condition('web', 'Claimed', 'shop', api);
        const denied = (api: MemoryApi) =>
          world.condition('web', 'Denied', 'shop', api)?.status === 'True';
        const holds = (api: MemoryApi) => claimed(api)?.status === 'True';
        await world.until(
          () =>
            (holds(blue) && denied(green)) || (holds(green) && denied(blue)),
          `round ${round}: one holds the name and the other is denied`,
          () => JSON.stringify([claimed(blue), claimed(green)]),
          600_000,
        );
        await world.clock.advance(20_000);

        const [winner, loser] = holds(blue) ? [blue, green] : [green, blue];
        winners.add(winner.name);
        expect([holds(winner), holds(loser)]).toEqual([true, false]);
        expect(claimed(loser)).toMatchObject({
          status: 'False',
          reason: 'HeldInOtherCluster',
          message: expect.stringContaining(`in cluster ${winner.name}`),
        });
        const held = world.dns
          .records(ZONE)
          .flatMap(({ name, type, values }) =>
            type === 'TXT' && name.includes('shop._host') ? values! : [],
          );
        expect(held).toEqual([
          expect.stringContaining(`cluster=${winner.name},`),
        ]);
        expect(held[0]).toContain('state=held');
        expect(
          winner.list(claimKind).map(({ spec }) => spec.owner?.name),
        ).toEqual(['web']);
        await world.close();
      }
      // A race that always ends the same way is none.
      expect([...winners].sort()).toEqual(['blue', 'green']);
    },
  );
});
