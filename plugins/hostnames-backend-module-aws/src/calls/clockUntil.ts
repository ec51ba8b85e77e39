import { Clock, sleepOn } from '@hostmaster/kubernetes-runtime';

/**
 * The clock for as long as the plugin runs: when the signal aborts, timers that have not run are dropped and sleeps reject, so
 * that nothing keeps the process alive.
 */
export function clockUntil(clock: Clock, signal: AbortSignal): Clock {
  const pending = new Set<() => void>();
  signal.addEventListener(
    'abort',
    () => {
      for (const cancel of pending) cancel();
      pending.clear();
    },
    { once: true },
  );
  const ending: Clock = {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    schedule(milliseconds, run) {
      if (signal.aborted) return () => {};
      const cancel = clock.schedule(milliseconds, () => {
        pending.delete(cancel);
        run();
      });
      pending.add(cancel);
      return () => {
        pending.delete(cancel);
        cancel();
      };
    },
    sleep: (milliseconds, sleeper) =>
      sleepOn(
        ending,
        milliseconds,
        AbortSignal.any(sleeper ? [sleeper, signal] : [signal]),
      ),
  };
  return ending;
}
