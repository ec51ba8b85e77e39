import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { makeStyles } from '@material-ui/core/styles';
import Tooltip from '@material-ui/core/Tooltip';
import Typography from '@material-ui/core/Typography';
import type { HostnameSummary } from '@hostmaster/backstage-plugin-hostnames-common';
import { describeDate } from '@hostmaster/backstage-plugin-hostnames-react';
import { hostnamesTranslationRef } from '../translation';

const DAY = 86_400_000;

/** Days in one bar. */
const STEP = 7;

const useStyles = makeStyles(theme => {
  const { status } = theme.palette as {
    status?: Record<'ok' | 'warning' | 'error', string>;
  };
  return {
    root: {
      display: 'flex',
      alignItems: 'flex-end',
      gap: 4,
      height: 112,
      margin: 0,
      padding: 0,
      listStyle: 'none',
    },
    week: {
      flex: '1 1 0',
      minWidth: 0,
      display: 'flex',
      flexDirection: 'column',
      justifyContent: 'flex-end',
      height: '100%',
    },
    count: { textAlign: 'center', minHeight: '1.2em' },
    fine: { background: status?.ok ?? theme.palette.success.main },
    risk: {
      backgroundColor: status?.error ?? theme.palette.error.main,
      backgroundImage:
        'repeating-linear-gradient(45deg, transparent 0 3px, rgba(255, 255, 255, 0.45) 3px 5px)',
    },
    empty: { height: 2, background: theme.palette.divider },
    axis: {
      display: 'flex',
      justifyContent: 'space-between',
      color: theme.palette.text.secondary,
    },
    key: {
      display: 'inline-block',
      width: 12,
      height: 12,
      marginRight: theme.spacing(0.5),
      verticalAlign: 'middle',
    },
    legend: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(2),
      marginTop: theme.spacing(1),
    },
  };
});

interface Week {
  from: number;
  fine: number;
  risk: number;
}

interface ExpiryStripProps {
  items: HostnameSummary[];
  now: number;
  days: number;
}

/** How many certificates end in each of the coming weeks; what is at risk is hatched. */
export function ExpiryStrip({ items, now, days }: ExpiryStripProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const weeks = weeksOf(items, now, days);
  const highest = Math.max(1, ...weeks.map(({ fine, risk }) => fine + risk));

  return (
    <div>
      <ol className={classes.root} aria-label={t('expiry.strip')}>
        {weeks.map(({ from, fine, risk }) => {
          const words = t('expiry.week', {
            date: describeDate(from),
            fine: String(fine),
            risk: String(risk),
          });
          const heightOf = (count: number) =>
            `${Math.round((count / highest) * 75)}%`;
          return (
            <Tooltip key={from} title={words}>
              <li className={classes.week} aria-label={words}>
                <Typography variant="caption" className={classes.count}>
                  {fine + risk > 0 ? fine + risk : ''}
                </Typography>
                {risk > 0 && (
                  <div
                    className={classes.risk}
                    style={{ height: heightOf(risk), minHeight: 3 }}
                  />
                )}
                {fine > 0 && (
                  <div
                    className={classes.fine}
                    style={{ height: heightOf(fine), minHeight: 3 }}
                  />
                )}
                {fine + risk === 0 && <div className={classes.empty} />}
              </li>
            </Tooltip>
          );
        })}
      </ol>
      <Typography variant="caption" component="div" className={classes.axis}>
        <span>{t('expiry.today')}</span>
        <span>{t('expiry.inDays', { days: String(days) })}</span>
      </Typography>
      <Typography variant="caption" component="div" className={classes.legend}>
        <span>
          <span className={`${classes.key} ${classes.risk}`} aria-hidden />
          {t('expiry.risk')}
        </span>
        <span>
          <span className={`${classes.key} ${classes.fine}`} aria-hidden />
          {t('expiry.fine')}
        </span>
      </Typography>
    </div>
  );
}

/** What has ended already counts in the first week. */
export function weeksOf(
  items: HostnameSummary[],
  now: number,
  days: number,
): Week[] {
  const weeks: Week[] = Array.from(
    { length: Math.ceil(days / STEP) },
    (_, index) => ({
      from: now + index * STEP * DAY,
      fine: 0,
      risk: 0,
    }),
  );
  for (const { certificateExpiresAt, verdict } of items) {
    const end = Date.parse(certificateExpiresAt ?? '');
    if (Number.isNaN(end)) continue;
    const index = Math.min(
      weeks.length - 1,
      Math.max(0, Math.floor((end - now) / (STEP * DAY))),
    );
    weeks[index][verdict.impact === 'none' ? 'fine' : 'risk'] += 1;
  }
  return weeks;
}
