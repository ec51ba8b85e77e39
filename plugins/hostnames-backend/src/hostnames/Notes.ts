import { Clock } from '@hostmaster/kubernetes-runtime';

/**
 * What this process has seen since when, by its monotonic clock: for waits that may begin anew after a restart. Nothing is
 * decided by a note that is missing: a wait then takes its whole time.
 */
export class Notes {
  private readonly since = new Map<string, Map<string, number>>();
  private readonly writes = new Map<string, number>();
  private leading: number;

  constructor(private readonly clock: Clock) {
    this.leading = clock.monotonic();
  }

  /** Milliseconds for which `holds` has been seen without interruption; 0 the first time and while it does not hold. */
  lasting(subject: string, fact: string, holds: boolean): number {
    const facts = this.since.get(subject) ?? new Map<string, number>();
    if (!holds) {
      facts.delete(fact);
      return 0;
    }
    this.since.set(subject, facts);
    const start = facts.get(fact) ?? this.clock.monotonic();
    facts.set(fact, start);
    return this.clock.monotonic() - start;
  }

  /** Remembers that something of the subject was written into `target` (a zone, the certificates) now. */
  wrote(subject: string, target: string): void {
    this.writes.set(`${subject} ${target}`, this.clock.monotonic());
  }

  /** Views for destructive decisions must be newer: the subject's last write, or when this process began to lead. */
  lastWrite(subject: string, target: string): number {
    return Math.max(
      this.leading,
      this.writes.get(`${subject} ${target}`) ?? this.leading,
    );
  }

  /** Leadership begins: what was seen before may have been changed by another process. */
  startedLeading(): void {
    this.leading = this.clock.monotonic();
    this.since.clear();
    this.writes.clear();
  }

  forget(subject: string): void {
    this.since.delete(subject);
    for (const key of this.writes.keys()) {
      if (key.startsWith(`${subject} `)) this.writes.delete(key);
    }
  }
}
