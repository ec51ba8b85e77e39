import { TestDatabaseId } from '@backstage/backend-test-utils';
import { mockServices } from '@backstage/backend-test-utils';
import { ManualClock } from '../__testUtils__/ManualClock';
import { ProbeResult } from '@hostmaster/backstage-plugin-hostnames-node';
import { FakeReconcilerPort } from '../__testUtils__/FakeReconcilerPort';
import {
  hostnameReport,
  NOW,
  ReportOptions,
} from '../__testUtils__/hostnameReport';
import { createDatabases } from '../__testUtils__/startApi';
import { HostnameStore } from './HostnameStore';
import { openReadModel } from './openReadModel';
import { World } from './projectHostname';
import { ReadModel } from './ReadModel';
import { Refresher } from './Refresher';
import { ReportQueue } from './ReportQueue';
import { SharedStatus } from './SharedStatus';

const databases = createDatabases();
jest.setTimeout(60_000);

const ref = { cluster: 'prod', namespace: 'shop', name: 'shop' };
const handshake = (notAfter: number): ProbeResult => ({
  probe: 'tls',
  at: NOW,
  address: '192.0.2.1',
  kind: 'handshake',
  protocol: 'TLSv1.3',
  certificate: {
    serial: '0a:0b',
    names: ['shop.example.com'],
    notBefore: 0,
    notAfter,
    issuer: 'Amazon',
    fingerprint256: 'x',
  },
  trusted: true,
  milliseconds: 5,
});

async function open(id: TestDatabaseId) {
  const knex = await databases.init(id);
  await openReadModel({ getClient: async () => knex });
  const clock = new ManualClock(NOW);
  const port = new FakeReconcilerPort();
  const store = new HostnameStore(knex);
  const logger = mockServices.logger.mock();
  const world = (): World => {
    const cluster = (name: string) => {
      const found = port.clusterList.find(each => each.name === name);
      return { reachable: found?.reachable ?? false, since: found?.since };
    };
    return { now: clock.now(), cluster, providers: port.failing };
  };
  const model = new ReadModel(store, world, {
    logger,
    firstProbeAt: () => clock.now() + 3_000,
  });
  const queue = new ReportQueue(model, clock, logger);
  const refresher = new Refresher({
    model,
    store,
    shared: new SharedStatus(knex),
    reconciler: port,
    world,
    clusters: ['prod', 'dev'],
    clock,
    logger,
  });
  const report = (options?: ReportOptions) =>
    queue.report(hostnameReport(options));
  return { knex, clock, port, store, model, queue, refresher, report, logger };
}

describe.each(databases.eachSupportedId())('the read model on %s', id => {
  it('keeps what was reported, and what changed when', async () => {
    const { report, queue, store, clock } = await open(id);

    report({ upTo: 'Claimed', at: NOW });
    await queue.flush();
    await clock.advance(60_000);
    report({ upTo: 'Ready', at: NOW + 60_000 });
    await queue.flush();

    const stored = await store.get(ref);
    expect(stored).toMatchObject({
      hostname: 'shop.example.com',
      owner: 'group:default/checkout',
      zone: 'example.com',
      claimed: true,
    });
    const history = await store.history(ref);
    const transitions = history.filter(
      ({ kind, condition }) =>
        kind === 'condition' && condition === 'CertificateIssued',
    );
    expect(transitions.map(({ status }) => status)).toEqual([
      'True',
      'Unknown',
    ]);
    expect(
      history.filter(({ kind }) => kind === 'verdict').length,
    ).toBeGreaterThanOrEqual(2);
  });

  it('writes nothing into the history when the same is reported again', async () => {
    const { report, queue, store } = await open(id);
    report();
    await queue.flush();
    const before = await store.history(ref);

    report({ at: NOW + 1_000 });
    await queue.flush();

    expect(await store.history(ref)).toEqual(before);
  });

  it('does not go back to an older report', async () => {
    const { report, queue, store } = await open(id);
    report({ upTo: 'Ready', at: NOW + 5_000 });
    await queue.flush();

    report({ upTo: 'Claimed', at: NOW });
    await queue.flush();

    expect((await store.get(ref))?.seenAt).toBe(NOW + 5_000);
  });

  it('bounds the history of a hostname that never rests', async () => {
    const { report, queue, store } = await open(id);

    for (let round = 0; round < 150; round += 1) {
      const time = new Date(NOW + round * 1_000).toISOString();
      const condition = {
        type: 'Claimed',
        status: round % 2 ? 'True' : 'False',
        reason: 'X',
        message: `${round}`,
        lastTransitionTime: time,
      } as const;
      report({
        at: NOW + round * 1_000,
        status: { conditions: [condition, { ...condition, type: 'Ready' }] },
      });
      await queue.flush();
    }

    const history = await store.history(ref, 10_000);
    expect(history.length).toBeLessThanOrEqual(240);
    expect(history[0].message).toBe('149');
  });

  it('forgets a request with its history, but not the one that came after it under the same name', async () => {
    const { report, queue, store } = await open(id);
    report({ uid: 'first' });
    await queue.flush();

    queue.gone(ref, 'first');
    report({ uid: 'second', at: NOW + 1 });
    queue.gone(ref, 'first');
    await queue.flush();
    expect((await store.get(ref))?.uid).toBe('second');

    queue.gone(ref, 'second');
    await queue.flush();
    expect(await store.get(ref)).toBeUndefined();
    expect(await store.history(ref)).toEqual([]);
  });

  it('does not give a new request the probe results of the one before', async () => {
    const { report, queue, store, model } = await open(id);
    report({ uid: 'first' });
    await queue.flush();
    await model.applyProbes(
      ref,
      'first',
      [handshake(NOW + 1e9)],
      NOW + 300_000,
    );

    report({ uid: 'second', at: NOW + 1 });
    await queue.flush();
    await model.applyProbes(
      ref,
      'first',
      [handshake(NOW + 1e9)],
      NOW + 300_000,
    );

    expect((await store.get(ref))?.probes).toEqual({});
  });

  it('makes the verdict anew when probes, clusters or time change it', async () => {
    const { report, queue, store, model, port, refresher, clock } = await open(
      id,
    );
    report();
    await queue.flush();
    const expires = NOW + 120_000;
    await model.applyProbes(
      ref,
      hostnameReport().uid,
      [handshake(expires)],
      NOW + 300_000,
    );
    expect((await store.get(ref))?.certificateExpiresAt).toBe(expires);

    port.clusterList = [
      { name: 'prod', reachable: false, since: new Date(NOW).toISOString() },
    ];
    await refresher.tick();
    expect((await store.get(ref))?.verdict.sentence).toMatch(
      /prod has not answered/,
    );

    port.clusterList = [{ name: 'prod', reachable: true }];
    await refresher.tick();
    const { rejudgeAt } = (await store.get(ref))!;
    expect(rejudgeAt).toBeLessThanOrEqual(expires + 1);
    await clock.advance(expires + 2_000 - clock.now());
    await refresher.refreshDue();
    expect((await store.get(ref))?.verdict).toMatchObject({
      level: 'action',
      impact: 'down',
    });
  });

  it('drops requests that no cluster knows any more, only where that is known for certain', async () => {
    const { report, queue, store, port, refresher, clock } = await open(id);
    report();
    report({ cluster: 'dev', name: 'other', hostname: 'other.example.com' });
    report({
      cluster: 'removed',
      name: 'third',
      hostname: 'third.example.com',
    });
    await queue.flush();
    await clock.advance(10 * 60_000);

    port.requests.set('prod', []);
    await refresher.tick();

    expect(
      (
        await store.list({
          filters: {},
          visibility: 'everything',
          orderBy: 'hostname',
          order: 'asc',
          offset: 0,
          limit: 10,
        })
      ).items,
    ).toMatchObject([{ hostname: 'other.example.com' }]);
  });

  it('lets one process alone take a probe that is due', async () => {
    const { report, queue, store } = await open(id);
    report();
    await queue.flush();
    const stored = (await store.get(ref))!;

    const claims = await Promise.all(
      [1, 2, 3].map(() => store.claimProbe(stored, NOW + 300_000)),
    );

    expect(claims.filter(Boolean)).toHaveLength(1);
  });

  it('loses neither report nor probe when both are written at once', async () => {
    const { report, queue, store, model } = await open(id);
    report({ upTo: 'Claimed' });
    await queue.flush();

    report({ upTo: 'Ready', at: NOW + 1 });
    await Promise.all([
      queue.flush(),
      ...Array.from({ length: 5 }, () =>
        model.applyProbes(
          ref,
          hostnameReport().uid,
          [handshake(NOW + 1e9)],
          NOW + 300_000,
        ),
      ),
    ]);

    const stored = await store.get(ref);
    expect(stored?.probes.tls).toBeDefined();
    expect(
      stored?.report.request.status?.conditions?.find(
        ({ type }) => type === 'Ready',
      )?.status,
    ).toBe('True');
  });

  it('keeps reports while the database fails, and writes them when it is back', async () => {
    const { report, queue, store, clock } = await open(id);
    const write = store.write.bind(store);
    let fails = true;
    store.write = async changes => {
      if (fails) throw new Error('database is away');
      return write(changes);
    };
    for (let index = 0; index < 5; index += 1)
      report({ name: `shop-${index}`, hostname: `shop-${index}.example.com` });

    await clock.advance(500);
    await new Promise(resolve => setTimeout(resolve, 200));
    await clock.advance(30_000);
    expect(await store.get({ ...ref, name: 'shop-0' })).toBeUndefined();
    fails = false;
    await clock.advance(40_000);
    await queue.flush();

    expect(await store.get({ ...ref, name: 'shop-4' })).toBeDefined();
  });

  it('is not held up by one report that cannot be written', async () => {
    const { report, queue, store } = await open(id);
    const write = store.write.bind(store);
    store.write = async changes => {
      if (changes.some(({ stored }) => stored.ref.name === 'poison'))
        throw new Error('cannot be written');
      return write(changes);
    };
    report({ name: 'poison', hostname: 'poison.example.com' });
    report();

    await queue.flush();

    expect(await store.get(ref)).toBeDefined();
  });

  it('shows a request whose status nobody expected', async () => {
    const { queue, store } = await open(id);
    const odd = hostnameReport();
    odd.request.status = {
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: '',
          message: '',
          lastTransitionTime: 'yesterday',
        },
      ],
    } as any;
    odd.request.metadata.annotations = {
      'hostmaster.dev/owner': ':::',
      'hostmaster.dev/component': 'x'.repeat(5_000),
    };
    odd.facts = {};
    queue.report(odd);

    await queue.flush();

    expect(await store.get(ref)).toMatchObject({
      owner: undefined,
      entity: undefined,
    });
  });
});
