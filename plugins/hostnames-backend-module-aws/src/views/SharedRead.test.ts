import { VirtualClock } from '@hostmaster/kubernetes-runtime/testUtils';
import { SharedRead } from './SharedRead';

function setUp() {
  const clock = new VirtualClock();
  const started: number[] = [];
  let failure: Error | undefined;
  const read = new SharedRead(clock, async ({ startedAt, priority }) => {
    started.push(startedAt);
    await clock.sleep(1000);
    if (failure) throw failure;
    return `${startedAt} ${priority()}`;
  });
  return { clock, read, started, fail: (error?: Error) => (failure = error) };
}

describe('SharedRead', () => {
  it('reads once for all who ask while it runs, and again for those who need something newer', async () => {
    const { clock, read, started } = setUp();
    const early = Array.from({ length: 5 }, () => read.newerThan(-1));
    await clock.advance(500);
    const late = Array.from({ length: 5 }, () => read.newerThan(400));

    const values = await clock.waitFor(Promise.all([...early, ...late]));

    expect(started).toEqual([0, 1000]);
    expect(values.map(({ startedAt }) => startedAt)).toEqual([
      0, 0, 0, 0, 0, 1000, 1000, 1000, 1000, 1000,
    ]);
  });

  it('never takes a read of the same instant for a newer one', async () => {
    const { clock, read } = setUp();

    const { startedAt } = await clock.waitFor(
      read.newerThan(clock.monotonic()),
    );

    expect(startedAt).toBeGreaterThan(0);
  });

  it('keeps the last value when a read fails', async () => {
    const { clock, read, fail } = setUp();
    await clock.waitFor(read.newerThan(-1));
    fail(new Error('no answer'));

    await expect(
      clock.waitFor(read.newerThan(clock.monotonic())),
    ).rejects.toThrow('no answer');

    expect(read.latest()?.startedAt).toBe(0);
    expect((await read.newerThan(-1)).startedAt).toBe(0);
  });

  it('goes on for the others when one gives up', async () => {
    const { clock, read } = setUp();
    const controller = new AbortController();
    const given = read.newerThan(-1, { signal: controller.signal });
    const patient = read.newerThan(-1);
    controller.abort(new Error('given up'));

    await expect(given).rejects.toThrow('given up');
    await expect(clock.waitFor(patient)).resolves.toMatchObject({
      startedAt: 0,
    });
  });

  it('becomes urgent when somebody starts to wait for a background read', async () => {
    const { clock, read } = setUp();
    const background = read.newerThan(-1, { urgent: false });
    await clock.advance(500);
    void read.newerThan(-1);

    expect((await clock.waitFor(background)).value).toBe('0 normal');
  });
});
