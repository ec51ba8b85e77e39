import { leaseKind } from '../client/coreKinds';
import { createClusterClient } from '../client/createClusterClient';
import { createLeaseElector } from '../leadership/createLeaseElector';
import { createWorkQueue } from '../queue/createWorkQueue';
import { createReflector } from '../reflector/createReflector';
import { FaultServer } from '../testUtils/FaultServer';
import { seededRandom } from '../testUtils/seededRandom';
import { VirtualClock } from '../testUtils/VirtualClock';
import { widget, widgetKind } from '../testUtils/Widget';
import { createWatchdog } from './createWatchdog';

function world(forbidden = new Set<string>()) {
  const clock = new VirtualClock();
  const random = seededRandom(3);
  const signal = new AbortController().signal;
  const verdicts: string[][] = [];
  const watchdog = createWatchdog({
    clock,
    onChange: ({ problems }) => verdicts.push(problems),
  });
  const clusters = ['blue', 'green'].map(name => {
    const server = new FaultServer({
      clock,
      kinds: [widgetKind],
      forbidden: name === 'green' ? forbidden : undefined,
    });
    server.put(widgetKind, widget('a'));
    const client = createClusterClient({
      name,
      clock,
      transport: server.transport,
      baseUrl: `http://${name}`,
    });
    const reflector = createReflector({
      client,
      kind: widgetKind,
      clock,
      random,
    });
    watchdog.watchReflector(reflector);
    return { server, client, reflector };
  });
  const start = () => {
    clusters.forEach(({ reflector }) => reflector.start(signal));
    watchdog.start(signal);
  };
  return { clock, random, signal, verdicts, watchdog, clusters, start };
}

describe('createWatchdog', () => {
  it('is ready when all stores are synced, and stays so while they are idle', async () => {
    const { clock, watchdog, start } = world();
    expect(watchdog.isReady()).toBe(false);
    expect(watchdog.snapshot().problems[0]).toBe(
      "widgets.example.org of cluster 'blue' are not being followed",
    );
    start();
    await clock.advance(5_000);
    expect(watchdog.isReady()).toBe(true);

    for (let minute = 0; minute < 30; minute++) {
      await clock.advance(60_000);
      expect(watchdog.snapshot().problems).toEqual([]);
    }
  });

  // B15
  it('says which cluster is not heard, and since when, while the others are ready', async () => {
    const { clock, watchdog, clusters, verdicts, start } = world();
    start();
    await clock.advance(60_000);
    const [blue] = clusters;
    const ends = [
      blue.server.during('list', { kind: 'network' }),
      blue.server.during('watch', { kind: 'network' }),
    ];
    blue.server.endWatches(widgetKind);
    await clock.advance(600_000);

    const snapshot = watchdog.snapshot();
    expect(
      snapshot.clusters.map(({ cluster, ready }) => [cluster, ready]),
    ).toEqual([
      ['blue', false],
      ['green', true],
    ]);
    expect(snapshot.clusters[0].stores[0].silentFor).toBeGreaterThan(590_000);
    expect(snapshot.problems).toEqual([
      expect.stringContaining(
        "nothing has been heard of widgets.example.org of cluster 'blue' for more than 120 s: ",
      ),
    ]);

    ends.forEach(end => end());
    await clock.advance(60_000);
    expect(watchdog.isReady()).toBe(true);
    expect(verdicts[verdicts.length - 1]).toEqual([]);
  });

  // B7
  it('is not ready within 60 s when a kind may be listed but not watched', async () => {
    const { clock, watchdog, start } = world(new Set(['watch widgets']));
    start();
    await clock.advance(60_000);

    expect(watchdog.snapshot().problems).toEqual([
      expect.stringContaining(
        "widgets.example.org of cluster 'green' may be listed but not watched",
      ),
    ]);
  });

  // C7
  it('makes a leader whose workers all hang give the lease up within 60 s, and lets it lead again when they move', async () => {
    const { clock, random, signal, watchdog, clusters } = world();
    const [{ client, server }] = clusters;
    const queue = createWorkQueue({ clock });
    let release = () => {};
    const elector = createLeaseElector({
      client,
      namespace: 'system',
      name: 'leader',
      identity: 'a',
      clock,
      random,
      trustMissingLease: true,
    });
    elector.run(signal);
    watchdog.watchQueue(queue, elector);
    watchdog.start(signal);
    await clock.advance(10_000);
    queue.run(
      key =>
        new Promise(resolve => {
          if (key.startsWith('hang/')) release = resolve;
          else resolve();
        }),
      { concurrency: 2, signal },
    );
    queue.add('hang/1');
    await clock.advance(120_000);
    expect(elector.isLeading()).toBe(true);
    expect(watchdog.snapshot().reconcile).toMatchObject({
      alive: true,
      longest: { key: 'hang/1', milliseconds: 120_000 },
    });

    queue.add('hang/2');
    await clock.advance(60_000);

    expect(elector.isLeading()).toBe(false);
    expect(server.objects(leaseKind)[0].spec?.holderIdentity).toBe('');
    expect(watchdog.snapshot()).toMatchObject({
      ready: false,
      reconcile: { alive: false },
    });
    await clock.advance(600_000);
    expect(elector.isLeading()).toBe(false);

    release();
    await clock.advance(10_000);
    expect(elector.isLeading()).toBe(true);
    expect(watchdog.snapshot().reconcile).toMatchObject({ alive: true });
  });

  // C7, for the loop of a reflector
  it('makes a leader whose reflector hangs give the lease up within 60 s, and lets it lead again when it moves', async () => {
    const { clock, random, signal, watchdog, clusters } = world();
    const [{ client, server }] = clusters;
    const queue = createWorkQueue({ clock });
    let goOn = () => {};
    let hang = false;
    const hangs = () =>
      new Promise<void>(resolve => {
        goOn = resolve;
      });
    const reflector = createReflector({
      client: {
        ...client,
        // A client that breaks its promise of a deadline.
        async *watch(kind, options) {
          for await (const event of client.watch(kind, options)) {
            yield event;
            if (hang) await hangs();
          }
        },
      },
      kind: widgetKind,
      clock,
      random,
    });
    const elector = createLeaseElector({
      client,
      namespace: 'system',
      name: 'leader',
      identity: 'a',
      clock,
      random,
      trustMissingLease: true,
      onStartedLeading: leading =>
        queue.run(async () => {}, { concurrency: 1, signal: leading }),
    });
    watchdog.watchReflector(reflector);
    watchdog.watchQueue(queue, elector);
    reflector.start(signal);
    elector.run(signal);
    watchdog.start(signal);
    await clock.advance(600_000);
    expect(elector.isLeading()).toBe(true);

    hang = true;
    server.put(widgetKind, widget('b'));
    await clock.advance(60_000);
    expect(elector.isLeading()).toBe(false);
    expect(watchdog.snapshot().problems).toContain(
      "widgets.example.org of cluster 'blue' are not being followed any more: the reflector of this process hangs",
    );
    await clock.advance(600_000);
    expect(elector.isLeading()).toBe(false);

    hang = false;
    goOn();
    await clock.advance(30_000);
    expect(elector.isLeading()).toBe(true);
    expect(reflector.store.list()).toHaveLength(2);
  });

  it('keeps a leader for whom the API server refuses lists and watches: nobody else could do better', async () => {
    const { clock, random, signal, watchdog, clusters, start } = world();
    const [{ client, server }] = clusters;
    const elector = createLeaseElector({
      client,
      namespace: 'system',
      name: 'leader',
      identity: 'a',
      clock,
      random,
      trustMissingLease: true,
    });
    const queue = createWorkQueue({ clock });
    queue.run(async () => {}, { concurrency: 1, signal });
    watchdog.watchQueue(queue, elector);
    elector.run(signal);
    start();
    await clock.advance(60_000);
    server.during('list', { kind: 'status', status: 403 });
    server.during('watch', { kind: 'hang' });
    server.endWatches(widgetKind);
    await clock.advance(600_000);

    expect(elector.isLeading()).toBe(true);
    expect(watchdog.isReady()).toBe(false);
  });

  it('lets it stand again when workers that ran only while leading have ended', async () => {
    const { clock, random, signal, watchdog, clusters } = world();
    const queue = createWorkQueue({ clock });
    let release = () => {};
    const elector = createLeaseElector({
      client: clusters[0].client,
      namespace: 'system',
      name: 'leader',
      identity: 'a',
      clock,
      random,
      trustMissingLease: true,
      onStartedLeading: leading =>
        queue.run(() => new Promise(resolve => (release = resolve)), {
          concurrency: 1,
          signal: leading,
        }),
    });
    watchdog.watchQueue(queue, elector);
    elector.run(signal);
    watchdog.start(signal);
    queue.add('hang/1');
    await clock.advance(60_000);
    expect(elector.isLeading()).toBe(false);
    await clock.advance(60_000);
    expect(elector.isLeading()).toBe(false);

    release();
    await clock.advance(10_000);

    expect(elector.isLeading()).toBe(true);
  });

  it('notices a leader that never started its workers', async () => {
    const { clock, random, signal, watchdog, clusters } = world();
    const queue = createWorkQueue({ clock });
    const elector = createLeaseElector({
      client: clusters[0].client,
      namespace: 'system',
      name: 'leader',
      identity: 'a',
      clock,
      random,
      trustMissingLease: true,
    });
    watchdog.watchQueue(queue, elector);
    elector.run(signal);
    watchdog.start(signal);
    await clock.advance(1_000);
    expect(elector.isLeading()).toBe(true);

    await clock.advance(60_000);

    expect(elector.isLeading()).toBe(false);
  });

  it('expects nothing of the queue of a process that does not lead', async () => {
    const { clock, random, signal, watchdog, clusters } = world();
    clusters[0].server.during('get', { kind: 'network' });
    const elector = createLeaseElector({
      client: clusters[0].client,
      namespace: 'system',
      name: 'leader',
      identity: 'a',
      clock,
      random,
    });
    elector.run(signal);
    watchdog.watchQueue(createWorkQueue({ clock }), elector);
    watchdog.start(signal);
    await clock.advance(600_000);

    expect(watchdog.snapshot().reconcile).toMatchObject({ alive: true });
  });

  it('stops checking when told, and does not start twice', async () => {
    const { clock, watchdog } = world();
    const stop = new AbortController();
    watchdog.start(stop.signal);
    watchdog.start(stop.signal);
    expect(clock.pending()).toHaveLength(1);
    stop.abort();

    expect(clock.pending()).toEqual([]);
  });
});
