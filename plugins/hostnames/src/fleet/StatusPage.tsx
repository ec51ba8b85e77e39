import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type {
  Status,
  StatusProvidersInner,
} from '@hostmaster/backstage-plugin-hostnames-common';
import {
  describeDuration,
  hostnamesApiRef,
  LevelIcon,
  RelativeTime,
  useWatched,
} from '@hostmaster/backstage-plugin-hostnames-react';
import { DataTable, Section, SkeletonRows } from '../layout';
import { FailurePanel, StaleNotice } from '../states';
import { hostnamesTranslationRef } from '../translation';

/** Between reads, in ms. */
const INTERVAL = 15_000;

const useStyles = makeStyles(theme => ({
  root: {
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'minmax(0, 1fr)',
  },
}));

/** What the reconciler sees, and since when something cannot be seen. For the platform team. */
export function StatusPage() {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const api = useApi(hostnamesApiRef);
  const status = useWatched({
    key: 'status',
    load: signal => api.getStatus({ signal }),
    intervalAfter: () => INTERVAL,
  });
  const { value, error, loading, readAt } = status;

  if (!value) {
    return (
      <>
        <Section title={t('status.title')}>
          {loading ? (
            <SkeletonRows rows={4} />
          ) : (
            <FailurePanel
              error={error}
              what={t('status.what')}
              onRetry={status.refresh}
              retrying={status.refreshing}
            />
          )}
        </Section>
      </>
    );
  }
  return (
    <>
      {error !== undefined && <StaleNotice error={error} readAt={readAt} />}
      <div className={classes.root}>
        <Reconciler reconciler={value.reconciler} />
        <Section title={t('status.clusters')}>
          {value.clusters.length === 0 ? (
            <Typography variant="body2">{t('status.noClusters')}</Typography>
          ) : (
            <Clusters clusters={value.clusters} />
          )}
        </Section>
        {value.providers.map(provider => (
          <Provider
            key={`${provider.kind} ${provider.id}`}
            provider={provider}
          />
        ))}
      </div>
    </>
  );
}

function Reconciler({ reconciler }: { reconciler: Status['reconciler'] }) {
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const { enabled, leading, leader, queue } = reconciler;
  const state = leading ? 'leading' : 'following';

  return (
    <Section title={t('status.reconciler')}>
      <Typography variant="body2">
        <LevelIcon level={enabled ? 'ok' : 'unknown'} />{' '}
        {t(`status.${enabled ? state : 'disabled'}`)}
        {leader && <> {t('status.leader', { leader })}</>}
      </Typography>
      {queue && (
        <Typography variant="body2" color="textSecondary">
          {t('status.queue', {
            ready: String(queue.ready ?? 0),
            working: String(queue.working ?? 0),
            waiting: String(queue.waiting ?? 0),
          })}
        </Typography>
      )}
    </Section>
  );
}

function Clusters({ clusters }: { clusters: Status['clusters'] }) {
  const { t } = useTranslationRef(hostnamesTranslationRef);
  return (
    <DataTable
      label={t('status.clusters')}
      rows={clusters}
      keyOf={({ name }) => name}
      columns={[
        { title: t('status.cluster'), render: ({ name }) => name },
        {
          title: t('status.state'),
          minWidth: 150,
          render: ({ reachable, since }) => (
            <>
              <LevelIcon level={reachable ? 'ok' : 'unknown'} />{' '}
              {t(reachable ? 'status.reachable' : 'status.unreachable')}{' '}
              {!reachable && since && <RelativeTime time={since} />}
            </>
          ),
        },
        {
          title: t('status.lastHeard'),
          render: ({ lastHeard }) =>
            lastHeard ? <RelativeTime time={lastHeard} /> : '–',
        },
        {
          title: t('status.message'),
          minWidth: 160,
          render: ({ message }) => message ?? '–',
        },
      ]}
    />
  );
}

function Provider({ provider }: { provider: StatusProvidersInner }) {
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const {
    id,
    kind,
    healthy,
    since,
    message,
    budgets = [],
    views = [],
  } = provider;

  return (
    <Section title={t('status.provider', { id, kind })}>
      <Typography variant="body2" paragraph>
        <LevelIcon level={healthy ? 'ok' : 'action'} />{' '}
        {t(healthy ? 'status.healthy' : 'status.failing')}{' '}
        {!healthy && since && <RelativeTime time={since} />} {message}
      </Typography>
      {budgets.length > 0 && (
        <DataTable
          label={t('status.budgets')}
          rows={budgets}
          keyOf={({ api }, index) => api ?? String(index)}
          columns={[
            { title: t('status.api'), minWidth: 160, render: ({ api }) => api },
            {
              title: t('status.perSecond'),
              render: ({ perSecond }) => round(perSecond),
            },
            {
              title: t('status.available'),
              render: ({ available }) => round(available),
            },
            {
              title: t('status.queued'),
              render: ({ queued }) => queued ?? '–',
            },
            {
              title: t('status.throttled'),
              render: ({ throttled }) => throttled ?? '–',
            },
          ]}
        />
      )}
      {views.length > 0 && (
        <DataTable
          label={t('status.views')}
          rows={views}
          keyOf={({ name }, index) => name ?? String(index)}
          columns={[
            { title: t('status.view'), render: ({ name }) => name },
            {
              title: t('status.age'),
              render: ({ ageSeconds }) =>
                ageSeconds === undefined
                  ? '–'
                  : describeDuration(ageSeconds * 1000),
            },
          ]}
        />
      )}
    </Section>
  );
}

function round(value: number | undefined): string {
  return value === undefined ? '–' : String(Math.round(value * 10) / 10);
}
