import type { ComponentType } from 'react';
import { Link } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import CancelIcon from '@material-ui/icons/Cancel';
import CheckCircleIcon from '@material-ui/icons/CheckCircle';
import LateIcon from '@material-ui/icons/AccessAlarm';
import PendingIcon from '@material-ui/icons/RadioButtonUnchecked';
import CurrentIcon from '@material-ui/icons/Autorenew';
import type { TimelineStep } from '@hostmaster/backstage-plugin-hostnames-common';
import {
  describeDuration,
  RelativeTime,
  useNow,
} from '@hostmaster/backstage-plugin-hostnames-react';
import { isWebLink } from '../next';
import { hostnamesTranslationRef } from '../translation';

const icons: Record<
  TimelineStep['state'],
  ComponentType<{ className?: string; fontSize?: 'small' }>
> = {
  done: CheckCircleIcon,
  current: CurrentIcon,
  pending: PendingIcon,
  failed: CancelIcon,
  late: LateIcon,
};

const useStyles = makeStyles(theme => {
  const { status } = theme.palette as {
    status?: Record<'ok' | 'running' | 'error' | 'warning', string>;
  };
  return {
    '@keyframes turn': { to: { transform: 'rotate(360deg)' } },
    root: { listStyle: 'none', margin: 0, padding: 0 },
    step: {
      position: 'relative',
      display: 'flex',
      gap: theme.spacing(1.5),
      paddingBottom: theme.spacing(1.5),
      '&:not(:last-child)::before': {
        content: '""',
        position: 'absolute',
        left: 9,
        top: 24,
        bottom: 0,
        width: 2,
        background: theme.palette.divider,
      },
    },
    done: { color: status?.ok ?? theme.palette.success.main },
    current: {
      color: status?.running ?? theme.palette.info.main,
      animation: '$turn 2s linear infinite',
      '@media (prefers-reduced-motion: reduce)': { animation: 'none' },
    },
    pending: { color: theme.palette.text.disabled },
    failed: { color: status?.error ?? theme.palette.error.main },
    late: { color: status?.warning ?? theme.palette.warning.main },
    body: { minWidth: 0, flex: 1, overflowWrap: 'anywhere' },
    head: {
      display: 'flex',
      flexWrap: 'wrap',
      justifyContent: 'space-between',
      columnGap: theme.spacing(2),
    },
    quiet: { color: theme.palette.text.secondary },
    now: { fontWeight: 600 },
  };
});

/** From the form to live: each step with its time, how long it took and how long it usually takes. */
export function Timeline({ steps }: { steps: TimelineStep[] }) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);

  return (
    <ol className={classes.root} aria-label={t('timeline.title')}>
      {steps.map(step => (
        <Step key={step.id} step={step} />
      ))}
    </ol>
  );
}

function Step({ step }: { step: TimelineStep }) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const Icon = icons[step.state];
  const active = step.state === 'current' || step.state === 'late';

  return (
    <li className={classes.step} aria-current={active ? 'step' : undefined}>
      <Icon fontSize="small" className={classes[step.state]} aria-hidden />
      <div className={classes.body}>
        <div className={classes.head}>
          <Typography
            variant="body2"
            component="span"
            className={active ? classes.now : ''}
          >
            {isWebLink(step.url) ? (
              <Link to={step.url}>{step.label}</Link>
            ) : (
              step.label
            )}
            {step.state !== 'done' && (
              <span className={classes.quiet}>
                {' '}
                ({t(`timeline.${step.state}`)})
              </span>
            )}
          </Typography>
          <Typography variant="caption" className={classes.quiet}>
            <StepTimes step={step} />
          </Typography>
        </div>
        {(step.by || (step.message && step.state !== 'pending')) && (
          <Typography variant="body2" className={classes.quiet}>
            {step.by && t('timeline.by', { who: step.by })}
            {step.by && step.message ? '. ' : ''}
            {step.state !== 'pending' && step.message}
          </Typography>
        )}
      </div>
    </li>
  );
}

/** When it was done and how long it took; for what is under way how long it has taken, and how long it usually does. */
function StepTimes({ step }: { step: TimelineStep }) {
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const now = useNow(1_000);
  const started = step.startedAt ? Date.parse(step.startedAt) : NaN;
  const ended = step.at ? Date.parse(step.at) : NaN;
  const under =
    step.state === 'current' ||
    step.state === 'late' ||
    step.state === 'failed';
  const length = (under ? now : ended) - started;
  const words = [
    !Number.isNaN(length) && length >= 1000
      ? describeDuration(length)
      : undefined,
    step.usual && step.state !== 'done'
      ? t('timeline.usually', { usual: step.usual })
      : undefined,
  ].filter(Boolean);

  return (
    <>
      {words.join(', ')}
      {step.state === 'done' && step.at && (
        <>
          {words.length > 0 && ' · '}
          <RelativeTime time={step.at} />
        </>
      )}
    </>
  );
}
