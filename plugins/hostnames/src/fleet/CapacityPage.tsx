import { useState } from 'react';
import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type {
  GatewayCapacity,
  Pool,
} from '@hostmaster/backstage-plugin-hostnames-common';
import {
  hostnamesApiRef,
  LevelIcon,
  useWatched,
} from '@hostmaster/backstage-plugin-hostnames-react';
import { Section, SkeletonRows } from '../layout';
import { FailurePanel, StaleNotice } from '../states';
import { hostnamesTranslationRef } from '../translation';
import { UsageBar } from './UsageBar';

/** Between reads, in ms. */
const INTERVAL = 60_000;

const useStyles = makeStyles(theme => ({
  root: {
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'minmax(0, 1fr)',
  },
  gateways: {
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(260px, 100%), 1fr))',
    listStyle: 'none',
    margin: theme.spacing(1, 0, 0),
    padding: 0,
  },
  gateway: {
    border: `1px solid ${theme.palette.divider}`,
    borderRadius: theme.shape.borderRadius,
    padding: theme.spacing(1.5),
    minWidth: 0,
    overflowWrap: 'anywhere',
    display: 'grid',
    gap: theme.spacing(0.75),
    alignContent: 'start',
  },
  name: { fontWeight: 600 },
  quiet: { color: theme.palette.text.secondary },
  names: { margin: 0, paddingLeft: theme.spacing(2.5) },
}));

/** Use of the pools of gateways, and when they will be full. */
export function CapacityPage() {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const api = useApi(hostnamesApiRef);
  const capacity = useWatched({
    key: 'capacity',
    load: signal => api.getCapacity({ signal }),
    intervalAfter: () => INTERVAL,
  });
  const { value, error, loading, readAt } = capacity;

  if (!value) {
    return (
      <>
        <Section title={t('capacity.title')}>
          {loading ? (
            <SkeletonRows rows={4} />
          ) : (
            <FailurePanel
              error={error}
              what={t('capacity.what')}
              onRetry={capacity.refresh}
              retrying={capacity.refreshing}
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
        {value.pools.length === 0 && (
          <Section title={t('capacity.title')}>
            <Typography>{t('capacity.none')}</Typography>
          </Section>
        )}
        {value.pools.map(pool => (
          <PoolSection
            key={`${pool.cluster} ${pool.profile} ${pool.visibility}`}
            pool={pool}
          />
        ))}
      </div>
    </>
  );
}

function PoolSection({ pool }: { pool: Pool }) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  return (
    <Section
      title={t('capacity.pool', {
        profile: pool.profile,
        cluster: pool.cluster,
        visibility: pool.visibility,
      })}
    >
      <Typography variant="body2">
        {t('capacity.free', { count: pool.free })} {pool.forecast}
      </Typography>
      <ul className={classes.gateways} aria-label={t('capacity.gateways')}>
        {pool.gateways.map(gateway => (
          <Gateway
            key={`${gateway.namespace}/${gateway.name}`}
            gateway={gateway}
          />
        ))}
      </ul>
    </Section>
  );
}

function Gateway({ gateway }: { gateway: GatewayCapacity }) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const [open, setOpen] = useState(false);
  const {
    namespace,
    name,
    spare,
    programmed,
    message,
    loadBalancer,
    hostnames = [],
  } = gateway;

  return (
    <li className={classes.gateway}>
      <Typography variant="body2" component="div">
        <span className={classes.name}>
          {namespace}/{name}
        </span>{' '}
        {spare && (
          <span className={classes.quiet}>({t('capacity.spare')})</span>
        )}
      </Typography>
      {programmed === false && (
        <Typography variant="body2">
          <LevelIcon level="action" /> {t('capacity.notProgrammed')} {message}
        </Typography>
      )}
      {loadBalancer && (
        <Typography variant="caption" className={classes.quiet}>
          {loadBalancer}
        </Typography>
      )}
      <UsageBar
        label={t('capacity.certificates')}
        usage={gateway.certificates}
      />
      <UsageBar label={t('capacity.rules')} usage={gateway.rules} />
      <UsageBar
        label={t('capacity.targetGroups')}
        usage={gateway.targetGroups}
      />
      {hostnames.length > 0 && (
        <div>
          <Button
            size="small"
            onClick={() => setOpen(!open)}
            aria-expanded={open}
          >
            {t('capacity.hostnames', { count: hostnames.length })}
          </Button>
          {open && (
            <ul className={classes.names}>
              {hostnames.map(hostname => (
                <li key={hostname}>
                  <Typography variant="body2">{hostname}</Typography>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </li>
  );
}
