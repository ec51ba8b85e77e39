import { ManualClock } from '../__testUtils__/ManualClock';
import { NOW } from '../__testUtils__/hostnameReport';
import { createDatabases } from '../__testUtils__/startApi';
import { openReadModel } from '../readModel/openReadModel';
import { SharedStatus } from '../readModel/SharedStatus';
import { DefaultReconcilerPort } from './DefaultReconcilerPort';

const databases = createDatabases();
jest.setTimeout(60_000);

const snapshot = {
  at: NOW,
  reconciler: { enabled: true, leading: true, leader: 'pod-1' },
  clusters: [{ name: 'prod', reachable: true }],
  providers: [
    {
      id: 'route53',
      kind: 'dns',
      healthy: false,
      since: '2026-11-20T11:00:00Z',
      message: 'throttled',
    },
  ],
  capacity: [],
};

describe.each(databases.eachSupportedId())(
  'a process that only serves the API, on %s',
  id => {
    it('shows what the process with the reconciler said, as long as that is recent', async () => {
      const knex = await databases.init(id);
      await openReadModel({ getClient: async () => knex });
      const clock = new ManualClock(NOW);
      const shared = new SharedStatus(knex);
      await shared.publish({ ...snapshot, at: NOW - 5_000 });
      await shared.publish(snapshot);
      const port = new DefaultReconcilerPort({
        enabled: false,
        clusters: ['prod'],
        providers: () => [],
        dns: () => [],
        clock,
      });

      expect(port.clusters()).toMatchObject([
        { name: 'prod', reachable: false, message: 'Not connected yet.' },
      ]);
      port.learn((await shared.read())!);

      expect(port.reconciler()).toMatchObject({
        enabled: false,
        leading: false,
        leader: 'pod-1',
      });
      expect(port.clusters()).toEqual([{ name: 'prod', reachable: true }]);
      expect(port.providerHealth()).toEqual([
        {
          id: 'route53',
          kind: 'dns',
          failing: { since: '2026-11-20T11:00:00Z', message: 'throttled' },
        },
      ]);

      await clock.advance(61_000);
      expect(port.clusters()).toMatchObject([
        { reachable: false, since: new Date(NOW).toISOString() },
      ]);
    });
  },
);
