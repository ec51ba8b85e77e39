import { Random } from '../clock/Clock';

const FIRST = 800;
const LONGEST = 30_000;
const LONGEST_ASKED = 5 * 60_000;

/**
 * Milliseconds to wait before attempt number `failures` + 1: jittered, from 0.8 s up to 30 s, and not before the server's
 * `Retry-After` (believed up to five minutes).
 *
 * | failures | between |
 * | --- | --- |
 * | 1 | 0.8 and 1.6 s |
 * | 2 | 1.6 and 3.2 s |
 * | 6 and more | 15 and 30 s |
 *
 * @internal
 */
export function backoff(
  failures: number,
  random: Random,
  retryAfterSeconds = 0,
): number {
  const upper = Math.min(LONGEST, FIRST * 2 ** Math.max(1, failures));
  const delay = upper / 2 + (random() * upper) / 2;
  const asked = Math.min(LONGEST_ASKED, retryAfterSeconds * 1000);
  return Math.max(delay, asked > 0 ? asked + random() * FIRST : 0);
}
