import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { makeStyles } from '@material-ui/core/styles';
import Tooltip from '@material-ui/core/Tooltip';
import type { Verdict } from '@hostmaster/backstage-plugin-hostnames-common';
import { hostnamesReactTranslationRef } from '../translation';
import { LevelIcon } from './LevelIcon';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    minWidth: 0,
    color: theme.palette.text.primary,
    fontFamily: theme.typography.fontFamily,
    fontWeight: 500,
  },
  label: { minWidth: 0, overflowWrap: 'anywhere' },
  spoken: {
    position: 'absolute',
    width: 1,
    height: 1,
    overflow: 'hidden',
    clipPath: 'inset(50%)',
    whiteSpace: 'nowrap',
  },
}));

/** @public */
export interface VerdictBadgeProps {
  verdict: Pick<Verdict, 'level' | 'impact' | 'label' | 'sentence'>;
}

/** The verdict in an icon and a word or two; the sentence is in the tooltip. @public */
export function VerdictBadge({ verdict }: VerdictBadgeProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesReactTranslationRef);

  return (
    <Tooltip title={verdict.sentence}>
      <span className={classes.root}>
        <LevelIcon
          level={verdict.level}
          atRisk={verdict.impact === 'at-risk'}
        />
        <span className={classes.label}>{verdict.label}</span>
        <span className={classes.spoken}>({t(`level.${verdict.level}`)})</span>
      </span>
    </Tooltip>
  );
}
