import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { HostnameSummary } from '@hostmaster/backstage-plugin-hostnames-common';
import {
  describeDate,
  RelativeTime,
  useHostnames,
  useNow,
} from '@hostmaster/backstage-plugin-hostnames-react';
import { HostnameRow } from '../card';
import { Section, SkeletonRows } from '../layout';
import { FailurePanel, StaleNotice } from '../states';
import { hostnamesTranslationRef } from '../translation';
import { atRiskFirst } from './atRiskFirst';
import { ExpiryStrip } from './ExpiryStrip';

/** How far the page looks ahead, in days. */
export const EXPIRY_DAYS = 90;

/** Most hostnames shown. */
const LIMIT = 200;

const useStyles = makeStyles(theme => ({
  root: {
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'minmax(0, 1fr)',
  },
  list: {
    listStyle: 'none',
    margin: 0,
    padding: 0,
    '& > li': { borderTop: `1px solid ${theme.palette.divider}` },
  },
  until: { marginTop: theme.spacing(1), color: theme.palette.text.secondary },
}));

/** The certificates of the next 90 days: those that will not renew by themselves first. */
export function ExpiryPage() {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const now = useNow(60_000);
  const hostnames = useHostnames({
    expiresWithinDays: EXPIRY_DAYS,
    orderBy: 'expires',
    order: 'asc',
    limit: LIMIT,
  });
  const { value, error, loading, readAt } = hostnames;

  if (!value) {
    return (
      <>
        <Section title={t('expiry.title')}>
          {loading ? (
            <SkeletonRows rows={6} />
          ) : (
            <FailurePanel
              error={error}
              what={t('expiry.what')}
              onRetry={hostnames.refresh}
              retrying={hostnames.refreshing}
            />
          )}
        </Section>
      </>
    );
  }
  const items = atRiskFirst(value.items);
  return (
    <>
      {error !== undefined && <StaleNotice error={error} readAt={readAt} />}
      <div className={classes.root}>
        <Section title={t('expiry.title')}>
          {items.length === 0 ? (
            <Typography>{t('expiry.none')}</Typography>
          ) : (
            <ExpiryStrip items={items} now={now} days={EXPIRY_DAYS} />
          )}
          {value.totalItems > items.length && (
            <Typography variant="body2" color="textSecondary">
              {t('expiry.more', {
                shown: String(items.length),
                total: String(value.totalItems),
              })}
            </Typography>
          )}
        </Section>
        {items.length > 0 && (
          <Section title={t('expiry.list')}>
            <ul className={classes.list} aria-label={t('expiry.list')}>
              {items.map(item => (
                <li
                  key={`${item.ref.cluster}/${item.ref.namespace}/${item.ref.name}`}
                >
                  <Until item={item} />
                  <HostnameRow item={item} />
                </li>
              ))}
            </ul>
          </Section>
        )}
      </div>
    </>
  );
}

function Until({ item: { certificateExpiresAt } }: { item: HostnameSummary }) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  if (!certificateExpiresAt) return null;
  return (
    <Typography variant="caption" component="div" className={classes.until}>
      {t('expiry.until', {
        date: describeDate(Date.parse(certificateExpiresAt)),
      })}{' '}
      (
      <RelativeTime time={certificateExpiresAt} />)
    </Typography>
  );
}
