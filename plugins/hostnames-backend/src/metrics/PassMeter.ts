import { Clock } from '@hostmaster/kubernetes-runtime';
import { explainError } from '../hostnames/errors';
import { PassResult } from '../hostnames/Pass';
import { ReconcilerMetrics } from './reconcilerMetrics';

/** Measures one pass and its steps. An error that only means to look again counts as a repetition, not as a failure. */
export class PassMeter {
  private readonly startedAt: number;
  private stepStartedAt: number;
  private failed?: { name: string; seconds: number };

  constructor(
    private readonly metrics: ReconcilerMetrics,
    private readonly cluster: string,
    private readonly clock: Pick<Clock, 'monotonic'>,
  ) {
    this.startedAt = clock.monotonic();
    this.stepStartedAt = this.startedAt;
  }

  /** Told after each step. */
  readonly onStep = (name: string, outcome: string, reason: string): void => {
    const now = this.clock.monotonic();
    const seconds = (now - this.stepStartedAt) / 1000;
    this.stepStartedAt = now;
    if (outcome === 'failed') this.failed = { name, seconds };
    else this.metrics.step(name, outcome, reason, seconds);
  };

  /** Runs the pass. @throws what it throws */
  async measure(pass: () => Promise<PassResult>): Promise<PassResult> {
    try {
      const result = await pass();
      this.ended(result.ended, result.error);
      return result;
    } catch (error) {
      this.ended('failed', error);
      throw error;
    }
  }

  private ended(ended: PassResult['ended'], error: unknown): void {
    const seconds = (this.clock.monotonic() - this.startedAt) / 1000;
    const why = error === undefined ? undefined : explainError(error);
    const { failed } = this;
    if (failed) {
      const outcome = why ? 'failed' : 'repeated';
      this.metrics.step(
        failed.name,
        outcome,
        why?.reason ?? '',
        failed.seconds,
      );
    }
    if (why)
      this.metrics.failed(this.cluster, failed?.name ?? 'pass', why.reason);
    const repeated = error !== undefined && !why;
    this.metrics.pass(this.cluster, repeated ? 'repeated' : ended, seconds);
  }
}
