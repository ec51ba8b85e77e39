export {
  describeDate,
  describeDuration,
  describeMoment,
  describeRelativeTime,
} from './describeTime';
export { RelativeTime, type RelativeTimeProps } from './RelativeTime';
