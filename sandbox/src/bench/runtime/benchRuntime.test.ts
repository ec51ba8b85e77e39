import { benchRuntime } from './benchRuntime';

describe('benchRuntime', () => {
  // The figures are those of a busy machine; that they are measured, and of what, is what counts here.
  it('measures a small fleet, and says which goals are met', async () => {
    const { results, goals } = await benchRuntime({
      n: 60,
      chainRequests: 2,
    });

    expect(results.map(({ name, n }) => [name, n])).toEqual([
      ['cold start', 60],
      ['no-op reconciles', 300],
      ['calls', 1_000],
      ['informer in sync', 60],
      ['informer in sync, client-node', 60],
      ['calls, client-node', 1_000],
      ['client-node / this runtime', 60],
      ['cold start of the real chain', 20],
      ['no-op passes of the real chain', 60],
    ]);
    const [, , calls, , , theirCalls] = results;
    expect(Number(calls.handshakes)).toBeLessThanOrEqual(6);
    expect(Number(theirCalls.handshakes)).toBeGreaterThan(900);
    expect(goals).toHaveLength(8);
    for (const { got, met, wanted } of goals) {
      expect(got).toBeGreaterThanOrEqual(0);
      expect(wanted).toMatch(/^[<>]= \d/);
      expect(typeof met).toBe('boolean');
    }
  }, 240_000);
});
