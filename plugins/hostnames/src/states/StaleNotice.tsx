import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import WarningIcon from '@material-ui/icons/ReportProblemOutlined';
import {
  RelativeTime,
  useFailureText,
} from '@hostmaster/backstage-plugin-hostnames-react';
import { hostnamesTranslationRef } from '../translation';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    alignItems: 'flex-start',
    gap: theme.spacing(1),
    padding: theme.spacing(1),
    marginBottom: theme.spacing(1),
    borderRadius: theme.shape.borderRadius,
    background: theme.palette.action.hover,
    overflowWrap: 'anywhere',
  },
}));

/** What is shown below was read some time ago, and the newest read failed. */
export function StaleNotice({
  error,
  readAt,
}: {
  error: unknown;
  readAt?: number;
}) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const failureText = useFailureText();

  return (
    <Typography
      variant="body2"
      component="div"
      role="alert"
      className={classes.root}
    >
      <WarningIcon fontSize="small" aria-hidden />
      <span>
        {failureText(error)} {t('failure.stale')}{' '}
        {readAt !== undefined && <RelativeTime time={readAt} />}
      </span>
    </Typography>
  );
}
