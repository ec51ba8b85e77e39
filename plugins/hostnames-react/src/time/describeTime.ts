/** How many milliseconds each unit has, largest first. Months and years are calendar averages: they are only spoken. */
const units: Array<[Intl.RelativeTimeFormatUnit, number]> = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/**
 * "2 minutes ago", "in 3 days", "now"; in style `short`: "2 min. ago".
 *
 * @public
 */
export function describeRelativeTime(
  time: number,
  now: number,
  language?: string,
  style: Intl.RelativeTimeFormatStyle = 'long',
): string {
  const format = new Intl.RelativeTimeFormat(language, {
    numeric: 'auto',
    style,
  });
  const difference = time - now;
  const unit = units.find(([, size]) => Math.abs(difference) >= size);
  if (!unit) return format.format(0, 'second');
  return format.format(Math.trunc(difference / unit[1]), unit[0]);
}

/**
 * "45 s", "4 min", "1 h 5 min", "3 d 2 h".
 *
 * @public
 */
export function describeDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return joined(hours, 'h', minutes % 60, 'min');
  return joined(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function joined(
  large: number,
  largeUnit: string,
  small: number,
  smallUnit: string,
): string {
  return small === 0
    ? `${large} ${largeUnit}`
    : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** "3 Dec 2026", in the reader's zone and language. @public */
export function describeDate(time: number, language?: string): string {
  return new Intl.DateTimeFormat(language, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
  }).format(time);
}

/** Date, time and zone. @public */
export function describeMoment(time: number, language?: string): string {
  return new Intl.DateTimeFormat(language, {
    dateStyle: 'medium',
    timeStyle: 'long',
  }).format(time);
}
