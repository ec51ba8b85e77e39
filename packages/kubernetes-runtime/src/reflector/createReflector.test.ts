import { createClusterClient } from '../client/createClusterClient';
import { StoreChange } from '../store/types';
import { FaultServer } from '../testUtils/FaultServer';
import { seededRandom } from '../testUtils/seededRandom';
import { VirtualClock } from '../testUtils/VirtualClock';
import { Widget, widget, widgetKind } from '../testUtils/Widget';
import { WatchFault } from '../testUtils/faults';
import { createReflector } from './createReflector';
import { ReflectorOptions } from './createReflector';

async function world(
  options: {
    server?: Partial<ConstructorParameters<typeof FaultServer>[0]>;
    reflector?: Partial<ReflectorOptions<Widget>>;
    objects?: number;
    start?: boolean;
  } = {},
) {
  const clock = new VirtualClock();
  const server = new FaultServer({
    clock,
    kinds: [widgetKind],
    ...options.server,
  });
  for (let index = 0; index < (options.objects ?? 3); index++)
    server.put(widgetKind, widget(`w-${index}`));
  const client = createClusterClient({
    name: 'blue',
    clock,
    transport: server.transport,
    baseUrl: 'http://blue',
  });
  const errors: unknown[] = [];
  const reflector = createReflector({
    client,
    kind: widgetKind,
    clock,
    random: seededRandom(7),
    onError: error => errors.push(error),
    ...options.reflector,
  });
  const changes: string[] = [];
  reflector.store.subscribe((change: StoreChange<Widget>) => {
    changes.push(`${change.kind} ${change.object.metadata.name}`);
  });
  const stop = new AbortController();
  const done =
    options.start === false ? undefined : reflector.start(stop.signal);
  if (done) await clock.advance(2_000);

  const equalsServer = () => {
    const mine = reflector.store
      .list()
      .map(
        object => `${object.metadata.uid}@${object.metadata.resourceVersion}`,
      );
    const theirs = server
      .objects(widgetKind)
      .map(
        object => `${object.metadata.uid}@${object.metadata.resourceVersion}`,
      );
    return JSON.stringify(mine.sort()) === JSON.stringify(theirs.sort());
  };
  const catchUp = (limitMs: number) =>
    clock.runUntil(equalsServer, { limitMs, stepMs: 100 });
  const count = (target: string) =>
    server.requests.filter(request => request.target === target).length;
  return {
    clock,
    server,
    client,
    reflector,
    changes,
    errors,
    stop,
    done,
    equalsServer,
    catchUp,
    count,
  };
}

describe('createReflector', () => {
  it('lists in pages, follows changes, and tells of each', async () => {
    const { server, reflector, changes, equalsServer, count, clock } =
      await world({ objects: 1100 });

    expect(reflector.store.hasSynced()).toBe(true);
    expect(reflector.store.list()).toHaveLength(1100);
    expect(count('list')).toBe(3);
    changes.length = 0;
    server.put(widgetKind, widget('new'));
    server.put(widgetKind, widget('new', { size: 2 }));
    server.remove(widgetKind, { namespace: 'shop', name: 'new' });
    await clock.settle();

    expect(changes).toEqual(['added new', 'changed new', 'deleted new']);
    expect(equalsServer()).toBe(true);
    expect(server.openWatches(widgetKind)).toBe(1);
    expect(
      server.requests.find(
        ({ target, query }) => target === 'watch' && !query.sendInitialEvents,
      )?.query,
    ).toMatchObject({ allowWatchBookmarks: 'true', resourceVersion: '1200' });
    const seconds = Number(
      server.requests[server.requests.length - 1].query.timeoutSeconds,
    );
    expect(seconds).toBeGreaterThanOrEqual(300);
    expect(seconds).toBeLessThanOrEqual(600);
  });

  it('takes the first objects from a stream where the server offers that, and keeps the stream', async () => {
    const { server, reflector, count, changes, clock } = await world({
      server: { streamingList: true },
    });

    expect(reflector.store.list()).toHaveLength(3);
    expect([count('list'), count('watch')]).toEqual([0, 1]);
    server.put(widgetKind, widget('new'));
    await clock.settle();
    expect(changes).toContain('added new');
  });

  it('falls back to pages when the stream never says that the first objects are complete', async () => {
    const { reflector, count, catchUp, clock, server } = await world({
      server: { streamingList: true },
      start: false,
    });
    server.next('watch', { kind: 'silent', after: 2 });
    reflector.start(new AbortController().signal);
    await clock.advance(10_000);
    expect(reflector.store.hasSynced()).toBe(false);
    expect(reflector.store.list()).toEqual([]);

    await catchUp(45_000);

    expect(count('list')).toBe(1);
  });

  // B4
  it('replaces a half-open stream within 45 s, from the last version, without a new list', async () => {
    const { server, clock, catchUp, count } = await world({ start: true });
    server.next('watch', { kind: 'silent' });
    server.endWatches(widgetKind);
    await clock.advance(3_000);
    const lists = count('list');
    server.put(widgetKind, widget('unheard'));

    await catchUp(45_000);

    expect(count('list')).toBe(lists);
    expect(server.openWatches(widgetKind)).toBe(1);
  });

  it('keeps an idle stream that sends bookmarks, and knows that it is alive', async () => {
    const { clock, reflector, count } = await world({
      server: { bookmarkInterval: 30_000 },
    });
    const watches = count('watch');

    await clock.advance(240_000);

    expect(count('watch')).toBe(watches);
    expect(
      clock.now() - (reflector.store.lastHeard() as number),
    ).toBeLessThanOrEqual(30_000);
  });

  // A real API server sends bookmarks once a minute, and 2 s before the time limit of the stream.
  it.each([0, 60_000])(
    'knows that an idle stream is alive when bookmarks come every %s ms',
    async bookmarkInterval => {
      const { clock, reflector, count } = await world({
        server: { bookmarkInterval },
      });
      let longest = 0;

      for (let minute = 0; minute < 60; minute++) {
        await clock.advance(60_000);
        longest = Math.max(
          longest,
          clock.now() - (reflector.store.lastHeard() as number),
        );
      }

      expect(longest).toBeLessThanOrEqual(85_000);
      expect(count('list')).toBe(1);
      expect(reflector.state()).toMatchObject({
        failures: 0,
        phase: 'watching',
      });
    },
  );

  // B5
  it.each([
    ['on connecting', { kind: 'expired', how: 'onConnect' }],
    ['as the only event', { kind: 'expired', how: 'asEvent' }],
    [
      'in the middle of a stream',
      { kind: 'expired', how: 'asEvent', after: 1 },
    ],
    [
      'as an event after which the stream stays open',
      { kind: 'expired', how: 'asEventLeftOpen' },
    ],
  ] as Array<[string, WatchFault]>)(
    'lists again after 410 %s, and reports what is missing as deleted',
    async (_, fault) => {
      const { server, clock, changes, equalsServer, count, reflector } =
        await world();
      server.next('watch', fault);
      server.endWatches(widgetKind);
      server.put(widgetKind, widget('w-2', { size: 5 }));
      server.remove(widgetKind, { namespace: 'shop', name: 'w-0' });
      changes.length = 0;

      await clock.advance(10_000);

      expect(equalsServer()).toBe(true);
      expect(changes.sort()).toEqual(['changed w-2', 'deleted w-0']);
      expect(count('list')).toBe(2);
      expect(reflector.state().phase).toBe('watching');
    },
  );

  it('lists again, spread over time, when the version expires between two pages', async () => {
    const { server, catchUp, reflector, clock } = await world({
      objects: 600,
      start: false,
    });
    const end = server.during('list', { kind: 'expiredPage' });
    reflector.start(new AbortController().signal);
    await clock.advance(5_000);
    expect(reflector.store.hasSynced()).toBe(false);
    end();

    await catchUp(60_000);

    const times = server.requests
      .filter(({ target, query }) => target === 'list' && !query.continue)
      .map(({ at }) => at);
    expect(new Set(times).size).toBeGreaterThan(1);
  });

  it('relists after a compaction', async () => {
    const { server, clock, equalsServer } = await world();
    const end = server.during('watch', { kind: 'network' });
    server.endWatches(widgetKind);
    await clock.advance(1000);
    server.remove(widgetKind, { namespace: 'shop', name: 'w-1' });
    server.compact();
    end();

    await clock.advance(60_000);

    expect(equalsServer()).toBe(true);
  });

  // B6
  const outages = [
    { kind: 'status', status: 429 },
    { kind: 'status', status: 500 },
    { kind: 'status', status: 503 },
    { kind: 'network' },
    { kind: 'html' },
  ] as const;
  it.each(
    outages.flatMap(fault =>
      (['list', 'watch'] as const).map(target => ({ fault, target })),
    ),
  )(
    'survives ten minutes of $fault.kind $fault.status on $target, and is back within 60 s',
    async ({ fault, target }) => {
      const { server, clock, catchUp, reflector, count } = await world({
        start: target === 'watch',
      });
      const end = server.during(target, fault);
      if (target === 'list') reflector.start(new AbortController().signal);
      else server.endWatches(widgetKind);
      await clock.advance(600_000);
      expect(reflector.store.hasSynced()).toBe(target === 'watch');
      expect(reflector.state().lastError).toBeDefined();
      // About one attempt per 15 to 30 s, and each failed watch may lead to a list.
      expect(count('list') + count('watch')).toBeLessThan(90);
      server.put(widgetKind, widget('during-the-outage'));
      end();

      await catchUp(60_000);

      await clock.advance(180_000);
      expect(reflector.state()).toMatchObject({
        failures: 0,
        phase: 'watching',
      });
    },
  );

  /** Ten minutes in which nothing gets through, and the function that ends them. */
  async function unreachableFor10Minutes({
    server,
    clock,
  }: Awaited<ReturnType<typeof world>>) {
    const ends = [
      server.during('list', { kind: 'network' }),
      server.during('watch', { kind: 'network' }),
    ];
    server.endWatches(widgetKind);
    await clock.advance(600_000);
    server.put(widgetKind, widget('during-the-outage'));
    return () => ends.forEach(end => end());
  }

  it('comes back at once when it is told that a server answers again which it could not reach', async () => {
    const onRecovered = jest.fn();
    const here = await world({ reflector: { onRecovered } });
    const end = await unreachableFor10Minutes(here);
    expect(here.reflector.state().phase).toBe('waiting');
    end();
    expect(onRecovered).not.toHaveBeenCalled();
    here.reflector.retryNow();

    await here.catchUp(500);

    expect(onRecovered).toHaveBeenCalledTimes(1);
  });

  it('comes back when a server asks it to that could not be reached for long, and not half a minute later', async () => {
    const here = await world();
    const end = await unreachableFor10Minutes(here);
    for (let time = 0; time < 3; time++)
      here.server.next('list', {
        kind: 'status',
        status: 429,
        retryAfter: '1',
      });
    end();
    here.reflector.retryNow();

    await here.catchUp(3 * 2_000);
  });

  it('lists soon when its version has expired during an outage, however many there were before', async () => {
    const here = await world();
    const { server, reflector, clock, catchUp } = here;
    const end = await unreachableFor10Minutes(here);
    end();
    reflector.retryNow();
    await catchUp(500);
    const endAgain = server.during('watch', { kind: 'network' });
    server.endWatches(widgetKind);
    await clock.advance(5_000);
    server.put(widgetKind, widget('during-the-next'));
    server.next('watch', { kind: 'expired', how: 'onConnect' });
    endAgain();
    reflector.retryNow();

    await catchUp(2_500);
  });

  it('does not list all the time where every version has expired at once', async () => {
    const { server, clock, count } = await world();
    server.during('watch', { kind: 'expired', how: 'onConnect' });
    server.endWatches(widgetKind);
    await clock.advance(600_000);

    expect(count('list')).toBeLessThan(45);
  });

  it('watches again at once when it was refused only once, as by a server that has just been started', async () => {
    const { server, catchUp, reflector } = await world();
    server.next('watch', { kind: 'status', status: 403 });
    server.endWatches(widgetKind);
    server.put(widgetKind, widget('later'));

    await catchUp(6_000);

    expect(reflector.state().watchAllowed).toBe(true);
  });

  it('takes the longer pauses where a server asks it to come again for ever', async () => {
    const { server, clock, count } = await world();
    server.during('list', { kind: 'status', status: 429, retryAfter: '1' });
    server.during('watch', { kind: 'status', status: 429, retryAfter: '1' });
    server.endWatches(widgetKind);
    await clock.advance(600_000);

    expect(count('list') + count('watch')).toBeLessThan(60);
  });

  it('does not hurry a wait that the server asked for', async () => {
    const { server, clock, reflector } = await world();
    server.next('watch', { kind: 'status', status: 429, retryAfter: '20' });
    server.endWatches(widgetKind);
    await clock.advance(1_700);
    const { length } = server.requests;
    reflector.retryNow();
    await clock.advance(15_000);

    expect(server.requests).toHaveLength(length);
  });

  it('does not come back before Retry-After', async () => {
    const { server, clock, catchUp } = await world({ start: true });
    server.next('watch', { kind: 'status', status: 429, retryAfter: '20' });
    server.endWatches(widgetKind);
    await clock.advance(1_700);
    const refusedAt = server.requests[server.requests.length - 1].at;
    server.put(widgetKind, widget('later'));

    await catchUp(30_000);

    expect(
      server.requests[server.requests.length - 1].at - refusedAt,
    ).toBeGreaterThanOrEqual(20_000);
  });

  it('goes on after an ERROR event that is not 410, closed or left open, from the last version', async () => {
    for (const leftOpen of [true, false]) {
      const { server, catchUp, count } = await world();
      server.next('watch', { kind: 'errorEvent', code: 500, leftOpen });
      server.endWatches(widgetKind);
      server.put(widgetKind, widget('after'));

      await catchUp(10_000);

      expect(count('list')).toBe(1);
    }
  });

  it('pauses for a moment, and no longer, when the server closes streams often', async () => {
    const { server, clock, count, equalsServer } = await world();
    server.during('watch', { kind: 'ends', milliseconds: 100 });
    server.endWatches(widgetKind);
    const before = count('watch');
    await clock.advance(60_000);

    expect(count('watch') - before).toBeGreaterThan(30);
    expect(count('watch') - before).toBeLessThan(75);
    server.put(widgetKind, widget('between'));
    await clock.advance(2_000);
    expect(equalsServer()).toBe(true);
  });

  // B7
  it('polls where watching is refused, says so, and watches again when it is allowed', async () => {
    const forbidden = new Set(['watch widgets']);
    const { server, clock, reflector, catchUp, count } = await world({
      server: { forbidden },
      start: false,
    });
    reflector.start(new AbortController().signal);
    await clock.advance(60_000);
    expect(reflector.state()).toMatchObject({
      synced: true,
      watchAllowed: false,
      lastError: { code: 'Forbidden' },
    });

    server.put(widgetKind, widget('polled'));
    await catchUp(61_000);
    expect(count('list')).toBeLessThan(6);

    forbidden.clear();
    await clock.advance(120_000);
    expect(reflector.state()).toMatchObject({
      watchAllowed: true,
      phase: 'watching',
    });
    server.put(widgetKind, widget('watched'));
    await catchUp(100);
  });

  // B8, B9
  it.each([403, 404])(
    'deletes nothing when lists and watches are answered with %s, and recovers',
    async status => {
      const { server, clock, reflector, changes, catchUp } = await world();
      changes.length = 0;
      const ends = [
        server.during('list', {
          kind: 'status',
          status,
          reason: status === 404 ? 'NotFound' : 'Forbidden',
        }),
        server.during('watch', {
          kind: 'status',
          status,
          reason: status === 404 ? 'NotFound' : 'Forbidden',
        }),
      ];
      server.endWatches(widgetKind);
      server.remove(widgetKind, { namespace: 'shop', name: 'w-0' });
      await clock.advance(600_000);
      expect(changes).toEqual([]);
      expect(reflector.store.list()).toHaveLength(3);

      ends.forEach(end => end());
      await catchUp(60_000);
      expect(changes).toEqual(['deleted w-0']);
    },
  );

  // B10
  it.each([
    { kind: 'html' },
    { kind: 'truncated' },
    { kind: 'withoutItems' },
    { kind: 'status', status: 500 },
  ] as const)(
    'never empties the store for a list that is $kind',
    async fault => {
      const { server, clock, reflector, changes, catchUp } = await world({
        objects: 700,
      });
      changes.length = 0;
      const end = server.during('list', fault);
      server.next('watch', { kind: 'expired', how: 'onConnect' });
      server.endWatches(widgetKind);
      await clock.advance(300_000);
      expect(changes).toEqual([]);
      expect(reflector.store.list()).toHaveLength(700);

      end();
      await catchUp(60_000);
    },
  );

  // B10
  it('does not believe at once a list that lacks most of what is known, and does when it stays so', async () => {
    const { server, clock, changes, errors, reflector, catchUp } = await world({
      objects: 8,
    });
    changes.length = 0;
    server.next('list', { kind: 'empty' }, { kind: 'empty' });
    server.next('watch', { kind: 'expired', how: 'onConnect' });
    server.endWatches(widgetKind);
    await clock.advance(30_000);
    expect(changes).toEqual([]);
    expect(reflector.store.list()).toHaveLength(8);
    expect(errors).toContainEqual(
      expect.objectContaining({
        code: 'BadResponse',
        message: expect.stringMatching(/lacks most of what was there before/),
      }),
    );

    const away = server.during('watch', { kind: 'network' });
    server.strike(widgetKind, { kind: 'reset' });
    for (let index = 0; index < 7; index++)
      server.remove(widgetKind, { namespace: 'shop', name: `w-${index}` });
    server.compact();
    away();
    await catchUp(60_000);
    expect(changes).toHaveLength(7);
  });

  it('knows that it may watch as soon as a watch was accepted', async () => {
    const forbidden = new Set(['watch widgets']);
    const { clock, reflector } = await world({
      server: { forbidden, bookmarkInterval: 0 },
    });
    await clock.advance(60_000);
    expect(reflector.state().watchAllowed).toBe(false);

    forbidden.clear();
    await clock.advance(55_000);

    expect(reflector.state()).toMatchObject({
      watchAllowed: true,
      phase: 'watching',
    });
  });

  it('lets the event loop have its turn while it takes a long list', async () => {
    for (const streamingList of [false, true]) {
      const { clock, reflector } = await world({
        server: { streamingList },
        objects: 3_000,
        start: false,
      });
      let turns = 0;
      let counting = true;
      const count = () => {
        turns++;
        if (counting) setImmediate(count);
      };
      const before = turns;
      reflector.store.subscribe(() => {});
      setImmediate(count);
      const done = reflector.start(new AbortController().signal);
      await reflector.whenSynced();
      counting = false;

      expect(turns - before).toBeGreaterThan(15);
      expect(reflector.store.list()).toHaveLength(3_000);
      expect(done).toBeInstanceOf(Promise);
      expect(clock.monotonic()).toBe(0);
    }
  });

  it('applies nothing of a list of which a later page fails', async () => {
    const { server, clock, reflector } = await world({
      objects: 700,
      start: false,
    });
    server.next('list', { kind: 'lagging', versions: 0 }, { kind: 'network' });
    reflector.start(new AbortController().signal);

    await clock.advance(500);

    expect(
      server.requests.filter(({ target }) => target === 'list'),
    ).toHaveLength(2);
    expect(reflector.store.list()).toEqual([]);
    expect(reflector.store.hasSynced()).toBe(false);
  });

  // B11
  it('contains and counts what listeners throw, at once or later', async () => {
    const { server, clock, reflector, errors, changes } = await world();
    reflector.store.subscribe(() => {
      throw new Error('sync');
    });
    reflector.store.subscribe((async () => {
      throw new Error('async');
    }) as () => void);
    changes.length = 0;
    server.put(widgetKind, widget('a'));
    server.put(widgetKind, widget('b'));
    await clock.settle();

    expect(changes).toEqual(['added a', 'added b']);
    expect(reflector.state()).toMatchObject({
      handlerErrors: 4,
      phase: 'watching',
    });
    expect(errors.map(error => (error as Error).message)).toEqual(
      expect.arrayContaining(['sync', 'async', 'sync', 'async']),
    );
  });

  // B12
  it.each([
    { kind: 'halfLine', after: 1 },
    { kind: 'brokenLine', after: 1 },
    { kind: 'unknownType', after: 1 },
    { kind: 'hugeEvent', bytes: 40 * 1024 * 1024, after: 1 },
    { kind: 'reset', after: 1 },
  ] as WatchFault[])(
    'starts again from the last good version after $kind, and skips nothing',
    async fault => {
      const { server, catchUp, count, changes } = await world();
      server.next('watch', fault);
      server.endWatches(widgetKind);
      changes.length = 0;
      server.put(widgetKind, widget('first'));
      server.put(widgetKind, widget('second'));
      server.put(widgetKind, widget('third'));

      await catchUp(10_000);

      expect(changes).toEqual(['added first', 'added second', 'added third']);
      expect(count('list')).toBe(1);
    },
  );

  it('takes an event of 5 MB', async () => {
    const { server, clock, reflector } = await world();
    server.next('watch', { kind: 'hugeEvent', bytes: 5 * 1024 * 1024 });
    server.endWatches(widgetKind);
    server.put(widgetKind, widget('huge'));
    await clock.advance(3_000);

    const stored = reflector.store.get({ namespace: 'shop', name: 'huge' });
    expect(stored?.metadata.annotations?.huge).toHaveLength(5 * 1024 * 1024);
  });

  it('lists when an event stays broken', async () => {
    const { server, catchUp, count } = await world();
    const end = server.during('watch', { kind: 'brokenLine' });
    server.endWatches(widgetKind);
    server.put(widgetKind, widget('broken'));

    await catchUp(60_000);

    expect(count('list')).toBe(2);
    end();
  });

  // B13
  it('has one stream when started twice, and calls nobody after the stop', async () => {
    const { server, clock, reflector, changes, stop, done } = await world();
    expect(reflector.start(new AbortController().signal)).toBe(done);
    await clock.advance(10_000);
    expect(server.openWatches(widgetKind)).toBe(1);
    changes.length = 0;

    server.put(widgetKind, widget('late'));
    stop.abort();
    await done;
    await clock.advance(60_000);

    expect(changes).toEqual([]);
    expect(server.openWatches(widgetKind)).toBe(0);
    expect(clock.pending()).toEqual([]);
    expect(reflector.state().phase).toBe('stopped');
  });

  it('stops while it waits for the next attempt, and can be started again at once', async () => {
    const { server, clock, reflector, catchUp } = await world({ start: false });
    const end = server.during('list', { kind: 'network' });
    const first = new AbortController();
    const done = reflector.start(first.signal);
    await clock.advance(20_000);
    expect(reflector.state().phase).toBe('waiting');
    first.abort();
    reflector.start(new AbortController().signal);
    await done;
    end();

    await catchUp(60_000);
    expect(server.openWatches(widgetKind)).toBe(1);
  });

  it('tells no further listener when one of them stops it', async () => {
    const { reflector, clock, server, stop } = await world();
    reflector.store.subscribe(() => stop.abort());
    const late: string[] = [];
    reflector.store.subscribe(change => late.push(change.kind));
    server.put(widgetKind, widget('a'));
    server.put(widgetKind, widget('b'));
    await clock.settle();

    expect(late).toEqual([]);
  });

  // B14
  it('gives a list that is never answered 30 s', async () => {
    const { server, reflector, catchUp } = await world({ start: false });
    server.next('list', { kind: 'hang' });
    reflector.start(new AbortController().signal);

    await catchUp(35_000);
    expect(reflector.state().lastError).toMatchObject({ code: 'Timeout' });
  });

  // B2
  it('refuses what is older than it knows, from streams and from lists', async () => {
    const { server, clock, reflector, changes } = await world();
    server.remove(widgetKind, { namespace: 'shop', name: 'w-1' });
    server.put(widgetKind, widget('w-2', { size: 9 }));
    await clock.settle();
    const newest = reflector.store.newestVersion();
    changes.length = 0;
    server.next('watch', { kind: 'lagging', versions: 4 });
    server.endWatches(widgetKind);
    await clock.advance(3_000);
    expect(changes).toEqual([]);
    expect(reflector.state().droppedEvents).toBe(4);

    const end = server.during('list', { kind: 'lagging', versions: 4 });
    server.next('watch', { kind: 'expired', how: 'onConnect' });
    server.endWatches(widgetKind);
    await clock.advance(300_000);
    expect(changes).toEqual([]);
    expect(reflector.store.newestVersion()).toBe(newest);
    end();
    await clock.advance(60_000);
    expect(reflector.state().phase).toBe('watching');
  });

  it('takes an older state after ten minutes, because the cluster was restored from a backup', async () => {
    const { server, clock, reflector, changes } = await world();
    const restored = reflector.store.newestVersion();
    server.remove(widgetKind, { namespace: 'shop', name: 'w-1' });
    server.put(widgetKind, widget('lost'));
    await clock.settle();
    changes.length = 0;
    server.during('list', { kind: 'lagging', versions: 2 });
    server.during('watch', { kind: 'network' });
    server.endWatches(widgetKind);

    await clock.advance(590_000);
    expect(changes).toEqual([]);
    await clock.advance(60_000);
    expect(changes.sort()).toEqual(['added w-1', 'deleted lost']);
    expect(reflector.store.newestVersion()).toBe(restored);
  });

  // B3
  it('tells of a delete and an add when a name came back under another uid', async () => {
    const { server, clock, changes, reflector } = await world();
    const end = server.during('watch', { kind: 'network' });
    server.endWatches(widgetKind);
    server.remove(widgetKind, { namespace: 'shop', name: 'w-0' });
    server.put(widgetKind, widget('w-0'));
    server.compact();
    changes.length = 0;
    end();
    await clock.advance(60_000);

    expect(changes).toEqual(['deleted w-0', 'added w-0']);

    changes.length = 0;
    server.next('watch', { kind: 'hides', event: type => type === 'DELETED' });
    server.endWatches(widgetKind);
    await clock.advance(2_000);
    server.remove(widgetKind, { namespace: 'shop', name: 'w-0' });
    server.put(widgetKind, widget('w-0'));
    await clock.settle();
    expect(changes).toEqual(['deleted w-0', 'added w-0']);
    expect(reflector.store.list()).toHaveLength(3);
  });

  // B1
  it('knows for which objects it has not yet seen our own write', async () => {
    const { server, clock, client, reflector } = await world();
    server.next('watch', { kind: 'delayed', milliseconds: 60_000 });
    server.endWatches(widgetKind);
    await clock.advance(2_000);
    const ref = { namespace: 'shop', name: 'mine' };
    const mine = await client.create(widgetKind, widget('mine'));
    reflector.store.expect(ref, mine.metadata.resourceVersion as string);
    expect(reflector.store.isCurrent(ref)).toBe(false);
    expect(reflector.store.isCurrent({ namespace: 'shop', name: 'w-0' })).toBe(
      true,
    );

    await clock.advance(30_000);
    expect(reflector.store.isCurrent(ref)).toBe(false);
    await clock.advance(31_000);
    expect(reflector.store.isCurrent(ref)).toBe(true);
  });

  it('resolves whenSynced after the first complete list', async () => {
    const { server, clock, reflector } = await world({ start: false });
    server.next('list', { kind: 'network' });
    const order: string[] = [];
    reflector.whenSynced().then(() => order.push('synced'));
    const aborted = new AbortController();
    const given = reflector
      .whenSynced(aborted.signal)
      .catch(error => error.message);
    aborted.abort(new Error('waited enough'));
    reflector.start(new AbortController().signal);
    await clock.advance(100);
    expect(order).toEqual([]);
    await clock.advance(5_000);

    expect(order).toEqual(['synced']);
    expect(await given).toBe('waited enough');
  });
});
