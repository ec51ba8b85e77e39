import type { ComponentType, ReactNode } from 'react';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import CloudOffIcon from '@material-ui/icons/CloudOff';
import ErrorOutlineIcon from '@material-ui/icons/ErrorOutline';
import ExtensionIcon from '@material-ui/icons/Extension';
import LockIcon from '@material-ui/icons/LockOutlined';
import SearchIcon from '@material-ui/icons/Search';
import {
  describeFailure,
  type Failure,
} from '@hostmaster/backstage-plugin-hostnames-react';
import { hostnamesTranslationRef } from '../translation';

const icons: Record<Failure['kind'], ComponentType<{ className?: string }>> = {
  denied: LockIcon,
  absent: ExtensionIcon,
  gone: SearchIcon,
  unreachable: CloudOffIcon,
  failed: ErrorOutlineIcon,
};

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    gap: theme.spacing(2),
    padding: theme.spacing(2),
    color: theme.palette.text.primary,
    overflowWrap: 'anywhere',
  },
  icon: { flexShrink: 0, color: theme.palette.text.secondary },
  message: { color: theme.palette.text.secondary },
  actions: { marginTop: theme.spacing(1) },
}));

interface FailurePanelProps {
  error: unknown;
  /** What was to be shown: "The hostnames of this service". */
  what: string;
  onRetry?: () => void;
  retrying?: boolean;
  children?: ReactNode;
}

/** What could not be shown, why, and what to do about it. */
export function FailurePanel({
  error,
  what,
  onRetry,
  retrying = false,
  children,
}: FailurePanelProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const { kind, message } = describeFailure(error);
  const Icon = icons[kind];
  const worthRetrying = kind === 'unreachable' || kind === 'failed';

  return (
    <div className={classes.root} role={worthRetrying ? 'alert' : 'status'}>
      <Icon className={classes.icon} aria-hidden />
      <div>
        <Typography variant="subtitle1" component="p">
          {t(`failure.${kind}.title`, { what })}
        </Typography>
        <Typography variant="body2" className={classes.message}>
          {t(`failure.${kind}.todo`)}
        </Typography>
        {worthRetrying && (
          <Typography variant="body2" className={classes.message}>
            {message}
          </Typography>
        )}
        <div className={classes.actions}>
          {worthRetrying && onRetry && (
            <Button
              size="small"
              variant="outlined"
              onClick={onRetry}
              disabled={retrying}
            >
              {retrying ? t('failure.retrying') : t('failure.retry')}
            </Button>
          )}
          {children}
        </div>
      </div>
    </div>
  );
}
