import { readWatch, summary } from '../testing/readWatch';
import {
  configMap,
  hostnameRequest,
  patchTypes,
  paths,
  testCluster,
} from '../testing/testCluster';

function watchable(options = {}) {
  const test = testCluster(options);
  const watch = async (
    query: string,
    path = paths.configMaps,
    accept?: string,
  ) => {
    const request = new Request(`https://test${path}?watch=true&${query}`, {
      headers: accept ? { accept } : {},
    });
    return readWatch(await test.cluster.transport(request));
  };
  const version = async () =>
    (await test.send('GET', paths.configMaps)).body.metadata
      .resourceVersion as string;
  return { ...test, watch, version };
}

describe('watches', () => {
  it('deliver in the instant of the change, from a version on', async () => {
    const { send, watch, version, clock } = watchable();
    await send('POST', paths.configMaps, configMap('before'));
    const seen = await watch(`resourceVersion=${await version()}`);
    const instant = clock.now();

    await send('POST', paths.configMaps, configMap('a'));
    await send(
      'PATCH',
      `${paths.configMaps}/a`,
      { data: { k: 'v' } },
      patchTypes.merge,
    );
    const last = (await send('GET', `${paths.configMaps}/a`)).body.metadata
      .resourceVersion;
    await send('DELETE', `${paths.configMaps}/a`);
    await clock.settle();

    expect(clock.now()).toBe(instant);
    expect(summary(seen.events)).toEqual([
      'ADDED a',
      'MODIFIED a',
      'DELETED a',
    ]);
    expect(
      Number(seen.events[2].object.metadata.resourceVersion),
    ).toBeGreaterThan(Number(last));
  });

  it('begin with what is there when no version is given', async () => {
    const { send, watch, clock } = watchable();
    await send('POST', paths.configMaps, configMap('a'));

    const seen = [await watch(''), await watch('resourceVersion=0')];
    await send('POST', paths.configMaps, configMap('b'));
    await clock.settle();

    for (const { events } of seen)
      expect(summary(events)).toEqual(['ADDED a', 'ADDED b']);
  });

  it('replay what happened since a version', async () => {
    const { send, watch, version, clock } = watchable();
    const since = await version();
    await send('POST', paths.configMaps, configMap('a'));
    await send('DELETE', `${paths.configMaps}/a`);

    const seen = await watch(`resourceVersion=${since}`);
    await clock.settle();

    expect(summary(seen.events)).toEqual(['ADDED a', 'DELETED a']);
  });

  it('show objects that enter and leave a selection as added and deleted', async () => {
    const { send, watch, clock } = watchable();
    await send(
      'POST',
      paths.configMaps,
      configMap('a', {}, { labels: { team: 'x' } }),
    );
    await send('POST', paths.configMaps, configMap('b'));
    const seen = await watch('labelSelector=team%3Dx');
    const label = (name: string, team: string | null) =>
      send(
        'PATCH',
        `${paths.configMaps}/${name}`,
        { metadata: { labels: { team } } },
        patchTypes.merge,
      );

    await label('b', 'x');
    await label('a', 'y');
    await label('a', 'z');
    await send('DELETE', `${paths.configMaps}/b`);
    await clock.settle();

    expect(summary(seen.events)).toEqual([
      'ADDED a',
      'ADDED b',
      'DELETED a',
      'DELETED b',
    ]);
  });

  it('send bookmarks every minute and shortly before they end', async () => {
    const { send, watch, clock } = watchable();
    const seen = await watch(
      'allowWatchBookmarks=true&timeoutSeconds=90',
      paths.requests,
    );
    await send('POST', paths.configMaps, configMap('elsewhere'));

    await clock.advance(60_000);
    const afterAMinute = summary(seen.events);
    await clock.advance(29_000);
    const beforeTheEnd = summary(seen.events);
    await clock.advance(2_000);

    expect(afterAMinute).toEqual(['BOOKMARK']);
    expect(beforeTheEnd).toEqual(['BOOKMARK', 'BOOKMARK']);
    expect(seen.events[0].object).toMatchObject({
      kind: 'GatewayHostnameRequest',
      metadata: {
        resourceVersion: (await send('GET', paths.configMaps)).body.metadata
          .resourceVersion,
      },
    });
    expect(seen.ended()).toBe('closed');
  });

  it('end after 30 to 60 minutes when no time is asked for', async () => {
    const { watch, clock } = watchable();
    const seen = await watch('');

    await clock.advance(29 * 60_000);
    const early = seen.ended();
    await clock.advance(32 * 60_000);

    expect(early).toBe('open');
    expect(seen.ended()).toBe('closed');
  });

  it('stream lists: initial events, then the bookmark that says so', async () => {
    const { send, watch, clock } = watchable();
    await send('POST', paths.configMaps, configMap('a'));
    const query =
      'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';

    const seen = await watch(query);
    const empty = await watch(query, paths.requests);
    const refused = await send(
      'GET',
      `${paths.configMaps}?watch=true&sendInitialEvents=true`,
    );
    await clock.settle();

    expect(summary(seen.events)).toEqual(['ADDED a', 'BOOKMARK']);
    expect(seen.events[1].object.metadata.annotations).toEqual({
      'k8s.io/initial-events-end': 'true',
    });
    expect(summary(empty.events)).toEqual(['BOOKMARK']);
    expect(refused.body.message).toContain(
      'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
    );
  });

  it('answer a forgotten version with an ERROR event of 410', async () => {
    const { send, watch, version, clock } = watchable({ historyLimit: 2 });
    const since = await version();
    for (let index = 0; index < 10; index++)
      await send('POST', paths.configMaps, configMap(`c${index}`));

    const seen = await watch(`resourceVersion=${since}`);
    await clock.settle();

    expect(seen.events).toEqual([
      {
        type: 'ERROR',
        object: expect.objectContaining({
          kind: 'Status',
          code: 410,
          reason: 'Expired',
        }),
      },
    ]);
    expect(seen.ended()).toBe('closed');
  });

  it('end when their client goes away', async () => {
    const { cluster } = watchable();
    const gone = new AbortController();
    const response = await cluster.transport(
      new Request(`https://test${paths.configMaps}?watch=true`, {
        signal: gone.signal,
      }),
    );
    const seen = readWatch(response);

    const before = cluster.faults.openStreams();
    gone.abort();
    await new Promise(resolve => setImmediate(resolve));

    expect(before).toBe(1);
    expect(cluster.faults.openStreams()).toBe(0);
    expect(seen.ended()).toBe('broken');
  });

  it('come as table rows for kubectl, with columns in the first', async () => {
    const { send, watch, clock } = watchable();
    const seen = await watch(
      '',
      paths.requests,
      'application/json;as=Table;v=v1;g=meta.k8s.io',
    );
    await send('POST', paths.requests, hostnameRequest('a'));
    await send('POST', paths.requests, hostnameRequest('b'));
    await clock.settle();

    const [first, second] = seen.events.map(event => event.object);
    expect(
      first.columnDefinitions.map((column: { name: string }) => column.name),
    ).toEqual(['Name', 'Hostname', 'Gateway', 'Ready', 'Reason', 'Age']);
    expect(second.columnDefinitions).toBeNull();
    expect(second.rows[0].cells).toEqual([
      'b',
      'b.example.com',
      null,
      null,
      null,
      '0s',
    ]);
  });
});
