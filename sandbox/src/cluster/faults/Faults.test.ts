import { readWatch, summary } from '../testing/readWatch';
import {
  configMap,
  hostnameRequest,
  paths,
  testCluster,
} from '../testing/testCluster';

function faulty() {
  const test = testCluster();
  const watch = async (query = '') =>
    readWatch(
      await test.cluster.transport(
        new Request(`https://test${paths.configMaps}?watch=true${query}`),
      ),
    );
  const add = (name: string) =>
    test.send('POST', paths.configMaps, configMap(name));
  return { ...test, faults: test.cluster.faults, watch, add };
}

describe('faults', () => {
  it('make the next requests that match fail', async () => {
    const { faults, send, add } = faulty();
    faults.failNext(
      2,
      429,
      call => call.verb === 'create' && call.resource === 'configmaps',
    );

    const answers = [
      await add('a'),
      await send('GET', paths.configMaps),
      await add('b'),
      await add('c'),
    ];

    expect(answers.map(answer => answer.status)).toEqual([429, 200, 429, 201]);
    expect(answers[0].body).toMatchObject({
      reason: 'TooManyRequests',
      details: { retryAfterSeconds: 1 },
    });
  });

  it('switch the server off and on, with its streams', async () => {
    const { faults, send, watch, clock } = faulty();
    const seen = await watch();

    faults.setUnavailable(true);
    await clock.settle();
    const off = await send('GET', '/api');
    faults.setUnavailable({ kind: 'refuse' });
    const refused = send('GET', '/api');

    expect(off).toMatchObject({
      status: 503,
      body: { reason: 'ServiceUnavailable' },
    });
    expect(seen.ended()).toBe('broken');
    await expect(refused).rejects.toThrow('fetch failed');
    faults.setUnavailable(false);
    expect((await send('GET', '/api')).status).toBe(200);
  });

  it('lose the answer of what was done', async () => {
    const { faults, send, add } = faulty();
    faults.add({
      times: 1,
      match: call => call.verb === 'create',
      action: { kind: 'loseAnswer' },
    });

    await expect(add('a')).rejects.toThrow('fetch failed');

    expect((await send('GET', `${paths.configMaps}/a`)).status).toBe(200);
  });

  it('delay, hang, lie and truncate', async () => {
    const { faults, send, cluster, clock } = faulty();
    const once = (action: Parameters<typeof faults.add>[0]['action']) =>
      faults.add({ times: 1, action });
    once({ kind: 'delay', milliseconds: 5_000 });
    const delayed = send('GET', '/api');
    await clock.advance(4_999);
    const early = await Promise.race([delayed, Promise.resolve('not yet')]);
    await clock.advance(1);
    const late = await delayed;

    once({ kind: 'hang' });
    const given = new AbortController();
    const hung = cluster.transport(
      new Request('https://test/api', { signal: given.signal }),
    );
    given.abort(new Error('deadline'));

    once({ kind: 'answer', body: '<html>', contentType: 'text/html' });
    const html = await send('GET', '/api');
    once({ kind: 'truncate', bytes: 5 });
    const short = await cluster.transport(new Request('https://test/api'));

    expect(early).toBe('not yet');
    expect(late.status).toBe(200);
    await expect(hung).rejects.toThrow('deadline');
    expect(html.body).toBe('<html>');
    expect(await short.text()).toHaveLength(5);
  });

  it('hold streams as a lost path does, and let them go on', async () => {
    const { faults, watch, add, clock } = faulty();
    const seen = await watch('&allowWatchBookmarks=true');

    const release = faults.holdStreams(
      stream => stream.resource === 'configmaps',
    );
    await add('a');
    await clock.advance(61_000);
    const held = summary(seen.events);
    release();
    await clock.settle();

    expect(held).toEqual([]);
    expect(summary(seen.events)).toEqual(['ADDED a', 'BOOKMARK']);
  });

  it('close and break streams, and write nonsense into them', async () => {
    const { faults, watch, cluster, clock } = faulty();
    const [closed, told] = [await watch(), await watch()];
    faults.sendError(500, 'InternalError', 'etcd is gone');
    await clock.settle();
    faults.closeStreams();
    const raw = await cluster.transport(
      new Request(`https://test${paths.configMaps}?watch=true`),
    );
    faults.sendToStreams('{"type":"ADD');
    faults.closeStreams();

    expect(told.events).toEqual([
      { type: 'ERROR', object: expect.objectContaining({ code: 500 }) },
    ]);
    await clock.settle();
    expect(closed.ended()).toBe('closed');
    expect(await raw.text()).toBe('{"type":"ADD');
  });

  it('hide events', async () => {
    const { faults, watch, add, send, clock } = faulty();
    const seen = await watch();
    const show = faults.hideEvents(event => event.type === 'DELETED');

    await add('a');
    await send('DELETE', `${paths.configMaps}/a`);
    show();
    await add('b');
    await clock.settle();

    expect(summary(seen.events)).toEqual(['ADDED a', 'ADDED b']);
  });

  it('let reads lag behind writes, until they catch up', async () => {
    const { faults, send, watch, add, clock } = faulty();
    await add('a');
    const running = await watch();
    const catchUp = faults.freezeReads();
    await send('DELETE', `${paths.configMaps}/a`);
    await add('b');

    const list = await send('GET', paths.configMaps);
    const get = await send('GET', `${paths.configMaps}/a`);
    const late = await watch();
    await clock.settle();
    const frozen = [summary(running.events), summary(late.events)];
    catchUp();
    await clock.settle();

    expect(
      list.body.items.map(
        (item: { metadata: { name: string } }) => item.metadata.name,
      ),
    ).toEqual(['a']);
    expect(get.status).toBe(200);
    expect(frozen).toEqual([['ADDED a'], ['ADDED a']]);
    expect(summary(running.events)).toEqual([
      'ADDED a',
      'DELETED a',
      'ADDED b',
    ]);
    expect(summary(late.events)).toEqual(['ADDED a', 'DELETED a', 'ADDED b']);
    expect((await send('GET', `${paths.configMaps}/a`)).status).toBe(404);
  });

  it('are forgotten together', async () => {
    const { faults, send } = faulty();
    faults.setUnavailable(true);
    faults.failNext(10, 500);

    faults.clear();

    expect(
      (await send('POST', paths.requests, hostnameRequest('shop'))).status,
    ).toBe(201);
    expect(faults.isUnavailable).toBe(false);
  });
});
