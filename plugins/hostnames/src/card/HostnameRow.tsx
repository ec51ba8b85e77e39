import { Link } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type {
  HostnameSummary,
  NextStep,
} from '@hostmaster/backstage-plugin-hostnames-common';
import {
  AxisBadges,
  RelativeTime,
  VerdictBadge,
} from '@hostmaster/backstage-plugin-hostnames-react';
import { NextStepAction } from '../next';
import { useHostnameLink } from '../routes';
import { hostnamesTranslationRef } from '../translation';

const useStyles = makeStyles(theme => ({
  root: {
    ...theme.typography.body2,
    padding: theme.spacing(1, 0),
    minWidth: 0,
  },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'baseline',
    justifyContent: 'space-between',
    columnGap: theme.spacing(2),
  },
  hostname: {
    minWidth: 0,
    fontWeight: 500,
    overflowWrap: 'anywhere',
    display: '-webkit-box',
    WebkitBoxOrient: 'vertical',
    WebkitLineClamp: 2,
    overflow: 'hidden',
  },
  verdict: {
    display: 'inline-flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: theme.spacing(0.75),
  },
  quiet: { color: theme.palette.text.secondary },
  why: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    marginTop: theme.spacing(0.5),
  },
  sentence: { flex: '1 1 16em', overflowWrap: 'anywhere' },
}));

interface HostnameRowProps {
  item: HostnameSummary;
  /** Where the name leads; the fleet page's detail if unset. */
  to?: string;
}

/** One hostname in a few lines: verdict, axes, and for what is not well why and what to do. */
export function HostnameRow({ item, to }: HostnameRowProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const hostnameLink = useHostnameLink();
  const { verdict } = item;
  const step = rowStep(verdict.next);

  return (
    <div className={classes.root}>
      <div className={classes.head}>
        <Link
          to={to ?? hostnameLink(item.ref)}
          className={classes.hostname}
          title={item.hostname}
        >
          {item.displayName ?? item.hostname}
        </Link>
        <Typography
          variant="body2"
          component="span"
          className={classes.verdict}
        >
          <VerdictBadge verdict={verdict} />
          {verdict.level !== 'ok' && verdict.since && (
            <span className={classes.quiet}>
              <RelativeTime time={verdict.since} />
            </span>
          )}
        </Typography>
      </div>
      <AxisBadges axes={verdict.axes} atRisk={verdict.impact === 'at-risk'} />
      {verdict.level !== 'ok' && (
        <div className={classes.why}>
          <Typography
            variant="body2"
            className={`${classes.sentence} ${classes.quiet}`}
          >
            {verdict.sentence}{' '}
            {verdict.level === 'waiting' &&
              verdict.who === 'nobody' &&
              t('who.nobody')}
          </Typography>
          {step && <NextStepAction step={step} />}
        </div>
      )}
    </div>
  );
}

/** The first step that is a control; a card has room for one. Looking again has its place in the detail. */
function rowStep(steps: NextStep[]): NextStep | undefined {
  return steps.find(
    ({ kind }) =>
      kind === 'template' || kind === 'pull-request' || kind === 'link',
  );
}
