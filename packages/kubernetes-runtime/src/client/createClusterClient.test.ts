import { FaultServer } from '../testUtils/FaultServer';
import { VirtualClock } from '../testUtils/VirtualClock';
import { Widget, widget, widgetKind } from '../testUtils/Widget';
import { createSwitchGate } from '../leadership/gates';
import { namespaceKind, secretKind } from './coreKinds';
import { createClusterClient } from './createClusterClient';
import { describeRights } from './describeRights';
import { KubernetesError } from './errors';
import { listAll } from './listAll';
import { Transport } from './types';

function setup(
  options: { transport?: Transport; forbidden?: Set<string> } = {},
) {
  const clock = new VirtualClock();
  const server = new FaultServer({
    clock,
    kinds: [widgetKind],
    forbidden: options.forbidden,
  });
  const gate = createSwitchGate();
  gate.open();
  const client = createClusterClient({
    name: 'blue',
    clock,
    gate,
    transport: options.transport ?? server.transport,
    baseUrl: 'http://cluster.local/',
  });
  return { clock, server, client, gate };
}

function answering(body: string, init: ResponseInit = {}): Transport {
  return async () =>
    new Response(body, {
      headers: { 'content-type': 'application/json' },
      ...init,
    });
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof KubernetesError
    ? error.code
    : `not a KubernetesError: ${error}`;
}

describe('createClusterClient', () => {
  it('creates, reads, replaces, patches and deletes', async () => {
    const { client, server } = setup();

    const created = await client.create(widgetKind, widget('a', { size: 1 }));
    const replaced = await client.replace(widgetKind, {
      ...created,
      spec: { size: 2 },
    });
    await client.patch(
      widgetKind,
      { namespace: 'shop', name: 'a' },
      { type: 'merge', body: { spec: { colors: ['red'] } } },
    );

    expect(
      await client.get(widgetKind, { namespace: 'shop', name: 'a' }),
    ).toMatchObject({
      metadata: { uid: created.metadata.uid },
      spec: { size: 2, colors: ['red'] },
    });
    expect(await codeOf(client.create(widgetKind, widget('a')))).toBe(
      'AlreadyExists',
    );
    expect(await codeOf(client.replace(widgetKind, replaced))).toBe('Conflict');
    expect(
      await codeOf(
        client.delete(
          widgetKind,
          { namespace: 'shop', name: 'a' },
          { uid: 'other' },
        ),
      ),
    ).toBe('Conflict');
    expect(
      await client.delete(widgetKind, { namespace: 'shop', name: 'a' }),
    ).toEqual({
      apiVersion: 'example.org/v1',
      kind: 'Widget',
      metadata: { namespace: 'shop', name: 'a', uid: created.metadata.uid },
    });
    expect(
      await client.delete(widgetKind, { namespace: 'shop', name: 'a' }),
    ).toBeUndefined();
    expect(
      await client.get(widgetKind, { namespace: 'shop', name: 'a' }),
    ).toBeUndefined();
    expect(server.objects(widgetKind)).toEqual([]);
  });

  it('reads a cluster-scoped kind of the core group', async () => {
    const { client, server } = setup();
    server.put(namespaceKind, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'shop' },
    });

    expect(await client.get(namespaceKind, { name: 'shop' })).toMatchObject({
      metadata: { name: 'shop' },
    });
    expect((await client.list(namespaceKind)).items).toHaveLength(1);
  });

  // Without this, a proxy's error page, or a kind that is not served yet, reads as "the object is gone".
  it('does not take any other 404 for the absence of an object', async () => {
    const page = setup({
      transport: answering('404 page not found', { status: 404 }),
    });

    expect(
      await codeOf(
        page.client.get(widgetKind, { namespace: 'shop', name: 'a' }),
      ),
    ).toBe('NotFound');
    expect(
      await codeOf(
        page.client.delete(widgetKind, { namespace: 'shop', name: 'a' }),
      ),
    ).toBe('NotFound');
    expect(await codeOf(page.client.list(widgetKind))).toBe('NotFound');
  });

  it.each([
    [400, 'BadRequest'],
    [401, 'Unauthorized'],
    [403, 'Forbidden'],
    [410, 'Expired'],
    [418, 'BadRequest'],
    [422, 'Invalid'],
    [429, 'TooManyRequests'],
    [500, 'ServerError'],
    [501, 'ServerError'],
    [502, 'Unavailable'],
    [503, 'Unavailable'],
    [504, 'Unavailable'],
    [302, 'BadResponse'],
  ])('translates status %s to %s', async (status, code) => {
    const { client } = setup({ transport: answering('nothing', { status }) });

    expect(
      await codeOf(client.get(widgetKind, { namespace: 'shop', name: 'a' })),
    ).toBe(code);
  });

  it.each([
    ['a page', '<html>Sign in</html>'],
    [
      'cut JSON',
      '{"kind":"WidgetList","apiVersion":"example.org/v1","metadata":{"resourceVersion":"7"},"items":[{"me',
    ],
    [
      'a list without items',
      '{"kind":"WidgetList","apiVersion":"example.org/v1","metadata":{"resourceVersion":"7"}}',
    ],
    [
      'items null',
      '{"kind":"WidgetList","metadata":{"resourceVersion":"7"},"items":null}',
    ],
    [
      'a list without a version',
      '{"kind":"WidgetList","metadata":{},"items":[]}',
    ],
    [
      'another kind',
      '{"kind":"GadgetList","metadata":{"resourceVersion":"7"},"items":[]}',
    ],
    [
      'items without names',
      '{"kind":"WidgetList","metadata":{"resourceVersion":"7"},"items":[{"metadata":{}}]}',
    ],
    ['an empty object', '{}'],
    ['null', 'null'],
    ['nothing', ''],
  ])('says BadResponse to a list that is %s', async (_, body) => {
    const { client } = setup({ transport: answering(body) });

    expect(await codeOf(client.list(widgetKind))).toBe('BadResponse');
    expect(
      await codeOf(client.get(widgetKind, { namespace: 'shop', name: 'a' })),
    ).toBe('BadResponse');
    expect(await codeOf(client.create(widgetKind, widget('a')))).toBe(
      'BadResponse',
    );
  });

  it('fills in what lists of built-in kinds leave out', async () => {
    const { client } = setup({
      transport: answering(
        '{"kind":"SecretList","metadata":{"resourceVersion":"7"},"items":[{"metadata":{"name":"a"}}]}',
      ),
    });

    expect((await client.list(secretKind)).items).toEqual([
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } },
    ]);
  });

  it('hands on what the server says about a refusal', async () => {
    const { client, clock } = setup({
      transport: answering(
        JSON.stringify({
          kind: 'Status',
          reason: 'Invalid',
          message: 'spec.size is too large',
          details: {
            causes: [
              {
                reason: 'FieldValueInvalid',
                field: 'spec.size',
                message: 'too large',
              },
            ],
          },
        }),
        {
          status: 422,
          headers: {
            'retry-after': new Date(
              Date.UTC(2026, 0, 1, 0, 0, 30),
            ).toUTCString(),
          },
        },
      ),
    });

    await expect(client.create(widgetKind, widget('a'))).rejects.toMatchObject({
      code: 'Invalid',
      message: 'spec.size is too large',
      details: {
        status: 422,
        retryAfterSeconds: 30,
        causes: [{ field: 'spec.size', message: 'too large' }],
      },
    });
    expect(clock.pending()).toEqual([]);
  });

  it('gives up at the deadline, also when the transport ignores its signal or the body never ends', async () => {
    const deaf = setup({ transport: () => new Promise(() => {}) });
    const endless = setup({
      transport: async () => new Response(new ReadableStream({ start() {} })),
    });

    for (const { clock, client } of [deaf, endless]) {
      const answer = codeOf(client.list(widgetKind));
      await clock.advance(29_999);
      expect(clock.pending()).toHaveLength(1);
      await clock.advance(1);
      expect(await answer).toBe('Timeout');
    }
  });

  it('says Network for what the connection does, with the code of the cause', async () => {
    const { client, server } = setup();
    server.next('list', { kind: 'network' });

    await expect(client.list(widgetKind)).rejects.toMatchObject({
      code: 'Network',
      message:
        "list widgets.example.org in cluster 'blue': the API server of cluster 'blue' cannot be reached: ECONNREFUSED",
    });
  });

  it("rejects with the caller's own reason when the caller aborts", async () => {
    const { client, server } = setup();
    server.next('list', { kind: 'hang' });
    const controller = new AbortController();
    const list = client.list(widgetKind, { signal: controller.signal });
    controller.abort(new Error('not needed any more'));

    await expect(list).rejects.toThrow('not needed any more');
  });

  it('refuses names that would address something else', async () => {
    const { client, server } = setup();

    for (const name of ['', '.', '..', 'a/b', '%2e']) {
      expect(
        await codeOf(client.get(widgetKind, { namespace: 'shop', name })),
      ).toBe('BadRequest');
      expect(
        await codeOf(client.delete(widgetKind, { namespace: 'shop', name })),
      ).toBe('BadRequest');
    }
    await expect(client.get(widgetKind, { name: 'a' })).rejects.toThrow(
      'widgets.example.org: metadata.namespace is missing',
    );
    await expect(client.list(widgetKind, { namespace: '' })).rejects.toThrow(
      'metadata.namespace is missing',
    );
    expect(server.requests).toEqual([]);
  });

  it('sends no write through a closed gate, and aborts those in flight when it closes', async () => {
    const { client, server, gate, clock } = setup();
    server.next('write', { kind: 'slow', milliseconds: 5000 });
    const inFlight = client
      .create(widgetKind, widget('slow'))
      .catch(error => error);
    await clock.settle();

    gate.close('leadership was lost');

    expect(await inFlight).toMatchObject({
      code: 'GateClosed',
      message: 'leadership was lost',
    });
    await gate.drained();
    const before = server.requests.length;
    expect(await codeOf(client.create(widgetKind, widget('a')))).toBe(
      'GateClosed',
    );
    expect(
      await codeOf(client.delete(widgetKind, { namespace: 'shop', name: 'a' })),
    ).toBe('GateClosed');
    expect(server.requests).toHaveLength(before);
    expect((await client.list(widgetKind)).items).toHaveLength(1);
  });

  it('watches, and throws on what is not an event', async () => {
    const { client, server, clock } = setup();
    const seen: string[] = [];
    const watch = async () => {
      for await (const event of client.watch(widgetKind, {
        resourceVersion: '100',
      })) {
        seen.push(`${event.type} ${(event.object as Widget).metadata.name}`);
      }
    };
    const first = watch();
    await clock.settle();
    server.put(widgetKind, widget('a'));
    server.put(widgetKind, widget('a', { size: 2 }));
    server.endWatches(widgetKind);
    await first;
    expect(seen).toEqual(['ADDED a', 'MODIFIED a']);

    for (const fault of [
      { kind: 'halfLine' },
      { kind: 'brokenLine' },
      { kind: 'unknownType' },
    ] as const) {
      server.next('watch', fault);
      expect(await codeOf(watch())).toBe('BadResponse');
    }
    server.next('watch', { kind: 'html' });
    expect(await codeOf(watch())).toBe('BadResponse');
    server.next('watch', { kind: 'status', status: 403 });
    expect(await codeOf(watch())).toBe('Forbidden');
    const reset = watch();
    server.next('watch', { kind: 'reset' });
    expect(await codeOf(watch())).toBe('Network');
    server.endWatches(widgetKind);
    await reset;
    expect(server.openWatches(widgetKind)).toBe(0);
    expect(clock.pending()).toEqual([]);
  });

  it('closes the stream when the reader leaves the loop, and when its signal aborts', async () => {
    const { client, server, clock } = setup();
    server.put(widgetKind, widget('a'));
    for await (const _ of client.watch(widgetKind, { resourceVersion: '100' }))
      break;
    expect(server.openWatches(widgetKind)).toBe(0);

    const controller = new AbortController();
    const watching = (async () => {
      for await (const _ of client.watch(widgetKind, {
        resourceVersion: '101',
        signal: controller.signal,
      }));
    })();
    await clock.settle();
    expect(server.openWatches(widgetKind)).toBe(1);
    controller.abort(new Error('stopped'));
    await expect(watching).rejects.toThrow('stopped');
    expect(server.openWatches(widgetKind)).toBe(0);
  });
});

describe('listAll', () => {
  it('reads all pages, and starts again once when the version expires between them', async () => {
    const { client, server } = setup();
    for (let index = 0; index < 1201; index++)
      server.put(widgetKind, widget(`w-${index}`));

    expect((await listAll(client, widgetKind)).items).toHaveLength(1201);
    expect(server.requests).toHaveLength(3);
    server.next('list', { kind: 'expiredPage' }, { kind: 'expiredPage' });
    expect((await listAll(client, widgetKind)).items).toHaveLength(1201);
    const end = server.during('list', { kind: 'expiredPage' });
    expect(await codeOf(listAll(client, widgetKind))).toBe('Expired');
    end();
  });

  it('fails as a whole when a page fails', async () => {
    const { client, server } = setup();
    for (let index = 0; index < 501; index++)
      server.put(widgetKind, widget(`w-${index}`));
    server.next(
      'list',
      { kind: 'lagging', versions: 0 },
      { kind: 'truncated' },
    );

    expect(await codeOf(listAll(client, widgetKind))).toBe('BadResponse');
  });
});

describe('describeRights', () => {
  it('finds a kind that may be listed but not watched', async () => {
    const { client } = setup({ forbidden: new Set(['watch widgets']) });

    expect(await describeRights(client, [widgetKind, secretKind])).toEqual([
      {
        kind: widgetKind,
        list: true,
        watch: false,
        source: 'review',
        message: "not allowed to watch widgets.example.org in cluster 'blue'",
      },
      { kind: secretKind, list: true, watch: true, source: 'review' },
    ]);
  });

  it('tries it where the server does not review', async () => {
    const forbidden = new Set([
      'watch widgets',
      'list secrets',
      'create selfsubjectaccessreviews',
    ]);
    const { client, clock } = setup({ forbidden });

    const rights = await clock.waitFor(
      describeRights(client, [widgetKind, secretKind]),
    );

    expect(
      rights.map(({ list, watch, source }) => ({ list, watch, source })),
    ).toEqual([
      { list: true, watch: false, source: 'attempt' },
      { list: false, watch: true, source: 'attempt' },
    ]);
  });

  it('is asked also while the gate is closed', async () => {
    const { client, gate } = setup();
    gate.close('not leading');

    expect(await describeRights(client, [widgetKind])).toMatchObject([
      { list: true, watch: true },
    ]);
  });
});
