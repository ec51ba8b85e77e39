import { openGate } from '@hostmaster/backstage-plugin-hostnames-node/testUtils';
import { VirtualClock } from '@hostmaster/kubernetes-runtime/testUtils';
import { Budget } from '../budget/Budget';
import { AwsCaller } from './AwsCaller';

function setUp() {
  const clock = new VirtualClock();
  const stop = new AbortController();
  const logger = {
    error() {},
    warn() {},
    info() {},
    debug() {},
    child: () => logger,
  };
  const runtime = {
    clock,
    random: () => 0.5,
    gate: openGate,
    logger,
    signal: stop.signal,
    installation: 'test',
  };
  const budget = new Budget({
    api: 'test',
    perSecond: 10,
    clock,
    random: runtime.random,
  });
  const caller = new AwsCaller('ACM', runtime);
  const call = <T>(
    send: (signal: AbortSignal) => Promise<T>,
    options: {
      operation?: string;
      kind?: 'read' | 'write';
      signal?: AbortSignal;
    } = {},
  ) => {
    const { operation = 'ListCertificates', kind = 'read', signal } = options;
    return caller.call(
      { operation, budget, kind, namespace: 'a', priority: 'normal', signal },
      send,
    );
  };
  return { clock, stop, caller, call, budget };
}

const awsError = (name: string, status?: number) =>
  Object.assign(new Error(name), {
    name,
    $metadata: { httpStatusCode: status },
  });

describe('AwsCaller', () => {
  it.each([
    ['read', 3],
    ['write', 1],
  ] as const)(
    'sends a %s %i times when no answer comes',
    async (kind, times) => {
      const { clock, call } = setUp();
      let sent = 0;
      const work = call(
        () => {
          sent++;
          return Promise.reject(awsError('Error'));
        },
        { kind },
      );

      await expect(clock.waitFor(work)).rejects.toMatchObject({
        code: 'unavailable',
      });
      expect(sent).toBe(times);
    },
  );

  it('sends again what was throttled, and no other refusal', async () => {
    const { clock, call, budget } = setUp();
    const answers = ['Throttling', 'Throttling'];
    const work = call(async () => {
      const name = answers.shift();
      if (name) throw awsError(name, 400);
      return 'answer';
    });

    expect(await clock.waitFor(work)).toBe('answer');
    expect(budget.status().throttled).toBe(2);
    let sent = 0;
    const refused = call(() => {
      sent++;
      return Promise.reject(awsError('AccessDenied', 403));
    });
    await expect(clock.waitFor(refused)).rejects.toMatchObject({
      code: 'denied',
    });
    expect(sent).toBe(1);
  });

  it('gives a call up after thirty seconds, and tells the one who sends it', async () => {
    const { clock, call } = setUp();
    let signalSeen: AbortSignal | undefined;
    const work = call(
      signal => {
        signalSeen = signal;
        return new Promise(() => {});
      },
      { kind: 'write' },
    );

    await expect(clock.waitFor(work)).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(clock.monotonic()).toBe(30_000);
    expect(signalSeen?.aborted).toBe(true);
  });

  it('keeps showing what is denied while other calls succeed', async () => {
    const { clock, call, caller } = setUp();
    const denied = () =>
      clock.waitFor(
        call(() => Promise.reject(awsError('AccessDenied', 403)), {
          operation: 'DescribeCertificate',
        }).catch(() => {}),
      );
    await denied();
    await clock.advance(60_000);
    await denied();
    await clock.waitFor(call(async () => 'answer'));

    expect(caller.health()).toMatchObject({
      lastSuccess: clock.now(),
      failing: {
        code: 'denied',
        since: clock.now() - 60_000,
        message: expect.stringContaining('DescribeCertificate'),
      },
    });
    await clock.waitFor(
      call(async () => 'answer', { operation: 'DescribeCertificate' }),
    );
    expect(caller.health().failing).toBeUndefined();
  });

  it('counts every call that was sent, repeated ones too, by operation and outcome', async () => {
    const { clock, call, caller } = setUp();
    const answers = ['Throttling', 'Throttling'];
    await clock.waitFor(
      call(async () => {
        const name = answers.pop();
        if (name) throw awsError(name, 400);
      }),
    );
    const denied = call(() => Promise.reject(awsError('AccessDenied', 403)), {
      operation: 'DescribeCertificate',
    });
    await expect(clock.waitFor(denied)).rejects.toThrow();

    expect(caller.health().calls).toEqual([
      { operation: 'ListCertificates', outcome: 'throttled', count: 2 },
      { operation: 'ListCertificates', outcome: 'ok', count: 1 },
      { operation: 'DescribeCertificate', outcome: 'denied', count: 1 },
    ]);
  });

  it('ends waiting calls when the plugin stops', async () => {
    const { stop, call } = setUp();
    const work = call(() => new Promise(() => {}));

    stop.abort(new Error('stopped'));

    await expect(work).rejects.toThrow('stopped');
  });
});
