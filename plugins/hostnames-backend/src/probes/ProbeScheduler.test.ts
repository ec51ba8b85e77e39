import { mockServices } from '@backstage/backend-test-utils';
import {
  HostnameProbe,
  ProbeResult,
  ProbeTarget,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { VirtualClock } from '@hostmaster/kubernetes-runtime/testUtils';
import {
  hostnameReport,
  NOW,
  ReportOptions,
} from '../__testUtils__/hostnameReport';
import { createDatabases } from '../__testUtils__/startApi';
import { HostnameStore } from '../readModel/HostnameStore';
import { openReadModel } from '../readModel/openReadModel';
import { ReadModel } from '../readModel/ReadModel';
import { ProbeRunner } from './ProbeRunner';
import { ProbeScheduler } from './ProbeScheduler';

const databases = createDatabases();
jest.setTimeout(60_000);

const live = (clock: VirtualClock, hostname: string): ProbeResult[] => [
  {
    probe: 'dns',
    at: clock.now(),
    server: 'ns',
    layer: 'authoritative',
    kind: 'answer',
    addresses: ['192.0.2.1'],
    cnames: [],
  },
  {
    probe: 'tls',
    at: clock.now(),
    address: '192.0.2.1',
    kind: 'handshake',
    protocol: 'TLSv1.3',
    certificate: {
      serial: '0a:0b',
      names: [hostname],
      notBefore: 0,
      notAfter: NOW + 1e11,
      issuer: 'A',
      fingerprint256: 'x',
    },
    trusted: true,
    milliseconds: 3,
  },
  {
    probe: 'http',
    at: clock.now(),
    address: '192.0.2.1',
    kind: 'response',
    status: 200,
    milliseconds: 5,
    fromBase: false,
  },
];

async function start(
  reports: ReportOptions[],
  options: {
    probe?: (
      target: ProbeTarget,
      clock: VirtualClock,
    ) => Promise<ProbeResult[]>;
    concurrency?: number;
    schedulers?: number;
  } = {},
) {
  const knex = await databases.init('SQLITE_3');
  await openReadModel({ getClient: async () => knex });
  const clock = new VirtualClock({ start: NOW });
  const logger = mockServices.logger.mock();
  const store = new HostnameStore(knex);
  const model = new ReadModel(
    store,
    () => ({
      now: clock.now(),
      cluster: () => ({ reachable: true }),
      providers: [],
    }),
    { logger, firstProbeAt: () => clock.now() + 3_000 },
  );
  await model.applyReports(reports.map(hostnameReport));
  const looks: Array<{ hostname: string; at: number }> = [];
  let running = 0;
  let most = 0;
  const probe: HostnameProbe = {
    id: 'test',
    async run(target) {
      looks.push({ hostname: target.hostname, at: clock.now() - NOW });
      running += 1;
      most = Math.max(most, running);
      try {
        return await (
          options.probe ?? (async () => live(clock, target.hostname))
        )(target, clock);
      } finally {
        running -= 1;
      }
    },
  };
  const stop = new AbortController();
  const finished = Array.from({ length: options.schedulers ?? 1 }, () => {
    const runner = new ProbeRunner({
      probes: [probe],
      model,
      clock,
      random: () => 0.5,
      logger,
      times: { interval: 300_000, settlingInterval: 15_000 },
    });
    return new ProbeScheduler({
      store,
      runner,
      clock,
      logger,
      concurrency: options.concurrency ?? 10,
    }).run(stop.signal);
  });
  return {
    clock,
    store,
    looks,
    most: () => most,
    async end() {
      stop.abort();
      await clock.waitFor(Promise.all(finished));
    },
  };
}

describe('ProbeScheduler', () => {
  it('looks soon after a change, then at the interval of a hostname at rest', async () => {
    const { clock, looks, end } = await start([{}]);

    await clock.advance(15 * 60_000);
    await end();

    expect(looks.map(({ at }) => Math.round(at / 60_000))).toEqual(
      [0, 5, 10, 15].slice(0, looks.length),
    );
    expect(looks.length).toBe(3);
    expect(looks[0].at).toBeLessThan(5_000);
  });

  it('looks more often at one that does not work, for a while', async () => {
    const { clock, looks, end } = await start([{}], {
      probe: async (_target, at) => [
        {
          probe: 'dns',
          at: at.now(),
          server: 'ns',
          layer: 'authoritative',
          kind: 'nxdomain',
          message: 'none',
        },
      ],
    });

    await clock.advance(60_000);
    const soon = looks.length;
    await clock.advance(60 * 60_000);
    await end();

    expect(soon).toBeGreaterThanOrEqual(3);
    expect(looks.filter(({ at }) => at > 30 * 60_000).length).toBeLessThan(10);
  });

  it('never looks at more at once than allowed, and gets to all of them', async () => {
    const many = Array.from({ length: 60 }, (_, index) => ({
      name: `shop-${index}`,
      hostname: `shop-${index}.example.com`,
    }));
    const { clock, looks, most, end } = await start(many, {
      concurrency: 7,
      probe: async ({ hostname }, at) => {
        await at.sleep(2_000);
        return live(at, hostname);
      },
    });

    await clock.advance(60_000);
    await end();

    expect(most()).toBe(7);
    expect(new Set(looks.map(({ hostname }) => hostname)).size).toBe(60);
  });

  it('shares the work between processes: each look happens once', async () => {
    const many = Array.from({ length: 20 }, (_, index) => ({
      name: `shop-${index}`,
      hostname: `shop-${index}.example.com`,
    }));
    const { clock, looks, end } = await start(many, { schedulers: 3 });

    await clock.advance(60_000);
    await end();

    expect(looks).toHaveLength(20);
  });

  it('does not look at a name that the request does not hold', async () => {
    const { clock, looks, end } = await start([{ upTo: 'Accepted' }]);

    await clock.advance(60_000);
    await end();

    expect(looks).toEqual([]);
  });

  it('goes on when a probe throws, and when one never ends', async () => {
    const { clock, looks, store, end } = await start(
      [{}, { name: 'other', hostname: 'other.example.com' }],
      {
        concurrency: 1,
        probe: async ({ hostname }) => {
          if (hostname === 'other.example.com')
            throw new Error('a probe must not throw');
          return new Promise(() => {});
        },
      },
    );

    await clock.advance(120_000);
    await end();

    expect(new Set(looks.map(({ hostname }) => hostname)).size).toBe(2);
    expect(
      (await store.get({ cluster: 'prod', namespace: 'shop', name: 'shop' }))
        ?.probes.at,
    ).toBeDefined();
  });
});
