import { Clock } from '@hostmaster/kubernetes-runtime';

interface SubjectNotes {
  /** Fact → monotonic ms since when it holds. */
  since: Map<string, number>;
  /** Target → monotonic ms of the last own write. */
  wrote: Map<string, number>;
  /** Target → monotonic ms from which on a look counts, because an older one misled. */
  lookAfter: Map<string, number>;
  /** Fact → monotonic ms until which it is taken for true without another look. */
  heldUntil: Map<string, number>;
}

/**
 * What this process has seen since when, by its monotonic clock: for waits that may begin anew after a restart. Nothing is
 * decided by a note that is missing: a wait then takes its whole time, a look is then newer than necessary.
 */
export class Notes {
  private readonly notes = new Map<string, SubjectNotes>();
  private leading: number;

  constructor(private readonly clock: Clock) {
    this.leading = clock.monotonic();
  }

  /** Milliseconds for which `holds` has been seen without interruption; 0 the first time and while it does not hold. */
  lasting(subject: string, fact: string, holds: boolean): number {
    if (!holds) {
      this.notes.get(subject)?.since.delete(fact);
      return 0;
    }
    const { since } = this.of(subject);
    const start = since.get(fact) ?? this.clock.monotonic();
    since.set(fact, start);
    return this.clock.monotonic() - start;
  }

  /** Remembers that something of the subject was written into `target` (a zone, the certificates) now. */
  wrote(subject: string, target: string): void {
    this.of(subject).wrote.set(target, this.clock.monotonic());
  }

  /** Views for destructive decisions are newer than this: the subject's last write, or the begin of leadership. */
  lastWrite(subject: string, target: string): number {
    return this.notes.get(subject)?.wrote.get(target) ?? this.leading;
  }

  /** No look at the outside from before this counts: another process may have written since. */
  leadingSince(): number {
    return this.leading;
  }

  /** A write was refused for what a view did not show: the next look must be newer than now. */
  misled(subject: string, target: string): void {
    this.of(subject).lookAfter.set(target, this.clock.monotonic());
  }

  /** Set after `misled`. */
  lookAfter(subject: string, target: string): number | undefined {
    return this.notes.get(subject)?.lookAfter.get(target);
  }

  /** The fact was answered by somebody who should not be asked again before `milliseconds` have passed. */
  hold(subject: string, fact: string, milliseconds: number): void {
    const until = this.clock.monotonic() + milliseconds;
    this.of(subject).heldUntil.set(fact, until);
  }

  /** Milliseconds for which the fact is still taken for true; 0: look. */
  heldFor(subject: string, fact: string): number {
    const until = this.notes.get(subject)?.heldUntil.get(fact);
    return Math.max(0, (until ?? 0) - this.clock.monotonic());
  }

  /** Monotonic ms until which the fact is or was taken for true; undefined: it never was. */
  heldUntil(subject: string, fact: string): number | undefined {
    return this.notes.get(subject)?.heldUntil.get(fact);
  }

  /** Leadership begins: what was seen before may have been changed by another process. */
  startedLeading(): void {
    this.leading = this.clock.monotonic();
    this.notes.clear();
  }

  /** Whether anything is noted of the subject. */
  knows(subject: string): boolean {
    return this.notes.has(subject);
  }

  forget(subject: string): void {
    this.notes.delete(subject);
  }

  private of(subject: string): SubjectNotes {
    const known = this.notes.get(subject);
    if (known) return known;
    const fresh = {
      since: new Map(),
      wrote: new Map(),
      lookAfter: new Map(),
      heldUntil: new Map(),
    };
    this.notes.set(subject, fresh);
    return fresh;
  }
}
