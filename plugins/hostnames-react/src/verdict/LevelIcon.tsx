import type { ComponentType } from 'react';
import type { SvgIconProps } from '@material-ui/core/SvgIcon';
import { makeStyles, type Theme } from '@material-ui/core/styles';
import CheckCircleIcon from '@material-ui/icons/CheckCircle';
import HelpIcon from '@material-ui/icons/HelpOutline';
import HourglassIcon from '@material-ui/icons/HourglassEmpty';
import ImproveIcon from '@material-ui/icons/TrendingUp';
import NotYetIcon from '@material-ui/icons/RemoveCircleOutline';
import WarningIcon from '@material-ui/icons/Warning';
import type { Level } from '@hostmaster/backstage-plugin-hostnames-common';

/** A level, or `notYet`: nothing to say before another part is done. @public */
export type LevelOrNotYet = Level | 'notYet';

const icons: Record<LevelOrNotYet, ComponentType<SvgIconProps>> = {
  ok: CheckCircleIcon,
  improve: ImproveIcon,
  waiting: HourglassIcon,
  action: WarningIcon,
  unknown: HelpIcon,
  notYet: NotYetIcon,
};

/** Backstage themes have `palette.status`; a bare Material UI theme does not. */
function statusColor(
  theme: Theme,
  name: 'ok' | 'warning' | 'error' | 'running',
  otherwise: string,
): string {
  const { status } = theme.palette as {
    status?: Partial<Record<typeof name, string>>;
  };
  return status?.[name] ?? otherwise;
}

const useStyles = makeStyles(theme => ({
  ok: { color: statusColor(theme, 'ok', theme.palette.success.main) },
  improve: { color: statusColor(theme, 'running', theme.palette.info.main) },
  waiting: { color: statusColor(theme, 'running', theme.palette.info.main) },
  action: { color: statusColor(theme, 'error', theme.palette.error.main) },
  unknown: { color: theme.palette.text.secondary },
  notYet: { color: theme.palette.text.disabled },
  atRisk: { color: statusColor(theme, 'warning', theme.palette.warning.main) },
  icon: { flexShrink: 0, fontSize: '1.15em', verticalAlign: 'text-bottom' },
}));

/** @public */
export interface LevelIconProps {
  level: LevelOrNotYet;
  /** Needs action, but still works: amber instead of red. */
  atRisk?: boolean;
}

/** The shape for a level. Without words of its own: it always stands beside a word. @public */
export function LevelIcon({ level, atRisk = false }: LevelIconProps) {
  const classes = useStyles();
  const Icon = icons[level];
  const color = level === 'action' && atRisk ? classes.atRisk : classes[level];
  return (
    <Icon
      aria-hidden
      focusable="false"
      className={`${classes.icon} ${color}`}
      data-level={level}
    />
  );
}
