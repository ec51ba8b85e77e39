import { Clock } from '@hostmaster/kubernetes-runtime';
import { ProviderHealth } from '../../providers/dns';
import { ProviderError } from '../../providers/errors';

/** Keeps what `health()` of a memory provider tells. */
export class MemoryHealth {
  private lastSuccess?: number;
  private failing?: ProviderHealth['failing'];

  constructor(private readonly clock: Clock) {}

  async watch<T>(work: Promise<T>): Promise<T> {
    try {
      const result = await work;
      this.lastSuccess = this.clock.now();
      this.failing = undefined;
      return result;
    } catch (error) {
      if (error instanceof ProviderError && error.code !== 'notFound') {
        this.failing = {
          since: this.failing?.since ?? this.clock.now(),
          message: error.message,
          code: error.code,
        };
      }
      throw error;
    }
  }

  health(views: ProviderHealth['views']): ProviderHealth {
    return {
      lastSuccess: this.lastSuccess,
      failing: this.failing,
      budgets: [],
      views,
    };
  }
}
