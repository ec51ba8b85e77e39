import Tooltip from '@material-ui/core/Tooltip';
import { useNow } from '../watching/useNow';
import { describeMoment, describeRelativeTime } from './describeTime';

/** @public */
export interface RelativeTimeProps {
  /** RFC 3339, or wall-clock milliseconds. */
  time: string | number;
  /** "2 min. ago" instead of "2 minutes ago". */
  short?: boolean;
}

/** A time as people say it, with date, time and zone in the tooltip. Nothing for what is no time. @public */
export function RelativeTime({ time, short = false }: RelativeTimeProps) {
  const now = useNow();
  const moment = typeof time === 'number' ? time : Date.parse(time);
  if (Number.isNaN(moment)) return null;

  return (
    <Tooltip title={describeMoment(moment)}>
      <time dateTime={new Date(moment).toISOString()}>
        {describeRelativeTime(moment, now, undefined, short ? 'short' : 'long')}
      </time>
    </Tooltip>
  );
}
