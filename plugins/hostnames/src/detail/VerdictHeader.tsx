import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import Button from '@material-ui/core/Button';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import PersonIcon from '@material-ui/icons/PersonOutline';
import RefreshIcon from '@material-ui/icons/Refresh';
import type { HostnameDetail } from '@hostmaster/backstage-plugin-hostnames-common';
import {
  CopyButton,
  RelativeTime,
  useFailureText,
  VerdictBadge,
} from '@hostmaster/backstage-plugin-hostnames-react';
import { NextStepAction } from '../next';
import { hostnamesTranslationRef } from '../translation';
import { DeletionButton } from './DeletionButton';
import { Facts } from './Facts';

const useStyles = makeStyles(theme => ({
  root: { ...theme.typography.body2, padding: theme.spacing(2), minWidth: 0 },
  title: {
    display: 'flex',
    alignItems: 'flex-start',
    gap: theme.spacing(0.5),
    minWidth: 0,
  },
  hostname: {
    margin: 0,
    fontFamily: theme.typography.fontFamily,
    fontSize: theme.typography.pxToRem(20),
    fontWeight: 600,
    overflowWrap: 'anywhere',
  },
  verdict: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'baseline',
    gap: theme.spacing(0, 1.5),
    fontSize: theme.typography.pxToRem(16),
    '& time': {
      color: theme.palette.text.secondary,
      fontSize: theme.typography.body2.fontSize,
    },
  },
  sentence: { margin: theme.spacing(0.5, 0), overflowWrap: 'anywhere' },
  who: { display: 'flex', alignItems: 'center', gap: theme.spacing(0.75) },
  quiet: { color: theme.palette.text.secondary },
  steps: {
    listStyle: 'none',
    margin: theme.spacing(1.5, 0, 0),
    padding: 0,
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'flex-start',
    gap: theme.spacing(1),
  },
  actions: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginTop: theme.spacing(1.5),
  },
}));

interface VerdictHeaderProps {
  detail: HostnameDetail;
  checking: boolean;
  checkError?: unknown;
  onCheckAgain: () => void;
}

/** The verdict of one hostname: what is, who acts, what can be done. */
export function VerdictHeader({
  detail,
  checking,
  checkError,
  onCheckAgain,
}: VerdictHeaderProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const failureText = useFailureText();
  const { summary, permissions } = detail;
  const { verdict, hostname, displayName } = summary;
  const steps = verdict.next.filter(({ kind }) => kind !== 'button');

  return (
    <Paper
      component="section"
      variant="outlined"
      className={classes.root}
      aria-label={hostname}
    >
      <div className={classes.title}>
        <h2 className={classes.hostname}>{displayName ?? hostname}</h2>
        <CopyButton text={hostname} what={t('detail.hostname')} />
      </div>
      {displayName && displayName !== hostname && (
        <Typography variant="body2" className={classes.quiet}>
          {hostname}
        </Typography>
      )}
      <div className={classes.verdict}>
        <VerdictBadge verdict={verdict} />
        {verdict.since && <RelativeTime time={verdict.since} />}
      </div>
      <Typography className={classes.sentence}>{verdict.sentence}</Typography>
      {verdict.impact !== 'none' && (
        <Typography variant="body2">
          {t(`impact.${verdict.impact}`)}{' '}
          {verdict.impactAt && <RelativeTime time={verdict.impactAt} />}
        </Typography>
      )}
      <Typography variant="body2" className={classes.who}>
        <PersonIcon fontSize="small" aria-hidden />
        {t(`who.${verdict.who}`)}
      </Typography>
      {summary.deleting && (
        <Typography variant="body2">{t('detail.deleting')}</Typography>
      )}
      {steps.length > 0 && (
        <ol className={classes.steps} aria-label={t('next.label')}>
          {steps.map((step, index) => (
            <li key={`${step.kind} ${step.text}`}>
              <NextStepAction step={step} primary={index === 0} />
            </li>
          ))}
        </ol>
      )}
      <div className={classes.actions}>
        {permissions.check && (
          <Button
            size="small"
            variant="outlined"
            color="primary"
            startIcon={<RefreshIcon />}
            disabled={checking}
            onClick={onCheckAgain}
          >
            {checking ? t('check.running') : t('check.button')}
          </Button>
        )}
        <DeletionButton hostnameRef={summary.ref} hostname={hostname} />
        <Typography variant="caption" className={classes.quiet} role="status">
          {t('checked')} <RelativeTime time={verdict.checkedAt} />
          {verdict.nextCheckAt && (
            <>
              {', '}
              {t('check.next')} <RelativeTime time={verdict.nextCheckAt} />
            </>
          )}
        </Typography>
      </div>
      {checkError !== undefined && (
        <Typography variant="body2" color="error" role="alert">
          {t('check.failed')} {failureText(checkError)}
        </Typography>
      )}
      <Facts summary={summary} pullRequestUrl={detail.pullRequestUrl} />
    </Paper>
  );
}
