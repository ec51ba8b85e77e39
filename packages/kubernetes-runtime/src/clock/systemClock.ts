/* eslint-disable no-restricted-syntax -- this is the clock that everything else is given */
import { Clock } from './Clock';
import { sleepOn } from './sleepOn';

/** Node keeps a timer's delay in 31 bits; anything longer would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * The clock of the machine. Timers of any length work, and a negative delay counts as 0.
 *
 * @public
 */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  schedule(milliseconds, run) {
    const end = performance.now() + Math.max(0, milliseconds);
    let timer: NodeJS.Timeout;
    const arm = () => {
      const left = end - performance.now();
      timer =
        left > LONGEST_TIMER
          ? setTimeout(arm, LONGEST_TIMER)
          : setTimeout(run, Math.max(0, left));
    };
    arm();
    return () => clearTimeout(timer);
  },
  sleep: (milliseconds, signal) => sleepOn(systemClock, milliseconds, signal),
};
