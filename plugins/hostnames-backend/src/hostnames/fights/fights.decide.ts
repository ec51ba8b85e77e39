/** What is known of one thing that was written here and found changed back. All times monotonic, in ms. */
export interface FightRecord {
  /** What it was brought to last. */
  wanted: string;
  /** Of our last write that went through; undefined: none yet. */
  writtenAt?: number;
  /** When our writes were found undone, oldest first. */
  undone: number[];
  /** Our last write has been counted as undone. */
  isCounted: boolean;
  /** Set since it was left alone. */
  rest?: { until: number; length: number };
}

/** A thing that is not as wanted, before it is written. */
export interface FoundUndone {
  wanted: string;
  /** What stands there was seen after our last write of it: not just a view that lags behind. */
  isFresh: boolean;
}

export interface FightTimes {
  /** What was undone longer ago does not count; a write that stood for so long begins anew. Milliseconds. */
  window: number;
}

/** So many times somebody else's word counts more than ours. */
export const FLIPS = 5;

const HOUR = 60 * 60_000;
const REST = HOUR;
const REST_MOST = 24 * HOUR;

export type FightDecision =
  | { kind: 'write'; record: FightRecord }
  | { kind: 'leave'; record: FightRecord; for: number };

/**
 * Whether a thing that is not as wanted is written once more.
 *
 * | our writes of the same value | found | decision |
 * | --- | --- | --- |
 * | none, or of another value | | write: a new count |
 * | one or more, undone 4 times within the window | undone again | leave it for an hour |
 * | undone 4 times | a view that is older than our write | write: that tells nothing |
 * | undone once, the last one stood for longer than the window | undone | write: a new count |
 * | left alone for half an hour | | leave it for the rest of the hour |
 * | left alone for an hour | | write, once |
 * | written once after an hour | undone again | leave it for two hours, then four, … 24 |
 */
export function decideFight(
  known: FightRecord | undefined,
  found: FoundUndone,
  now: number,
  { window }: FightTimes,
): FightDecision {
  const before = known?.wanted === found.wanted ? known : undefined;
  if (!before) return { kind: 'write', record: begun(found.wanted) };
  if (before.rest && before.rest.until > now) {
    return { kind: 'leave', record: before, for: before.rest.until - now };
  }
  const isUndone =
    before.writtenAt !== undefined && found.isFresh && !before.isCounted;
  if (!isUndone) return { kind: 'write', record: before };
  if (now - (before.writtenAt ?? now) > window) {
    const record = { ...before, undone: [now], isCounted: true };
    delete record.rest;
    return { kind: 'write', record };
  }
  const recent = before.rest
    ? before.undone
    : before.undone.filter(at => now - at < window);
  const undone = [...recent, now].slice(-FLIPS);
  const record = { ...before, undone, isCounted: true };
  if (undone.length < FLIPS) return { kind: 'write', record };
  const length = Math.min(
    REST_MOST,
    before.rest ? before.rest.length * 2 : REST,
  );
  return {
    kind: 'leave',
    record: { ...record, rest: { until: now + length, length } },
    for: length,
  };
}

/** The record after a write that went through. */
export function afterWrite(
  known: FightRecord | undefined,
  wanted: string,
  now: number,
): FightRecord {
  const before = known?.wanted === wanted ? known : begun(wanted);
  return { ...before, writtenAt: now, isCounted: false };
}

/** Whether nothing would be lost by forgetting the record. */
export function isOver(
  { writtenAt = -Infinity, rest }: FightRecord,
  now: number,
  { window }: FightTimes,
): boolean {
  return now - Math.max(writtenAt, rest?.until ?? -Infinity) > window;
}

function begun(wanted: string): FightRecord {
  return { wanted, undone: [], isCounted: false };
}
