import { Random } from '@hostmaster/kubernetes-runtime';
import { AwsDelays } from '../delays';
import { AwsLimits } from '../limits';
import { ChangeFeed } from './ChangeFeed';
import { Identifiers } from './identifiers';
import { DelayRange, drawDelay } from './ranges';
import { Timeline } from './Timeline';

/**
 * What the services of one emulated account share.
 *
 * @public
 */
export class AwsWorld {
  readonly ids: Identifiers;

  constructor(
    readonly accountId: string,
    /** The region of calls that do not name one, and of what is seeded. */
    readonly homeRegion: string,
    readonly timeline: Timeline,
    readonly random: Random,
    readonly limits: AwsLimits,
    readonly delays: AwsDelays,
    readonly changes: ChangeFeed,
  ) {
    this.ids = new Identifiers(random);
  }

  now(): number {
    return this.timeline.now();
  }

  draw(range: DelayRange): number {
    return drawDelay(range, this.random);
  }
}
