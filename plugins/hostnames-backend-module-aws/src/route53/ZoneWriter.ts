import {
  DnsChange,
  DnsSubmission,
  ProviderRuntime,
  RequestIdentity,
  canonicalName,
} from '@hostmaster/backstage-plugin-hostnames-node';
import { BatchSender } from './BatchSender';
import { FlushPace } from './FlushPace';
import { planBatch, sizeOf } from './planBatch';
import { Submission } from './Submission';

/** Urgent changes wait at most this long for company. */
const URGENT_WINDOW_MS = 250;

/** @internal */
export interface ZoneWriterOptions {
  zoneId: string;
  runtime: ProviderRuntime;
  pace: FlushPace;
  sender: BatchSender;
}

/**
 * The only writer of one zone. Collects the changes of all subjects for a short while and sends them in as few batches as
 * possible, one at a time.
 */
export class ZoneWriter {
  private waiting: Submission[] = [];
  private order = 0;
  private flushing = false;
  private cancelFlush?: () => void;
  private flushAt = Number.POSITIVE_INFINITY;

  constructor(private readonly options: ZoneWriterOptions) {}

  submit(
    subject: RequestIdentity,
    changes: DnsChange[],
    how: { priority?: 'high' | 'normal'; signal?: AbortSignal },
  ): Promise<DnsSubmission> {
    how.signal?.throwIfAborted();
    const { sender, runtime, pace, zoneId } = this.options;
    const canonical = changes.map(withCanonicalName);
    const problem = problemOf(canonical, sender);
    if (problem) return Promise.resolve(refusedAsInvalid(canonical, problem));
    const submission = new Submission({
      order: this.order++,
      subject,
      changes: canonical,
      priority: how.priority ?? 'normal',
      submittedAt: runtime.clock.monotonic(),
    });
    how.signal?.addEventListener(
      'abort',
      () => this.withdraw(submission, how.signal!.reason),
      { once: true },
    );
    this.waiting.push(submission);
    pace.touched(zoneId);
    this.flushSoon();
    return submission.outcome;
  }

  /** Submissions that have not been answered. */
  get queued(): number {
    return this.waiting.length;
  }

  /** Answers everything that waits. */
  stop(reason: unknown): void {
    this.cancelFlush?.();
    for (const submission of this.waiting) submission.fail(reason);
    this.waiting = [];
  }

  private withdraw(submission: Submission, reason: unknown): void {
    this.waiting = this.waiting.filter(other => other !== submission);
    submission.fail(reason);
  }

  private flushSoon(): void {
    if (this.flushing || this.waiting.length === 0) return;
    const { clock } = this.options.runtime;
    const at = Math.max(clock.monotonic(), this.dueAt());
    if (this.cancelFlush && this.flushAt <= at) return;
    this.cancelFlush?.();
    this.flushAt = at;
    this.cancelFlush = clock.schedule(at - clock.monotonic(), () => {
      this.cancelFlush = undefined;
      this.flush();
    });
  }

  /** When the first batch of what waits should leave. */
  private dueAt(): number {
    const { pace, sender } = this.options;
    const windowMs = pace.windowMs();
    const size = sizeOf(
      this.waiting.flatMap(({ changes }) => changes),
      sender.limits,
    );
    const isFull =
      size.elements >= sender.limits.elements ||
      size.characters >= sender.limits.characters;
    if (isFull) return 0;
    return Math.min(
      ...this.waiting.map(
        ({ submittedAt, priority }) =>
          submittedAt +
          (priority === 'high'
            ? Math.min(URGENT_WINDOW_MS, windowMs)
            : windowMs),
      ),
    );
  }

  /** Sends everything that was waiting when the window closed; what came since waits for the next window. */
  private async flush(): Promise<void> {
    if (this.flushing) return;
    this.flushing = true;
    let due = this.waiting;
    try {
      while (due.length > 0) {
        const { batch } = planBatch(due, this.options.sender.limits);
        if (batch.length === 0) break;
        const sent = new Set(batch);
        this.waiting = this.waiting.filter(other => !sent.has(other));
        await this.options.sender.send(batch);
        const stillWaiting = new Set(this.waiting);
        due = due.filter(other => stillWaiting.has(other));
      }
    } finally {
      this.flushing = false;
      this.flushSoon();
    }
  }
}

function withCanonicalName({ action, record }: DnsChange): DnsChange {
  return { action, record: { ...record, name: canonicalName(record.name) } };
}

/** What no batch could carry. */
function problemOf(
  changes: DnsChange[],
  { limits }: BatchSender,
): string | undefined {
  if (changes.length === 0) return 'there are no changes';
  const foreign = changes.find(
    ({ record }) => record.setIdentifier !== undefined,
  );
  if (foreign) {
    return `${foreign.record.type} ${foreign.record.name} has a routing policy (set identifier) and is not changed`;
  }
  const hollow = changes.find(
    ({ record }) =>
      !record.alias && (record.ttl === undefined || !record.values?.length),
  );
  if (hollow) {
    return `${hollow.record.type} ${hollow.record.name} has neither values with a TTL nor an alias target`;
  }
  const size = sizeOf(changes, limits);
  return size.elements > limits.elements || size.characters > limits.characters
    ? `the changes do not fit into one batch (${limits.elements} values, ${limits.characters} characters)`
    : undefined;
}

function refusedAsInvalid(
  changes: DnsChange[],
  message: string,
): DnsSubmission {
  return {
    kind: 'refused',
    reason: 'invalid',
    message,
    records: changes.map(({ record: { name, type } }) => ({ name, type })),
  };
}
