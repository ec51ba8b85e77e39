/** One call that reached the emulator. @public */
export interface AwsCall {
  /** Milliseconds since 1970 on the emulator's clock, when the call arrived. */
  at: number;
  service: AwsService;
  region: string;
  operation: string;
  /** The parameters that tell calls apart, short. */
  parameters: Record<string, string | number>;
  /** `ok`, the error's code, or `lost` when no answer was sent. */
  outcome: string;
  /** HTTP status; 0 when no answer was sent. */
  status: number;
  /** The error's message. */
  message?: string;
  caller: { accessKeyId?: string; userAgent?: string };
}

/** @public */
export type AwsService = 'route53' | 'acm' | 'elasticloadbalancing' | 'iam';

/** What to select calls by; what is left out matches all. @public */
export interface CallFilter {
  service?: AwsService;
  operation?: string;
  outcome?: string;
  /** Calls at or after this time. */
  since?: number;
}

/**
 * The calls of the last while and the number of all, newest last.
 *
 * @public
 */
export class CallLog {
  private calls: AwsCall[] = [];
  private readonly totals = new Map<string, number>();

  constructor(private readonly keep = 100_000) {}

  add(call: AwsCall): void {
    this.calls.push(call);
    if (this.calls.length > this.keep * 1.2)
      this.calls = this.calls.slice(-this.keep);
    const key = `${call.service} ${call.operation} ${call.outcome}`;
    this.totals.set(key, (this.totals.get(key) ?? 0) + 1);
  }

  /** The remembered calls that match. */
  entries(filter: CallFilter = {}): AwsCall[] {
    return this.calls.filter(
      call =>
        (filter.service === undefined || call.service === filter.service) &&
        (filter.operation === undefined ||
          call.operation === filter.operation) &&
        (filter.outcome === undefined || call.outcome === filter.outcome) &&
        (filter.since === undefined || call.at >= filter.since),
    );
  }

  /** How many calls there were since the start (or the last `clear`), also those no longer remembered. */
  count(filter: Omit<CallFilter, 'since'> = {}): number {
    let sum = 0;
    for (const [key, count] of this.totals) {
      const [service, operation, outcome] = key.split(' ');
      if (filter.service !== undefined && filter.service !== service) continue;
      if (filter.operation !== undefined && filter.operation !== operation)
        continue;
      if (filter.outcome !== undefined && filter.outcome !== outcome) continue;
      sum += count;
    }
    return sum;
  }

  /** Calls per service, operation and outcome. */
  summary(): Array<{
    service: string;
    operation: string;
    outcome: string;
    count: number;
  }> {
    return [...this.totals].map(([key, count]) => {
      const [service, operation, outcome] = key.split(' ');
      return { service, operation, outcome, count };
    });
  }

  clear(): void {
    this.calls = [];
    this.totals.clear();
  }
}
