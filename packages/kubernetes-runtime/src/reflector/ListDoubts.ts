import { KubernetesError } from '../client/errors';
import { Clock } from '../clock/Clock';

/** A server that is behind what was seen is refused for so long; then its data was restored from a backup, and is taken. */
const LONGEST_REFUSAL = 10 * 60_000;
/** A list that lacks most of what is known may be a server's or a proxy's mistake: it is believed when it stays so for so long. */
const DOUBT = 15_000;
/** Fewer missing objects than this are nothing to wonder at. */
const DOUBTFUL_LOSS = 3;

/** What a list is held against: what is in the store. */
interface Known<T> {
  size(): number;
  isBehind(version: string): boolean;
  countMissing(items: readonly T[]): number;
}

/**
 * Which complete lists are not believed.
 *
 * | version | missing | for | |
 * | --- | --- | --- | --- |
 * | older than what was seen | | less than 10 min | refused, `behind` |
 * | | three or more, and more than half | less than 15 s | refused, `doubtful` |
 * | | | | believed |
 *
 * @internal
 */
export class ListDoubts {
  private behindSince: number | undefined;
  private doubtedSince: number | undefined;
  private readonly refusals = new WeakMap<object, 'behind' | 'doubtful'>();

  constructor(
    private readonly of: {
      /** As in messages: `widgets in cluster 'prod'`. */
      what: string;
      clock: Clock;
    },
  ) {}

  /** @throws KubernetesError `BadResponse` when the list is not believed */
  check<T>(known: Known<T>, items: readonly T[], version: string): void {
    const now = this.of.clock.monotonic();
    if (known.isBehind(version)) {
      this.behindSince ??= now;
      if (now - this.behindSince < LONGEST_REFUSAL)
        throw this.refusal('behind', 'is older than what was seen before');
    }
    const missing = known.countMissing(items);
    if (missing >= DOUBTFUL_LOSS && missing > known.size() / 2) {
      this.doubtedSince ??= now;
      if (now - this.doubtedSince < DOUBT)
        throw this.refusal(
          'doubtful',
          `lacks most of what was there before; it is believed when it stays so for ${
            DOUBT / 1000
          } s`,
        );
    }
    this.doubtedSince = undefined;
    this.behindSince = undefined;
  }

  /** Why a list was refused, if that is what the error says. */
  causeOf(error: unknown): 'behind' | 'doubtful' | undefined {
    return error instanceof KubernetesError
      ? this.refusals.get(error)
      : undefined;
  }

  private refusal(cause: 'behind' | 'doubtful', why: string): KubernetesError {
    const error = new KubernetesError(
      'BadResponse',
      `the list of ${this.of.what} ${why}`,
    );
    this.refusals.set(error, cause);
    return error;
  }
}
