import { leaseKind } from '../client/coreKinds';
import { createClusterClient } from '../client/createClusterClient';
import { Transport } from '../client/types';
import { Clock } from '../clock/Clock';
import { FaultServer } from '../testUtils/FaultServer';
import { seededRandom } from '../testUtils/seededRandom';
import { VirtualClock } from '../testUtils/VirtualClock';
import { createLeaseElector, LeaseElectorOptions } from './createLeaseElector';
import { combineGates, createSwitchGate, openGate } from './gates';

const ref = { namespace: 'system', name: 'leader' };

function world() {
  const clock = new VirtualClock();
  const server = new FaultServer({ clock });
  const log: string[] = [];
  let count = 0;

  function contender(
    identity: string,
    options: Partial<LeaseElectorOptions> & {
      transport?: Transport;
      clock?: Clock;
    } = {},
  ) {
    const client = createClusterClient({
      name: 'blue',
      clock: options.clock ?? clock,
      transport: options.transport ?? server.transport,
      baseUrl: 'http://blue',
    });
    const errors: unknown[] = [];
    const stop = new AbortController();
    const elector = createLeaseElector({
      client,
      ...ref,
      identity,
      clock,
      random: seededRandom(++count),
      onStartedLeading: signal => {
        log.push(`${identity} starts`);
        signal.addEventListener('abort', () => log.push(`${identity} aborts`));
      },
      onStoppedLeading: () => void log.push(`${identity} stops`),
      onError: error => errors.push(error),
      ...options,
    });
    return { elector, stop, errors, done: elector.run(stop.signal) };
  }

  /** Passes time in small steps and checks at each that at most one gate is open. */
  async function pass(
    milliseconds: number,
    contenders: Array<{ elector: { gate: { isOpen(): boolean } } }>,
  ) {
    for (let elapsed = 0; elapsed < milliseconds; elapsed += 100) {
      await clock.advance(100);
      expect(
        contenders.filter(({ elector }) => elector.gate.isOpen()).length,
      ).toBeLessThanOrEqual(1);
    }
  }
  return { clock, server, log, contender, pass };
}

describe('createLeaseElector', () => {
  it('makes one of several contenders the leader, and keeps it', async () => {
    const { contender, pass, log, server } = world();
    const all = ['a', 'b', 'c'].map(identity => contender(identity));

    await pass(120_000, all);

    expect(all.filter(({ elector }) => elector.isLeading())).toHaveLength(1);
    expect(log).toHaveLength(1);
    expect(server.objects(leaseKind)[0].spec).toMatchObject({
      leaseDurationSeconds: 15,
      leaseTransitions: 0,
    });
  });

  it('tells once when the API server answers again, whether it leads or not', async () => {
    const { contender, clock, server } = world();
    const told: string[] = [];
    contender('a', { onRecovered: () => void told.push('a') });
    await clock.advance(20_000);
    contender('b', { onRecovered: () => void told.push('b') });
    await clock.advance(20_000);
    const ends = (['get', 'write'] as const).map(target =>
      server.during(target, { kind: 'network' }),
    );
    await clock.advance(60_000);
    expect(told).toEqual([]);
    ends.forEach(end => end());
    await clock.advance(2_500);

    expect(told.sort()).toEqual(['a', 'b']);
    await clock.advance(60_000);
    expect(told).toHaveLength(2);
  });

  it('tells whether it leads from the beginning, and every contender how often the lease has changed hands', async () => {
    const { contender, clock } = world();
    const told = new Map<string, number[]>();
    const metricsOf = (identity: string) => ({
      count: () => {},
      measure: (name: string, _labels: unknown, value: number) => {
        const key = `${identity} ${name}`;
        told.set(key, [...(told.get(key) ?? []), value]);
      },
    });
    const a = contender('a', {
      trustMissingLease: true,
      metrics: metricsOf('a'),
    });
    await clock.advance(10_000);
    contender('b', { metrics: metricsOf('b') });
    await clock.advance(5_000);
    expect(told.get('a leading')).toEqual([0, 1]);
    expect(told.get('b leading')).toEqual([0]);
    a.stop.abort();
    await clock.advance(10_000);

    expect(told.get('b leading')).toEqual([0, 1]);
    expect(told.get('a leading')).toEqual([0, 1, 0]);
    expect(new Set(told.get('b lease_transitions'))).toEqual(new Set([0, 1]));
  });

  it('is the leader within 20 s of a missing lease, or at once where a missing lease is trusted', async () => {
    const careful = world();
    const one = careful.contender('a');
    await careful.clock.runUntil(() => one.elector.isLeading(), {
      limitMs: 20_000,
    });
    expect(careful.clock.monotonic()).toBeGreaterThanOrEqual(15_000);

    const alone = world();
    const other = alone.contender('a', { trustMissingLease: true });
    await alone.clock.settle();
    expect(other.elector.isLeading()).toBe(true);
  });

  it('hands over at once when the leader stops, after its writes in flight have ended', async () => {
    const { contender, clock, log, pass } = world();
    const a = contender('a', { trustMissingLease: true });
    await clock.advance(1);
    const b = contender('b');
    await clock.advance(10_000);
    const write = a.elector.gate
      .pass(() => clock.sleep(4_000))
      .then(() => log.push('write ended'));
    a.stop.abort();
    await pass(3_500, [a, b]);
    expect(log).toEqual(['a starts', 'a aborts', 'a stops']);
    await expect(a.elector.gate.pass(async () => {})).rejects.toMatchObject({
      code: 'GateClosed',
    });

    await pass(4_000, [a, b]);

    await write;
    await a.done;
    expect(log).toEqual([
      'a starts',
      'a aborts',
      'a stops',
      'write ended',
      'b starts',
    ]);
  });

  it('does not release while a write hangs: the lease runs out instead', async () => {
    const { contender, clock, server } = world();
    const a = contender('a', { trustMissingLease: true });
    await clock.advance(10_000);
    a.elector.gate.pass(() => new Promise(() => {}));
    a.stop.abort();
    await clock.advance(14_000);
    expect(server.objects(leaseKind)[0].spec?.holderIdentity).toMatch(/^a_/);
    await clock.advance(2_000);
    await a.done;
    expect(server.objects(leaseKind)[0].spec?.holderIdentity).toMatch(/^a_/);
  });

  it('takes over within 25 s when the leader dies without a word', async () => {
    for (let round = 0; round < 20; round++) {
      const { contender, clock, server } = world();
      let dead = false;
      const a = contender('a', {
        trustMissingLease: true,
        transport: request =>
          dead ? new Promise(() => {}) : server.transport(request),
      });
      await clock.advance(1);
      const b = contender('b', { random: seededRandom(round) });
      await clock.advance(5_000 + round * 137);
      expect(a.elector.isLeading()).toBe(true);
      dead = true;
      const died = clock.monotonic();

      await clock.runUntil(() => b.elector.isLeading(), { limitMs: 30_000 });

      expect(clock.monotonic() - died).toBeLessThanOrEqual(25_000);
    }
  });

  // C2
  it('closes the gate and aborts what is in flight 10 s after the last renewal was sent, when the API server is away', async () => {
    const { contender, clock, server, log } = world();
    const a = contender('a', { trustMissingLease: true });
    await clock.advance(20_000);
    const lastRenewal = server.requests
      .filter(({ target }) => target === 'write')
      .slice(-1)[0].at;
    const ends = [
      server.during('write', { kind: 'hang' }),
      server.during('get', { kind: 'hang' }),
    ];
    let aborted = 0;
    const write = a.elector.gate.pass(
      signal =>
        new Promise<void>(resolve => {
          signal.addEventListener('abort', () => {
            aborted = clock.monotonic();
            resolve();
          });
        }),
    );
    await clock.advance(9_000);
    expect(a.elector.gate.isOpen()).toBe(true);
    await clock.advance(2_000);

    await write;
    expect(a.elector.gate.isOpen()).toBe(false);
    expect(aborted).toBe(lastRenewal + 10_000);
    expect(log).toEqual(['a starts', 'a aborts', 'a stops']);

    ends.forEach(end => end());
    await clock.runUntil(() => a.elector.isLeading(), { limitMs: 30_000 });
  });

  // C1: no timer of a frozen process fires, so only the look at the clock can refuse.
  it('refuses a write of a process that was frozen past its deadline, before any timer has fired', async () => {
    const { contender, clock } = world();
    let frozenFor = 0;
    const thawed: Clock = {
      ...clock.seenBy({}),
      monotonic: () => clock.monotonic() + frozenFor,
    };
    const a = contender('a', { trustMissingLease: true, clock: thawed });
    await clock.advance(100);
    expect(a.elector.gate.isOpen()).toBe(true);

    frozenFor = 20_000;

    expect(a.elector.gate.isOpen()).toBe(false);
    await expect(
      a.elector.gate.pass(async () => 'written'),
    ).rejects.toMatchObject({ code: 'GateClosed' });
  });

  it('counts the deadline from before a renewal that was answered late', async () => {
    const { contender, clock, server } = world();
    const a = contender('a', { trustMissingLease: true });
    await clock.advance(2_500);
    server.next('write', { kind: 'slow', milliseconds: 4_500 });
    await clock.advance(1_600);
    const sent = server.requests
      .filter(({ target }) => target === 'write')
      .slice(-1)[0].at;
    server.during('write', { kind: 'hang' });
    await clock.advance(4_500);
    expect(a.elector.gate.isOpen()).toBe(true);
    await clock.advance(sent + 9_999 - clock.monotonic());
    expect(a.elector.gate.isOpen()).toBe(true);
    await clock.advance(1);
    expect(a.elector.gate.isOpen()).toBe(false);
  });

  // C3
  it.each([
    [1, 1.45],
    [1.45, 1],
  ])(
    'never has two leaders when one clock runs %s and the other %s times as fast',
    async (rateOfA, rateOfB) => {
      const { contender, clock, server, pass } = world();
      let dead = false;
      const a = contender('a', {
        clock: clock.seenBy({ rate: rateOfA }),
        transport: request =>
          dead ? new Promise(() => {}) : server.transport(request),
      });
      const b = contender('b', {
        clock: clock.seenBy({ rate: rateOfB, offset: 3_600_000 }),
      });
      for (let round = 0; round < 6; round++) {
        await pass(30_000, [a, b]);
        dead = !dead;
      }
    },
  );

  it('keeps leading when an answer is lost, or the lease is touched without a change of holder', async () => {
    const { contender, clock, server, log } = world();
    const a = contender('a', { trustMissingLease: true });
    await clock.advance(3_000);
    server.next('write', { kind: 'lostAnswer' });
    await clock.advance(5_000);
    const [lease] = server.objects(leaseKind);
    server.put(leaseKind, {
      ...lease,
      metadata: { ...lease.metadata, labels: { touched: 'true' } },
    });
    await clock.advance(30_000);

    expect(a.elector.isLeading()).toBe(true);
    expect(log).toEqual(['a starts']);
  });

  it('leads soon when the answer to taking the lease was lost', async () => {
    const { contender, clock, server } = world();
    server.next('write', { kind: 'lostAnswer' });
    const a = contender('a', { trustMissingLease: true });

    await clock.advance(5_000);

    expect(a.elector.isLeading()).toBe(true);
  });

  // C5
  it('has at most one leader of the same identity', async () => {
    const { contender, pass, clock } = world();
    const twins = [
      contender('twin', { random: seededRandom(1) }),
      contender('twin', { random: seededRandom(1) }),
    ];

    await pass(90_000, twins);
    expect(twins.filter(({ elector }) => elector.isLeading())).toHaveLength(1);
    twins.find(({ elector }) => elector.isLeading())!.stop.abort();
    await pass(10_000, twins);
    expect(twins.filter(({ elector }) => elector.isLeading())).toHaveLength(1);
    expect(clock.monotonic()).toBe(100_000);
  });

  it.each([
    ['is deleted', (server: FaultServer) => server.remove(leaseKind, ref)],
    [
      'is deleted and made anew without a holder',
      (server: FaultServer) => {
        server.remove(leaseKind, ref);
        server.put(leaseKind, {
          apiVersion: 'coordination.k8s.io/v1',
          kind: 'Lease',
          metadata: ref,
          spec: {},
        });
      },
    ],
    [
      'loses its holder',
      (server: FaultServer) => edit(server, { holderIdentity: '' }),
    ],
    [
      'gets a stranger as its holder',
      (server: FaultServer) => edit(server, { holderIdentity: 'nobody' }),
    ],
    [
      'gets the other contender as its holder',
      (server: FaultServer, follower: string) =>
        edit(server, { holderIdentity: follower }),
    ],
    [
      'gets a long gone time and a short duration',
      (server: FaultServer) =>
        edit(server, {
          renewTime: '2001-01-01T00:00:00.000000Z',
          leaseDurationSeconds: 1,
        }),
    ],
  ])('has at most one leader when the lease %s by hand', async (_, change) => {
    for (let moment = 0; moment < 2_400; moment += 200) {
      const { contender, clock, server, pass } = world();
      const all = [contender('a'), contender('b')];
      await pass(30_000, all);
      await clock.advance(moment);
      const follower = all.find(({ elector }) => !elector.isLeading())!.elector
        .holderIdentity;

      change(server, follower);

      await pass(60_000, all);
      expect(all.filter(({ elector }) => elector.isLeading())).toHaveLength(1);
    }
  });

  it('gives way when somebody names another holder by hand', async () => {
    const { contender, clock, server } = world();
    const a = contender('a', { trustMissingLease: true });
    await clock.advance(10_000);
    edit(server, { holderIdentity: 'somebody' });
    await clock.advance(3_000);
    expect(a.elector.isLeading()).toBe(false);
    expect(a.elector.holder()).toBe('somebody');

    await clock.advance(20_000);
    expect(a.elector.isLeading()).toBe(true);
  });

  it('does not lead again before it has released what it gave up', async () => {
    const { contender, clock, server } = world();
    const a = contender('a', { trustMissingLease: true });
    await clock.advance(10_000);
    const write = a.elector.gate.pass(() => clock.sleep(5_000));
    a.elector.stepDown('a pause');
    a.elector.standAgain();
    await clock.advance(4_900);
    expect(a.elector.isLeading()).toBe(false);
    await clock.advance(10_000);
    await write;

    expect(a.elector.isLeading()).toBe(true);
    expect(server.objects(leaseKind)[0].spec?.holderIdentity).toBe(
      a.elector.holderIdentity,
    );
  });

  it('steps down when told, releases, and stands again only when told', async () => {
    const { contender, clock, server, log } = world();
    const a = contender('a', { trustMissingLease: true });
    await clock.advance(5_000);
    a.elector.stepDown('the reconcile loop is dead');
    await expect(a.elector.gate.pass(async () => {})).rejects.toThrow(
      'the reconcile loop is dead',
    );
    await clock.advance(60_000);
    expect(a.elector.isLeading()).toBe(false);
    expect(server.objects(leaseKind)[0].spec?.holderIdentity).toBe('');

    a.elector.standAgain();
    await clock.advance(3_000);
    expect(log).toEqual(['a starts', 'a aborts', 'a stops', 'a starts']);
  });

  it('survives callbacks that throw', async () => {
    const { contender, clock } = world();
    const a = contender('a', {
      trustMissingLease: true,
      onStartedLeading: () => {
        throw new Error('at the start');
      },
      onStoppedLeading: async () => {
        throw new Error('at the end');
      },
    });
    await clock.advance(30_000);
    expect(a.elector.isLeading()).toBe(true);
    a.stop.abort();
    await clock.waitFor(a.done);
    expect(a.errors.map(error => (error as Error).message)).toEqual([
      'at the start',
      'at the end',
    ]);
    expect(clock.pending()).toEqual([]);
  });

  it('refuses durations that contradict each other', () => {
    const { contender } = world();

    expect(() => contender('a', { leaseDuration: 10_000 })).toThrow(
      'lease system/leader: retryPeriod (2000) must be below renewDeadline (10000), and that below leaseDuration (10000)',
    );
  });
});

describe('gates', () => {
  it('openGate lets everything through and knows when it is drained', async () => {
    const gate = openGate();
    let finish = () => {};
    const write = gate.pass(
      () => new Promise<void>(resolve => (finish = resolve)),
    );
    let drained = false;
    const draining = gate.drained().then(() => {
      drained = true;
    });
    await Promise.resolve();
    expect([gate.isOpen(), drained]).toEqual([true, false]);
    finish();
    await write;
    await draining;
    expect(drained).toBe(true);
  });

  it('combineGates is open while all are, and aborts when one closes', async () => {
    const [leading, brake] = [
      createSwitchGate(),
      createSwitchGate({ closedReason: 'too many changes' }),
    ];
    const both = combineGates(leading, brake);
    leading.open();
    expect(both.isOpen()).toBe(false);
    await expect(both.pass(async () => {})).rejects.toThrow('too many changes');
    await both.drained();
    brake.open();
    const write = both.pass(
      signal =>
        new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason)),
        ),
    );
    leading.close('lost');
    await expect(write).rejects.toMatchObject({
      code: 'GateClosed',
      message: 'lost',
    });
    await both.drained();
  });

  it('counts a write as in flight until it has settled, also when it throws at once', async () => {
    const gate = openGate();

    await expect(
      gate.pass(() => {
        throw new Error('at once');
      }),
    ).rejects.toThrow('at once');
    await gate.drained();
  });
});

function edit(server: FaultServer, spec: object): void {
  const [lease] = server.objects(leaseKind);
  server.put(leaseKind, { ...lease, spec: { ...lease.spec, ...spec } });
}
