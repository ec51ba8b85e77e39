const MONTHS = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
];

/** @internal */
export const MINUTE = 60_000;
/** @internal */
export const HOUR = 60 * MINUTE;
/** @internal */
export const DAY = 24 * HOUR;

/**
 * Wall-clock ms of an RFC 3339 time; undefined for what is none.
 *
 * @internal
 */
export function toTime(text: string | undefined): number | undefined {
  const time = text === undefined ? NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/**
 * RFC 3339 of wall-clock ms; the epoch for what is no time.
 *
 * @internal
 */
export function toText(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime())
    ? new Date(0).toISOString()
    : date.toISOString();
}

/**
 * A date in a sentence, UTC: `3 Dec 2026`.
 *
 * @internal
 */
export function dateOf(time: number | string | undefined): string | undefined {
  const ms = typeof time === 'string' ? toTime(time) : time;
  const date = new Date(ms ?? NaN);
  if (Number.isNaN(date.getTime())) return undefined;
  return `${date.getUTCDate()} ${
    MONTHS[date.getUTCMonth()]
  } ${date.getUTCFullYear()}`;
}

/**
 * The same, for sentences that need one.
 *
 * @internal
 */
export function dateText(time: number | string | undefined): string {
  return dateOf(time) ?? 'an unknown date';
}

/**
 * A moment in a sentence: `3 Dec 2026 10:04 UTC`.
 *
 * @internal
 */
export function momentOf(
  time: number | string | undefined,
): string | undefined {
  const ms = typeof time === 'string' ? toTime(time) : time;
  const day = dateOf(ms);
  return day === undefined || ms === undefined
    ? undefined
    : `${day} ${toText(ms).slice(11, 16)} UTC`;
}

/**
 * A duration in its largest whole unit: `4 minutes`, `2 hours`, `3 days`.
 *
 * @internal
 */
export function durationOf(ms: number): string {
  if (ms >= 2 * DAY) return `${Math.floor(ms / DAY)} days`;
  if (ms >= 2 * HOUR) return `${Math.floor(ms / HOUR)} hours`;
  const minutes = Math.max(1, Math.floor(ms / MINUTE));
  return minutes === 1 ? '1 minute' : `${minutes} minutes`;
}
