import { Clock } from '@hostmaster/kubernetes-runtime';
import { ProviderError, ProviderErrorCode } from '../../providers/errors';

/** One call that reached a memory provider. @public */
export interface MemoryCall {
  operation: string;
  /** What it is about: a zone id, a certificate's reference, a DNS name. */
  target: string;
  write: boolean;
}

/**
 * What happens to a call. `fail`: nothing is done; `loseAnswer`: it is done and `unavailable` is thrown; `delay`: it comes
 * later; `stale`: a read answers what it answered last time.
 *
 * @public
 */
export type MemoryFault =
  | { kind: 'fail'; code: ProviderErrorCode; message?: string }
  | { kind: 'loseAnswer' }
  | { kind: 'delay'; milliseconds: number }
  | { kind: 'stale' };

/**
 * Faults of a memory provider: set `onCall` to decide call by call, or queue some with `next`.
 *
 * @public
 */
export class MemoryFaults {
  /** Asked at every call, reads and writes; what it throws is what the call throws. */
  onCall?: (call: MemoryCall) => MemoryFault | undefined | void;
  private met = 0;
  private queued: Array<{
    operation: string;
    fault: MemoryFault;
    times: number;
  }> = [];

  constructor(private readonly clock: Clock) {}

  /** How many calls there have been. */
  get count(): number {
    return this.met;
  }

  /** The next `times` calls of the operation meet the fault. */
  next(operation: string, fault: MemoryFault, times: number = 1): void {
    this.queued.push({ operation, fault, times });
  }

  clear(): void {
    this.queued = [];
    this.onCall = undefined;
  }

  /** Runs a call through the faults. `run` is told when it should answer from what it knows already. */
  async meet<T>(
    call: MemoryCall,
    run: (how: { stale: boolean }) => T | Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    signal?.throwIfAborted();
    this.met++;
    const fault = this.onCall?.(call) ?? this.take(call.operation);
    if (!fault) return run({ stale: false });
    switch (fault.kind) {
      case 'fail':
        throw new ProviderError(
          fault.code,
          fault.message ?? `${call.operation} failed: ${fault.code}`,
          { service: 'memory', operation: call.operation },
        );
      case 'loseAnswer':
        await run({ stale: false });
        throw new ProviderError(
          'unavailable',
          `${call.operation}: the answer was lost`,
          { service: 'memory', operation: call.operation },
        );
      case 'delay':
        await this.clock.sleep(fault.milliseconds, signal);
        return run({ stale: false });
      case 'stale':
        return run({ stale: true });
      default:
        throw new Error(
          `unknown fault ${JSON.stringify(fault satisfies never)}`,
        );
    }
  }

  private take(operation: string): MemoryFault | undefined {
    const first = this.queued.find(entry => entry.operation === operation);
    if (!first) return undefined;
    first.times--;
    if (first.times <= 0) {
      this.queued = this.queued.filter(entry => entry !== first);
    }
    return first.fault;
  }
}
