import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { Usage } from '@hostmaster/backstage-plugin-hostnames-common';
import { LevelIcon } from '@hostmaster/backstage-plugin-hostnames-react';
import { hostnamesTranslationRef } from '../translation';

/** From this share of its places on something is nearly full. */
const NEARLY_FULL = 0.8;

const useStyles = makeStyles(theme => {
  const { status } = theme.palette as {
    status?: Record<'ok' | 'warning' | 'error', string>;
  };
  return {
    root: { minWidth: 0 },
    head: {
      display: 'flex',
      justifyContent: 'space-between',
      gap: theme.spacing(1),
    },
    track: {
      height: 8,
      borderRadius: 4,
      overflow: 'hidden',
      background: theme.palette.action.selected,
    },
    bar: {
      height: '100%',
      background: status?.ok ?? theme.palette.success.main,
    },
    nearlyFull: { background: status?.warning ?? theme.palette.warning.main },
    full: { background: status?.error ?? theme.palette.error.main },
    quiet: { color: theme.palette.text.secondary },
  };
});

/** How many of something are used, out of how many. */
export function UsageBar({ label, usage }: { label: string; usage: Usage }) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const { used, max } = usage;
  const share = max > 0 ? Math.min(1, used / max) : 0;
  const full = max > 0 && used >= max;
  const nearlyFull = !full && share >= NEARLY_FULL;
  const words = `${used} / ${max}${full ? ` (${t('capacity.full')})` : ''}${
    nearlyFull ? ` (${t('capacity.nearlyFull')})` : ''
  }`;

  return (
    <div className={classes.root}>
      <Typography variant="caption" component="div" className={classes.head}>
        <span className={classes.quiet}>{label}</span>
        <span>
          {full && <LevelIcon level="action" />} {words}
        </span>
      </Typography>
      <div
        className={classes.track}
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuenow={Math.min(used, max)}
        aria-valuetext={words}
      >
        <div
          className={`${classes.bar} ${nearlyFull ? classes.nearlyFull : ''} ${
            full ? classes.full : ''
          }`}
          style={{ width: `${share * 100}%` }}
        />
      </div>
    </div>
  );
}
