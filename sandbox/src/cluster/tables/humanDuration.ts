const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * A time span in milliseconds as `kubectl get` shows ages: `45s`, `3m12s`, `27m`, `5h3m`, `2d4h`, `90d`, `3y12d`.
 *
 * @internal
 */
export function humanDuration(milliseconds: number): string {
  if (milliseconds < -2 * SECOND) return '<invalid>';
  if (milliseconds < 0) return '0s';
  const seconds = Math.floor(milliseconds / SECOND);
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(milliseconds / MINUTE);
  if (minutes < 10) return join(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(milliseconds / HOUR);
  if (hours < 8) return join(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(milliseconds / DAY);
  if (days < 8) return join(days, 'd', hours % 24, 'h');
  if (days < 365 * 2) return `${days}d`;
  const years = Math.floor(days / 365);
  return days < 365 * 8 ? join(years, 'y', days % 365, 'd') : `${years}y`;
}

function join(
  large: number,
  largeUnit: string,
  small: number,
  smallUnit: string,
): string {
  return small === 0
    ? `${large}${largeUnit}`
    : `${large}${largeUnit}${small}${smallUnit}`;
}
