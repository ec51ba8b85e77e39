import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { makeStyles } from '@material-ui/core/styles';
import { hostnamesTranslationRef } from '../translation';
import { Skeleton } from './Skeleton';

const useStyles = makeStyles(theme => ({
  row: { padding: theme.spacing(1, 0), minHeight: 64, boxSizing: 'border-box' },
  head: {
    display: 'flex',
    justifyContent: 'space-between',
    gap: theme.spacing(2),
    marginBottom: theme.spacing(1),
  },
}));

/** As tall as the rows that come, so that nothing jumps. */
export function SkeletonRows({ rows }: { rows: number }) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);

  return (
    <div role="status" aria-busy="true" aria-label={t('loading')}>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={classes.row}>
          <div className={classes.head}>
            <Skeleton width="45%" />
            <Skeleton width="20%" />
          </div>
          <Skeleton width="80%" height="0.75em" />
        </div>
      ))}
    </div>
  );
}
