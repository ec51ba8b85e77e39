import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { makeStyles } from '@material-ui/core/styles';
import Tooltip from '@material-ui/core/Tooltip';
import type { Axis } from '@hostmaster/backstage-plugin-hostnames-common';
import { hostnamesReactTranslationRef } from '../translation';
import { LevelIcon, type LevelOrNotYet } from './LevelIcon';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    listStyle: 'none',
    margin: 0,
    padding: 0,
    columnGap: theme.spacing(1.5),
    rowGap: theme.spacing(0.25),
    ...theme.typography.caption,
    color: theme.palette.text.secondary,
  },
  axis: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    whiteSpace: 'nowrap',
  },
}));

/** An axis that waits for another one has nothing to say yet. @public */
export function levelOfAxis(
  axis: Pick<Axis, 'level' | 'waitsFor'>,
): LevelOrNotYet {
  return axis.waitsFor && (axis.level === 'waiting' || axis.level === 'unknown')
    ? 'notYet'
    : axis.level;
}

/** @public */
export interface AxisBadgesProps {
  axes: Axis[];
  /** Nothing is broken yet: what needs action is amber instead of red. */
  atRisk?: boolean;
}

/** One small badge for each axis: claim, certificate, DNS, gateway, route, live check. @public */
export function AxisBadges({ axes, atRisk = false }: AxisBadgesProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesReactTranslationRef);

  return (
    <ul className={classes.root} aria-label={t('axes.label')}>
      {axes.map(axis => {
        const level = levelOfAxis(axis);
        return (
          <Tooltip key={axis.id} title={axis.sentence}>
            <li
              className={classes.axis}
              aria-label={`${t(`axis.${axis.id}`)}: ${t(`level.${level}`)}`}
            >
              <span>{t(`axis.${axis.id}`)}</span>
              <LevelIcon level={level} atRisk={atRisk} />
            </li>
          </Tooltip>
        );
      })}
    </ul>
  );
}
