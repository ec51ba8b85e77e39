import { VirtualClock } from '@hostmaster/kubernetes-runtime/testUtils';
import { clockUntil } from './clockUntil';

describe('clockUntil', () => {
  it('leaves no timer behind and wakes sleepers when the plugin stops', async () => {
    const clock = new VirtualClock();
    const stop = new AbortController();
    const ending = clockUntil(clock, stop.signal);
    const seen: string[] = [];
    ending.schedule(1000, () => seen.push('early'));
    ending.schedule(5000, () => seen.push('late'));
    const sleeping = ending.sleep(5000);
    await clock.advance(2000);

    stop.abort(new Error('stopped'));

    await expect(sleeping).rejects.toThrow('stopped');
    expect(clock.pending()).toEqual([]);
    ending.schedule(1000, () => seen.push('afterwards'));
    await clock.advance(10_000);
    expect(seen).toEqual(['early']);
  });
});
