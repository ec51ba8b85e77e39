import { combineGates, createSwitchGate, openGate } from './gates';

/** A write that lasts until it is told to end, and knows whether it was aborted. */
function heldWrite() {
  const held = {
    signal: undefined as AbortSignal | undefined,
    started: 0,
    end: () => {},
    run: (signal: AbortSignal) => {
      held.started += 1;
      held.signal = signal;
      return new Promise<string>((resolve, reject) => {
        held.end = () => resolve('written');
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    },
  };
  return held;
}

/** Whether a promise has settled by the end of the current turn. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const note = () => {
    settled = true;
  };
  promise.then(note, note);
  await new Promise(resolve => setImmediate(resolve));
  return settled;
}

const closed = (message: string) => ({
  name: 'KubernetesError',
  code: 'GateClosed',
  message,
});

describe('createSwitchGate', () => {
  it('is closed at first, says so, and does not start the write', async () => {
    const gate = createSwitchGate();
    const write = heldWrite();

    expect(gate.isOpen()).toBe(false);
    await expect(gate.pass(write.run)).rejects.toMatchObject(
      closed('this process may not write'),
    );
    expect(write.started).toBe(0);
  });

  it('is closed at first for the reason it was given', async () => {
    const gate = createSwitchGate({ closedReason: 'not the leader yet' });

    await expect(gate.pass(async () => {})).rejects.toMatchObject(
      closed('not the leader yet'),
    );
  });

  it('lets a write through once it is open, and hands on what it answers and throws', async () => {
    const gate = createSwitchGate();
    gate.open();

    expect(gate.isOpen()).toBe(true);
    await expect(gate.pass(async () => 'done')).resolves.toBe('done');
    await expect(
      gate.pass(async () => {
        throw new Error('refused by the target');
      }),
    ).rejects.toThrow('refused by the target');
  });

  it('gives a write a signal that is not aborted while it stays open', async () => {
    const gate = createSwitchGate();
    gate.open();
    const write = heldWrite();

    const writing = gate.pass(write.run);

    expect(write.signal?.aborted).toBe(false);
    write.end();
    await writing;
    expect(write.signal?.aborted).toBe(false);
  });

  it('aborts what is in flight with the reason when it closes, and refuses the next write for it', async () => {
    const gate = createSwitchGate();
    gate.open();
    const write = heldWrite();
    const writing = gate.pass(write.run);

    gate.close('the lease was lost');

    expect(gate.isOpen()).toBe(false);
    expect(write.signal?.aborted).toBe(true);
    await expect(writing).rejects.toMatchObject(closed('the lease was lost'));
    await expect(gate.pass(async () => {})).rejects.toMatchObject(
      closed('the lease was lost'),
    );
  });

  it('opened twice is one gate: closing it aborts what began before the second opening', async () => {
    const gate = createSwitchGate();
    gate.open();
    const write = heldWrite();
    const writing = gate.pass(write.run);
    gate.open();

    gate.close('the lease was lost');

    await expect(writing).rejects.toMatchObject(closed('the lease was lost'));
  });

  it('opened again lets new writes through, and does not revive those of before', async () => {
    const gate = createSwitchGate();
    gate.open();
    const before = heldWrite();
    const writing = gate.pass(before.run);
    gate.close('the lease was lost');
    await expect(writing).rejects.toMatchObject(closed('the lease was lost'));

    gate.open();

    const after = heldWrite();
    const again = gate.pass(after.run);
    expect(before.signal?.aborted).toBe(true);
    expect(after.signal?.aborted).toBe(false);
    after.end();
    await expect(again).resolves.toBe('written');
  });

  it('closed twice, or never opened, stays closed for the last reason', async () => {
    const gate = createSwitchGate();
    gate.close('first');
    gate.close('second');

    await expect(gate.pass(async () => {})).rejects.toMatchObject(
      closed('second'),
    );
  });

  it('asks at the very moment of each write, so that a deadline needs no timer', async () => {
    let beforeDeadline = true;
    const gate = createSwitchGate({ mayPass: () => beforeDeadline });
    expect(gate.isOpen()).toBe(false);
    gate.open();
    expect(gate.isOpen()).toBe(true);
    await gate.pass(async () => {});

    beforeDeadline = false;

    const write = heldWrite();
    expect(gate.isOpen()).toBe(false);
    await expect(gate.pass(write.run)).rejects.toMatchObject(
      closed('this process may not write'),
    );
    expect(write.started).toBe(0);
  });

  it('is drained when nothing is in flight', async () => {
    const gate = createSwitchGate();

    expect(await isSettled(gate.drained())).toBe(true);
  });

  it('is drained only when the last of several writes has settled, and tells everybody who waits', async () => {
    const gate = createSwitchGate();
    gate.open();
    const [one, two] = [heldWrite(), heldWrite()];
    const writes = [gate.pass(one.run), gate.pass(two.run)];
    const drained = [gate.drained(), gate.drained()];

    one.end();
    await writes[0];
    expect(await isSettled(Promise.race(drained))).toBe(false);

    two.end();
    await writes[1];
    expect(await isSettled(Promise.all(drained))).toBe(true);
  });

  it('counts a write as in flight after it was aborted, until it has really ended', async () => {
    const gate = createSwitchGate();
    gate.open();
    let end = () => {};
    const writing = gate.pass(
      () =>
        new Promise<void>(resolve => {
          end = resolve;
        }),
    );

    gate.close('the lease was lost');

    expect(await isSettled(gate.drained())).toBe(false);
    end();
    await writing;
    expect(await isSettled(gate.drained())).toBe(true);
  });

  it('is not in flight any more for a write that throws at once, nor for one that was refused', async () => {
    const gate = createSwitchGate();
    await expect(gate.pass(async () => {})).rejects.toThrow();
    gate.open();
    await expect(
      gate.pass(() => {
        throw new Error('at once');
      }),
    ).rejects.toThrow('at once');

    const write = heldWrite();
    const writing = gate.pass(write.run);

    expect(await isSettled(gate.drained())).toBe(false);
    write.end();
    await writing;
    expect(await isSettled(gate.drained())).toBe(true);
  });

  it('tells who waits for a later write apart from who waited before', async () => {
    const gate = createSwitchGate();
    gate.open();
    const first = heldWrite();
    const writing = gate.pass(first.run);
    let told = 0;
    gate.drained().then(() => {
      told += 1;
    });
    first.end();
    await writing;
    expect(await isSettled(gate.drained())).toBe(true);
    expect(told).toBe(1);

    const second = heldWrite();
    const again = gate.pass(second.run);
    const drained = gate.drained();
    expect(await isSettled(drained)).toBe(false);
    second.end();
    await again;
    expect(await isSettled(drained)).toBe(true);
    expect(told).toBe(1);
  });
});

describe('openGate', () => {
  it('is open and knows what is in flight', async () => {
    const gate = openGate();
    const write = heldWrite();
    const writing = gate.pass(write.run);

    expect(gate.isOpen()).toBe(true);
    expect(await isSettled(gate.drained())).toBe(false);
    write.end();
    await expect(writing).resolves.toBe('written');
    expect(await isSettled(gate.drained())).toBe(true);
  });
});

describe('combineGates', () => {
  it.each([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])('of gates open %s and %s is open only when both are', async (one, two) => {
    const gates = [
      createSwitchGate({ closedReason: 'first closed' }),
      createSwitchGate({ closedReason: 'second closed' }),
    ];
    if (one) gates[0].open();
    if (two) gates[1].open();
    const both = combineGates(...gates);
    expect(both.isOpen()).toBe(one && two);

    const passing = both.pass(async () => 'written');

    const reason = one ? 'second closed' : 'first closed';
    await (one && two
      ? expect(passing).resolves.toBe('written')
      : expect(passing).rejects.toMatchObject(closed(reason)));
  });

  it.each([0, 1])('aborts a write when gate %i closes', async closing => {
    const gates = [createSwitchGate(), createSwitchGate()];
    gates.forEach(gate => gate.open());
    const write = heldWrite();
    const writing = combineGates(...gates).pass(write.run);
    expect(write.signal?.aborted).toBe(false);

    gates[closing].close('enough');

    await expect(writing).rejects.toMatchObject(closed('enough'));
  });

  it('has a write in flight in each of its gates, and is drained when all are', async () => {
    const gates = [openGate(), openGate()];
    const both = combineGates(...gates);
    expect(await isSettled(both.drained())).toBe(true);
    const [shared, own] = [heldWrite(), heldWrite()];
    const writing = both.pass(shared.run);
    const other = gates[1].pass(own.run);

    for (const gate of [...gates, both]) {
      expect(await isSettled(gate.drained())).toBe(false);
    }
    shared.end();
    await writing;

    expect(await isSettled(gates[0].drained())).toBe(true);
    expect(await isSettled(both.drained())).toBe(false);
    own.end();
    await other;
    expect(await isSettled(both.drained())).toBe(true);
  });

  it('of no gates is open', async () => {
    const none = combineGates();

    expect(none.isOpen()).toBe(true);
    await expect(none.pass(async () => 'written')).resolves.toBe('written');
    expect(await isSettled(none.drained())).toBe(true);
  });
});
