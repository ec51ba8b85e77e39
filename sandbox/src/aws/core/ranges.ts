import { Random } from '@hostmaster/kubernetes-runtime';

/** A delay in milliseconds: fixed, or evenly spread between two bounds. @public */
export type DelayRange = number | readonly [from: number, to: number];

/** One delay out of the range, in milliseconds. @public */
export function drawDelay(range: DelayRange, random: Random): number {
  if (typeof range === 'number') return range;
  return range[0] + (range[1] - range[0]) * random();
}
