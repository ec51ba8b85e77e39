export { AxisBadges, levelOfAxis, type AxisBadgesProps } from './AxisBadges';
export {
  LevelIcon,
  type LevelIconProps,
  type LevelOrNotYet,
} from './LevelIcon';
export { VerdictBadge, type VerdictBadgeProps } from './VerdictBadge';
