import { mockServices } from '@backstage/backend-test-utils';
import { hostnameReport, NOW } from '../__testUtils__/hostnameReport';
import { createDatabases } from '../__testUtils__/startApi';
import { HostnameStore } from './HostnameStore';
import { openReadModel } from './openReadModel';
import { ReadModel } from './ReadModel';

const databases = createDatabases();
jest.setTimeout(180_000);

describe.each(databases.eachSupportedId())(
  'ten thousand hostnames on %s',
  id => {
    it('are listed, filtered and counted quickly, for the platform and for a team', async () => {
      const knex = await databases.init(id);
      await openReadModel({ getClient: async () => knex });
      const store = new HostnameStore(knex);
      const model = new ReadModel(
        store,
        () => ({
          now: NOW,
          cluster: () => ({ reachable: true }),
          providers: [],
        }),
        { logger: mockServices.logger.mock(), firstProbeAt: () => NOW },
      );
      for (let start = 0; start < 10_000; start += 500) {
        await model.applyReports(
          Array.from({ length: 500 }, (_, index) =>
            hostnameReport({
              namespace: `team-${start % 100}`,
              name: `request-${start + index}`,
              hostname: `name-${start + index}.example.com`,
              owner: `group:default/team-${(start + index) % 100}`,
            }),
          ),
        );
      }

      const durations: number[] = [];
      const timed = async (query: Parameters<HostnameStore['list']>[0]) => {
        const started = performance.now();
        const page = await store.list(query);
        durations.push(performance.now() - started);
        return page;
      };
      const base = {
        filters: {},
        visibility: 'everything',
        orderBy: 'verdict',
        order: 'asc',
        offset: 0,
        limit: 25,
      } as const;
      for (let round = 0; round < 5; round += 1) {
        expect((await timed(base)).totalItems).toBe(10_000);
        expect(
          (await timed({ ...base, orderBy: 'expires', offset: 9_900 })).items,
        ).toHaveLength(25);
        expect(
          (await timed({ ...base, filters: { text: 'name-77' } })).totalItems,
        ).toBe(111);
        const team = {
          field: 'owner',
          values: ['group:default/team-7'],
        } as const;
        expect(
          (
            await timed({
              ...base,
              visibility: { ...team, values: [...team.values] },
            })
          ).totalItems,
        ).toBe(100);
      }

      durations.sort((left, right) => left - right);
      expect(durations[Math.floor(durations.length * 0.9)]).toBeLessThan(1_000);
    });
  },
);
