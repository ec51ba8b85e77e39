import { Clock, ObjectMeta } from '@hostmaster/kubernetes-runtime';
import { FightWatch, Left, Repair } from '../../reconciler/Repair';
import {
  FLIPS,
  FightRecord,
  FightTimes,
  afterWrite,
  decideFight,
  isOver,
} from './fights.decide';

interface Known {
  record: FightRecord;
  /** Subjects that wrote or left it, each with what was asked for at that time. */
  subjects: Map<string, string>;
  /** Said while it is left alone; who the other writer is, is asked once. */
  message?: string;
}

/** Records are looked through for old ones when there are so many more. */
const CLEAN_EVERY = 1_000;

/**
 * Notices when another writer undoes the same thing again and again, and then leaves the thing alone for a while instead of
 * fighting over it. By thing, not by subject: what several subjects share is counted once, and what one is fought over
 * concerns nobody else. In memory only: after a restart it may be undone as often again.
 */
export class Fights {
  private readonly known = new Map<string, Known>();
  private cleanAt = CLEAN_EVERY;

  constructor(
    private readonly clock: Clock,
    private readonly times: FightTimes,
  ) {}

  /** The fights of one subject in a pass. A change of the request's spec or annotations is a person's word. */
  watch(
    subject: string,
    { generation, annotations }: Pick<ObjectMeta, 'generation' | 'annotations'>,
  ): FightWatch {
    const wish = JSON.stringify([generation, annotations]);
    return {
      left: repairs => this.left(repairs, subject, wish),
      wrote: repairs => this.wrote(repairs, subject, wish),
    };
  }

  /** A person wants the subject looked at: its things are written once more. */
  resume(subject: string): void {
    for (const [thing, { record, subjects }] of this.known) {
      if (record.rest && subjects.has(subject)) this.known.delete(thing);
    }
  }

  /** The subject is gone; what it wrote is nobody's any more. */
  forget(subject: string): void {
    for (const [thing, { subjects }] of this.known) {
      if (subjects.delete(subject) && subjects.size === 0) {
        this.known.delete(thing);
      }
    }
  }

  /** Leadership begins: what was seen undone may have been another replica's work. */
  clear(): void {
    this.known.clear();
  }

  private async left(
    repairs: Repair[],
    subject: string,
    wish: string,
  ): Promise<Left | undefined> {
    const now = this.clock.monotonic();
    let found: Left | undefined;
    for (const repair of repairs) {
      const known = this.afterChange(repair.thing, subject, wish);
      const decision = decideFight(known?.record, repair, now, this.times);
      const subjects = known?.subjects ?? new Map<string, string>();
      subjects.set(subject, wish);
      const kept: Known = { ...known, record: decision.record, subjects };
      if (decision.kind === 'write') {
        delete kept.message;
        this.known.set(repair.thing, kept);
        continue;
      }
      this.known.set(repair.thing, kept);
      kept.message ??= await this.explain(repair, decision.for);
      found ??= {
        message: kept.message,
        checkAfter: decision.for,
        isOptional: repairs.every(({ optional }) => optional),
      };
    }
    return found;
  }

  private wrote(repairs: Repair[], subject: string, wish: string): void {
    const now = this.clock.monotonic();
    for (const { thing, wanted } of repairs) {
      const known = this.known.get(thing);
      const subjects = known?.subjects ?? new Map<string, string>();
      subjects.set(subject, wish);
      const record = afterWrite(known?.record, wanted, now);
      this.known.set(thing, { ...known, record, subjects });
    }
    if (this.known.size > this.cleanAt) this.clean(now);
  }

  /** Without the record of what was left alone for a request that a person has changed since. */
  private afterChange(
    thing: string,
    subject: string,
    wish: string,
  ): Known | undefined {
    const known = this.known.get(thing);
    if (!known?.record.rest || !known.subjects.has(subject)) return known;
    if (known.subjects.get(subject) === wish) return known;
    this.known.delete(thing);
    return undefined;
  }

  private async explain(repair: Repair, rest: number): Promise<string> {
    const writer = await repair.writer().catch(() => undefined);
    const until = new Date(this.clock.now() + rest).toISOString();
    return `${
      repair.name
    } was changed back ${FLIPS} times after it had been written here. ${
      writer ?? 'Who does it could not be found out.'
    } It is left as it is until ${until}. Take it away from the other writer, then press "Check again" or annotate the request.`;
  }

  private clean(now: number): void {
    for (const [thing, { record }] of this.known) {
      if (isOver(record, now, this.times)) this.known.delete(thing);
    }
    this.cleanAt = this.known.size + CLEAN_EVERY;
  }
}
