import { Clock, systemClock } from '@hostmaster/kubernetes-runtime';

/** The machine's clock, on which waits end `factor` times as soon: for tests of time limits against real sockets. */
export function quickClock(factor: number): Clock {
  return {
    ...systemClock,
    schedule: (milliseconds, run) =>
      systemClock.schedule(milliseconds / factor, run),
    sleep: (milliseconds, signal) =>
      systemClock.sleep(milliseconds / factor, signal),
  };
}
