import {
  configMap,
  hostnameRequest,
  patchTypes,
  paths,
  testCluster,
} from '../testing/testCluster';

async function withConfigMaps(names: string[]) {
  const test = testCluster({ namespaces: ['other'] });
  for (const name of names)
    await test.send(
      'POST',
      paths.configMaps,
      configMap(name, {}, { labels: { letter: name } }),
    );
  return test;
}
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- an answer's body
const names = (body: any) =>
  body.items.map((item: { metadata: { name: string } }) => item.metadata.name);

describe('lists', () => {
  it('show one version over all their pages, whatever happens between them', async () => {
    const { send } = await withConfigMaps(['a', 'b', 'c', 'd', 'e']);

    const first = await send('GET', `${paths.configMaps}?limit=2`);
    await send('DELETE', `${paths.configMaps}/d`);
    await send(
      'PATCH',
      `${paths.configMaps}/c`,
      { data: { changed: 'yes' } },
      patchTypes.merge,
    );
    await send('POST', paths.configMaps, configMap('ca'));
    const next = (token: string) =>
      send('GET', `${paths.configMaps}?limit=2&continue=${token}`);
    const second = await next(first.body.metadata.continue);
    const third = await next(second.body.metadata.continue);

    expect(names(first.body)).toEqual(['a', 'b']);
    expect(first.body.metadata.remainingItemCount).toBe(3);
    expect(names(second.body)).toEqual(['c', 'd']);
    expect(second.body.items[0].data).toEqual({});
    expect(names(third.body)).toEqual(['e']);
    expect(third.body.metadata.continue).toBeUndefined();
    expect(
      new Set(
        [first, second, third].map(page => page.body.metadata.resourceVersion),
      ).size,
    ).toBe(1);
    expect(names((await send('GET', paths.configMaps)).body)).toEqual([
      'a',
      'b',
      'c',
      'ca',
      'e',
    ]);
  });

  it('answer 410 to a page of a forgotten version, with a token that goes on in the present', async () => {
    const { send, cluster } = await withConfigMaps(['a', 'b', 'c']);
    const first = await send('GET', `${paths.configMaps}?limit=1`);
    await send('DELETE', `${paths.configMaps}/b`);
    cluster.faults.compactHistory();

    const gone = await send(
      'GET',
      `${paths.configMaps}?limit=1&continue=${first.body.metadata.continue}`,
    );
    const rest = await send(
      'GET',
      `${paths.configMaps}?limit=1&continue=${gone.body.metadata.continue}`,
    );

    expect(gone).toMatchObject({ status: 410, body: { reason: 'Expired' } });
    expect(names(rest.body)).toEqual(['c']);
  });

  it('can show an exact older version, refuse the future and forget the past', async () => {
    const { send, cluster } = await withConfigMaps(['a']);
    const { resourceVersion } = (await send('GET', paths.configMaps)).body
      .metadata;
    await send('POST', paths.configMaps, configMap('b'));
    const exact = () =>
      send(
        'GET',
        `${paths.configMaps}?resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`,
      );

    const then = await exact();
    const future = await send(
      'GET',
      `${paths.configMaps}?resourceVersion=999999`,
    );
    await send('POST', paths.configMaps, configMap('c'));
    cluster.faults.compactHistory();

    expect(names(then.body)).toEqual(['a']);
    expect(future).toMatchObject({
      status: 504,
      body: { reason: 'Timeout', details: { retryAfterSeconds: 1 } },
    });
    expect((await exact()).status).toBe(410);
  });

  it.each([
    ['letter=a', ['a']],
    ['letter!=a', ['b', 'c', 'plain']],
    ['letter in (a, c)', ['a', 'c']],
    ['letter notin (a,c)', ['b', 'plain']],
    ['letter', ['a', 'b', 'c']],
    ['!letter', ['plain']],
    ['letter,letter!=b', ['a', 'c']],
    ['size>2', ['plain']],
    ['size<2', []],
  ])('select by labels: %s', async (selector, expected) => {
    const { send } = await withConfigMaps(['a', 'b', 'c']);
    await send(
      'POST',
      paths.configMaps,
      configMap('plain', {}, { labels: { size: '3' } }),
    );

    const { body } = await send(
      'GET',
      `${paths.configMaps}?labelSelector=${encodeURIComponent(selector)}`,
    );

    expect(names(body)).toEqual(expected);
  });

  it('select by fields, and say which fields they know', async () => {
    const { send } = await withConfigMaps(['a', 'b']);
    await send('POST', '/api/v1/namespaces/default/events', {
      metadata: { name: 'e' },
      involvedObject: { kind: 'ConfigMap', name: 'a', namespace: 'default' },
      reason: 'Seen',
      type: 'Warning',
    });

    const byName = await send(
      'GET',
      '/api/v1/configmaps?fieldSelector=metadata.name=b,metadata.namespace!=other',
    );
    const events = await send(
      'GET',
      '/api/v1/events?fieldSelector=involvedObject.name=a,type=Warning,reason=Seen',
    );
    const none = await send(
      'GET',
      '/api/v1/events?fieldSelector=involvedObject.name=b',
    );
    const unknown = await send(
      'GET',
      `${paths.requests}?fieldSelector=spec.hostname=x`,
    );

    expect(names(byName.body)).toEqual(['b']);
    expect(names(events.body)).toEqual(['e']);
    expect(names(none.body)).toEqual([]);
    expect(unknown.body.message).toBe(
      'field label not supported: spec.hostname',
    );
  });

  it('leave out kind and apiVersion of the items of built-in kinds, as the API server does', async () => {
    const { send } = await withConfigMaps(['a']);
    await send('POST', paths.requests, hostnameRequest('shop'));

    const builtIn = (await send('GET', paths.configMaps)).body;
    const custom = (await send('GET', paths.requests)).body;

    expect(builtIn).toMatchObject({ kind: 'ConfigMapList', apiVersion: 'v1' });
    expect(builtIn.items[0].kind).toBeUndefined();
    expect(custom.items[0].kind).toBe('GatewayHostnameRequest');
  });

  it('come in key order, over all namespaces', async () => {
    const { send } = await withConfigMaps(['z']);
    await send(
      'POST',
      paths.configMaps.replace('default', 'other'),
      configMap('a', {}, { namespace: 'other' }),
    );

    const all = await send('GET', '/api/v1/configmaps');
    const one = await send('GET', paths.configMaps.replace('default', 'other'));

    expect(names(all.body)).toEqual(['z', 'a']);
    expect(names(one.body)).toEqual(['a']);
  });

  it('are quick for ten thousand objects', async () => {
    const { cluster, send } = testCluster();
    const createStart = performance.now();
    for (let index = 0; index < 10_000; index++)
      cluster.objects.create(hostnameRequest(`request-${index}`));
    const createMilliseconds = (performance.now() - createStart) / 10_000;

    const listStart = performance.now();
    let seen = 0;
    let token = '';
    do {
      const { body } = await send(
        'GET',
        `${paths.allRequests}?limit=500&continue=${token}`,
      );
      seen += body.items.length;
      token = body.metadata.continue ?? '';
    } while (token);

    expect(seen).toBe(10_000);
    expect(performance.now() - listStart).toBeLessThan(3_000);
    expect(createMilliseconds).toBeLessThan(3);
  }, 60_000);
});
