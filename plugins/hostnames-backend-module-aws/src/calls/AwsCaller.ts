import {
  ProviderError,
  ProviderHealth,
  ProviderRuntime,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { Budget } from '../budget/Budget';
import { CallPriority } from '../budget/FairQueue';
import { requireMembers } from './requireMembers';
import { translateAwsError } from './translateAwsError';
import { untilAborted } from './untilAborted';

/** A call that takes longer than this has no answer. */
const DEADLINE_MS = 30_000;
/** Throttled calls were not executed: they go back into the line this often before the caller hears of it. */
const THROTTLED_ATTEMPTS = 8;
/** Reads may be repeated after a lost answer. */
const READ_ATTEMPTS = 3;
const READ_PAUSE_MS = 500;

/** One call to an AWS API. */
export interface AwsCallOptions {
  operation: string;
  budget: Budget;
  /** Writes pass the write gate and are sent once; reads are repeated after a lost answer. */
  kind: 'read' | 'write';
  /** Whose work it is, for the fair line. */
  namespace: string;
  priority: CallPriority;
  /** What the API always answers: without one of them it is no answer. */
  members?: string[];
  /** The work has failed before. */
  retry?: boolean;
  signal?: AbortSignal;
}

/**
 * The way to one AWS service: every call waits for its budget, writes pass the gate, errors come out as ProviderError, and the
 * health of the service is kept. The SDK's own retries are switched off; this is the only place that repeats a call.
 */
export class AwsCaller {
  private lastSuccess?: number;
  /** By operation: a call that is denied stays visible while others succeed. */
  private readonly failing = new Map<
    string,
    NonNullable<ProviderHealth['failing']>
  >();
  private readonly outcomes = new Map<
    string,
    NonNullable<ProviderHealth['calls']>[number]
  >();

  constructor(
    /** As people call it: `Route 53`. */
    readonly service: string,
    private readonly runtime: ProviderRuntime,
  ) {}

  /** @throws ProviderError; KubernetesError `GateClosed` for a write that may not go out; the signal's reason when it aborts. */
  async call<T>(
    options: AwsCallOptions,
    send: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const lost = { attempts: 0 };
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.once(
          { ...options, retry: options.retry || attempt > 1 },
          send,
        );
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        if (!(await this.mayRepeat(error, options, attempt, lost))) throw error;
      }
    }
  }

  health(): Pick<ProviderHealth, 'lastSuccess' | 'failing' | 'calls'> {
    const [failing] = [...this.failing.values()].sort(
      (left, right) => left.since - right.since,
    );
    return {
      lastSuccess: this.lastSuccess,
      failing,
      calls: [...this.outcomes.values()].map(each => ({ ...each })),
    };
  }

  private async mayRepeat(
    error: ProviderError,
    { kind, signal }: AwsCallOptions,
    attempt: number,
    lost: { attempts: number },
  ): Promise<boolean> {
    if (signal?.aborted || this.runtime.signal.aborted) return false;
    if (error.code === 'throttled') return attempt < THROTTLED_ATTEMPTS;
    if (error.code !== 'unavailable' || kind === 'write') return false;
    if (++lost.attempts >= READ_ATTEMPTS) return false;
    const pause = READ_PAUSE_MS * 2 ** lost.attempts;
    await this.runtime.clock.sleep(
      pause * (0.5 + this.runtime.random()),
      signal,
    );
    return true;
  }

  private async once<T>(
    options: AwsCallOptions,
    send: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const { budget, operation, kind, members = [], signal } = options;
    const call = { service: this.service, operation };
    const stop = anySignal(signal, this.runtime.signal);
    const ticket = await budget.acquire(options, stop);
    try {
      const answer = await (kind === 'write'
        ? this.runtime.gate.pass(gateSignal =>
            this.beforeDeadline(send, anySignal(gateSignal, stop)),
          )
        : this.beforeDeadline(send, stop));
      requireMembers(answer, members, call);
      budget.answered(ticket);
      this.count(operation, 'ok');
      this.succeeded(operation);
      return answer;
    } catch (error) {
      if (isGateClosed(error)) throw error;
      const translated = translateAwsError(error, call);
      if (translated.code === 'throttled') budget.throttled(ticket);
      else budget.answered(ticket);
      if (kind === 'read') stop.throwIfAborted();
      this.count(operation, translated.code);
      this.note(operation, translated);
      throw translated;
    }
  }

  private async beforeDeadline<T>(
    send: (signal: AbortSignal) => Promise<T>,
    stop: AbortSignal,
  ): Promise<T> {
    const timeout = new AbortController();
    const cancel = this.runtime.clock.schedule(DEADLINE_MS, () =>
      timeout.abort(new DOMException('no answer in time', 'TimeoutError')),
    );
    const signal = anySignal(stop, timeout.signal);
    try {
      return await untilAborted(send(signal), signal);
    } finally {
      cancel();
    }
  }

  private count(operation: string, outcome: string): void {
    const key = `${operation} ${outcome}`;
    const known = this.outcomes.get(key) ?? { operation, outcome, count: 0 };
    known.count++;
    this.outcomes.set(key, known);
  }

  private succeeded(operation: string): void {
    this.lastSuccess = this.runtime.clock.now();
    this.failing.delete(operation);
  }

  /** Refusals are answers; only what stops the work counts as failing. */
  private note(operation: string, error: ProviderError): void {
    if (['invalid', 'notFound', 'busy', 'quota'].includes(error.code)) {
      this.succeeded(operation);
      return;
    }
    this.failing.set(operation, {
      since: this.failing.get(operation)?.since ?? this.runtime.clock.now(),
      message: error.message,
      code: error.code,
    });
  }
}

function anySignal(...signals: Array<AbortSignal | undefined>): AbortSignal {
  return AbortSignal.any(signals.filter(signal => signal !== undefined));
}

function isGateClosed(error: unknown): boolean {
  return (
    error instanceof Error &&
    error.name === 'KubernetesError' &&
    (error as { code?: unknown }).code === 'GateClosed'
  );
}
