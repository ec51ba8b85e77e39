import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { VirtualClock } from '@hostmaster/kubernetes-runtime/testUtils';
import { createWaitAction } from './createWaitAction';

const ref = { cluster: 'prod', namespace: 'shop', name: 'shop-example-test' };
/** What the hostnames API answers with, by how often it was asked. */
let answers: Array<{ status: number; body?: unknown } | 'hang'>;
let asked: Array<{ url: string; authorization?: string }>;
let clock: VirtualClock;

beforeEach(() => {
  asked = [];
  clock = new VirtualClock();
  jest
    .spyOn(globalThis, 'fetch')
    .mockImplementation(async (input, init) =>
      answer(new URL(String(input)), init ?? {}),
    );
});

afterEach(() => {
  jest.restoreAllMocks();
});

async function answer(
  url: URL,
  { headers, signal }: RequestInit,
): Promise<Response> {
  if (url.pathname === '/hostnames')
    return Response.json({
      items: [{ ref, hostname: 'shop.example.test', deleting: false }],
      total: 1,
    });
  asked.push({
    url: url.pathname,
    authorization: new Headers(headers).get('authorization') ?? undefined,
  });
  const next = answers[Math.min(asked.length, answers.length) - 1];
  if (next !== 'hang')
    return Response.json(
      next.body ?? { error: { name: 'Error', message: 'x' } },
      { status: next.status },
    );
  return new Promise((_resolve, reject) => {
    signal!.addEventListener('abort', () => reject(signal!.reason));
  });
}

const missing = { status: 404 };
const waiting = {
  status: 200,
  body: detail('waiting', 'The certificate is being validated.', [
    step('Accepted', 'done'),
    step('Ready', 'pending'),
  ]),
};
const ready = {
  status: 200,
  body: detail('ok', 'shop.example.test is live.', [
    step('Accepted', 'done'),
    step('Ready', 'done'),
  ]),
};
const denied = {
  status: 200,
  body: detail('action', 'The name is held by another team.', [
    step('Claimed', 'failed'),
    step('Ready', 'pending'),
  ]),
};

describe('hostnames:wait', () => {
  it('waits until the hostname is ready and tells how it got there', async () => {
    answers = [missing, waiting, waiting, ready];
    const { output } = await run({ request: ref });

    expect(output).toMatchObject({
      state: 'ready',
      reached: true,
      sentence: 'shop.example.test is live.',
    });
    expect(output.timeline).toEqual([
      { id: 'Accepted', label: 'Accepted', state: 'done' },
      { id: 'Ready', label: 'Ready', state: 'done' },
    ]);
    expect(asked).toHaveLength(4);
  });

  it('asks as the user', async () => {
    answers = [ready];
    await run({ request: ref });

    expect(asked[0].url).toBe('/hostnames/prod/shop/shop-example-test');
    expect(asked[0].authorization).toContain(
      mockCredentials.service.token({
        onBehalfOf: mockCredentials.user(),
        targetPluginId: 'hostnames',
      }),
    );
  });

  it('finds the request by its hostname, however it is written', async () => {
    answers = [ready];

    expect(
      (await run({ hostname: 'Shop.Example.test.' })).output,
    ).toMatchObject({ state: 'ready' });
  });

  it.each(['merged', 'synced'])(
    'is content with %s as soon as the cluster has the request',
    async until => {
      answers = [missing, waiting];

      expect((await run({ request: ref, until })).output).toMatchObject({
        state: 'synced',
        reached: true,
      });
    },
  );

  it('ends after the timeout with what it saw last, and no error', async () => {
    answers = [waiting];
    const { output, took } = await run({ request: ref, timeout: '90s' });

    expect(output).toMatchObject({
      state: 'synced',
      reached: false,
      sentence: 'The certificate is being validated.',
    });
    expect(took).toBe(90_000);
  });

  it('ends after two minutes when it is told nothing', async () => {
    answers = [missing];
    const { output, took } = await run({ request: ref });

    expect(output).toMatchObject({
      state: 'pending',
      reached: false,
      timeline: [],
    });
    expect(took).toBe(120_000);
  });

  it('ends after the timeout also when the backend does not answer', async () => {
    answers = ['hang'];
    const { output, took } = await run({ request: ref, timeout: '10m' });

    expect(output).toMatchObject({ state: 'unknown', reached: false });
    expect(took).toBe(600_000);
  });

  it('does not wait on when somebody has to act', async () => {
    answers = [denied];
    const { output, took } = await run({ request: ref });

    expect(output).toMatchObject({
      state: 'blocked',
      reached: false,
      sentence: 'The name is held by another team.',
    });
    expect(took).toBe(0);
  });

  it('goes on when the backend fails for a while', async () => {
    answers = [{ status: 503 }, waiting, { status: 500 }, ready];

    expect((await run({ request: ref })).output).toMatchObject({
      state: 'ready',
      reached: true,
    });
  });

  it('ends at once when the task is cancelled', async () => {
    answers = [waiting];
    const cancel = new AbortController();
    clock.schedule(12_000, () => cancel.abort());

    await expect(
      run({ request: ref, timeout: '10m' }, cancel.signal),
    ).rejects.toThrow(/cancelled/);
    expect(clock.monotonic()).toBeLessThan(20_000);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['neither hostname nor request', {}, /^hostname: is needed/],
    [
      'both',
      { hostname: 'a.example.test', request: ref },
      /^request: give either/,
    ],
    ['no hostname', { hostname: 'a..b' }, /^hostname: /],
    [
      'a long timeout',
      { request: ref, timeout: '11m' },
      /^timeout: "11m" is not between 1s and 10m/,
    ],
    ['no timeout', { request: ref, timeout: '0s' }, /^timeout: /],
    ['a timeout in words', { request: ref, timeout: 'long' }, /^timeout: /],
  ])('refuses %s', async (_case, input, message) => {
    answers = [ready];

    await expect(run(input)).rejects.toThrow(message);
    expect(asked).toEqual([]);
  });

  it('says that the user may not see hostnames', async () => {
    answers = [{ status: 403 }];

    await expect(run({ request: ref })).rejects.toThrow(
      /^hostname: the hostnames backend refused/,
    );
  });

  it('looks at nothing in a dry run', async () => {
    answers = [ready];
    const { output } = await run({ request: ref }, undefined, true);

    expect(output).toMatchObject({ state: 'pending', reached: false });
    expect(asked).toEqual([]);
  });

  it('lists its inputs in its schema', () => {
    expect(
      Object.keys(
        (action().schema?.input as { properties: object }).properties,
      ),
    ).toEqual(['hostname', 'request', 'until', 'timeout']);
  });
});

function action() {
  const discovery = {
    getBaseUrl: async () => 'http://hostnames',
    getExternalBaseUrl: async () => '',
  };
  return createWaitAction({
    auth: mockServices.auth({ pluginId: 'scaffolder' }),
    discovery,
    clock,
  });
}

async function run(
  input: object,
  signal?: AbortSignal,
  isDryRun = false,
): Promise<{ output: Record<string, any>; took: number }> {
  const context = Object.assign(
    createMockActionContext({ input: input as never }),
    {
      signal,
      isDryRun,
      getInitiatorCredentials: async () => mockCredentials.user(),
    },
  );
  const started = clock.monotonic();
  await clock.waitFor(Promise.resolve(action().handler(context as never)), {
    limitMs: 3_600_000,
  });
  return {
    output: Object.fromEntries(
      (context.output as unknown as jest.Mock).mock.calls,
    ),
    took: clock.monotonic() - started,
  };
}

function step(id: string, state: string) {
  return { id, label: id, state };
}

function detail(level: string, sentence: string, timeline: unknown[]) {
  return {
    summary: {
      ref,
      hostname: 'shop.example.test',
      verdict: { level, sentence },
    },
    timeline,
  };
}
