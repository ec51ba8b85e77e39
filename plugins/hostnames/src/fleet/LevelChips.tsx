import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import Chip from '@material-ui/core/Chip';
import { makeStyles } from '@material-ui/core/styles';
import type {
  HostnameList,
  Level,
} from '@hostmaster/backstage-plugin-hostnames-common';
import {
  hostnamesReactTranslationRef,
  LevelIcon,
  levelsWorstFirst,
} from '@hostmaster/backstage-plugin-hostnames-react';
import { hostnamesTranslationRef } from '../translation';

const useStyles = makeStyles(theme => ({
  root: { display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) },
  chip: { margin: 0 },
  icon: { display: 'inline-flex', marginLeft: theme.spacing(1) },
  selected: {
    borderColor: theme.palette.text.primary,
    borderWidth: 2,
    fontWeight: 600,
  },
}));

interface LevelChipsProps {
  /** Unknown while loading. */
  counts?: HostnameList['counts'];
  selected: Level[];
  onChange(levels: Level[]): void;
}

/** How many hostnames there are of each level; a chip filters by its level. */
export function LevelChips({ counts, selected, onChange }: LevelChipsProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesReactTranslationRef);
  const { t: tOwn } = useTranslationRef(hostnamesTranslationRef);

  return (
    <div
      className={classes.root}
      role="group"
      aria-label={tOwn('fleet.levels')}
    >
      {levelsWorstFirst.map(level => {
        const active = selected.includes(level);
        const toggled = active
          ? selected.filter(other => other !== level)
          : [...selected, level];
        return (
          <Chip
            key={level}
            variant="outlined"
            className={`${classes.chip} ${active ? classes.selected : ''}`}
            icon={
              <span className={classes.icon}>
                <LevelIcon level={level} />
              </span>
            }
            label={`${counts?.[level] ?? '…'} ${t(`level.${level}`)}`}
            aria-pressed={active}
            onClick={() => onChange(toggled)}
          />
        );
      })}
    </div>
  );
}
