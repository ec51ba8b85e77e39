import { AwsDelays } from '../delays';

/**
 * When ACM next looks for the validation record of a request: every `check` while the request is young, then after pauses
 * that double up to `slowestCheck`. So a record that comes late is noticed late.
 *
 * @returns milliseconds since 1970, not before `now`
 * @public
 */
export function nextCheck(
  createdAt: number,
  now: number,
  delays: AwsDelays['acm'],
): number {
  if (delays.check <= 0) return now;
  const age = now - createdAt;
  if (age <= delays.fastChecks) {
    return (
      createdAt + Math.max(1, Math.ceil(age / delays.check)) * delays.check
    );
  }
  let at =
    createdAt + Math.ceil(delays.fastChecks / delays.check) * delays.check;
  let pause = delays.check;
  while (at < now) {
    pause = Math.min(pause * 2, Math.max(delays.slowestCheck, delays.check));
    at += pause;
  }
  return at;
}
