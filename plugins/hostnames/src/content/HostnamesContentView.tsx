import type { Entity } from '@backstage/catalog-model';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { makeStyles } from '@material-ui/core/styles';
import Paper from '@material-ui/core/Paper';
import Typography from '@material-ui/core/Typography';
import type {
  HostnameList,
  HostnameRef,
} from '@hostmaster/backstage-plugin-hostnames-common';
import type { Watched } from '@hostmaster/backstage-plugin-hostnames-react';
import { HostnameDetailPanel } from '../detail';
import { Section, SkeletonRows } from '../layout';
import { RequestButton } from '../request';
import { FailurePanel, StaleNotice } from '../states';
import { hostnamesTranslationRef } from '../translation';
import { HostnamePicker } from './HostnamePicker';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'minmax(0, 1fr)',
    alignItems: 'start',
    [theme.breakpoints.up('md')]: {
      gridTemplateColumns: 'minmax(240px, 300px) minmax(0, 1fr)',
    },
  },
  list: {
    ...theme.typography.body2,
    padding: theme.spacing(1),
    [theme.breakpoints.up('md')]: {
      position: 'sticky',
      top: theme.spacing(2),
      maxHeight: '80vh',
      overflowY: 'auto',
    },
    [theme.breakpoints.down('sm')]: { maxHeight: '40vh', overflowY: 'auto' },
  },
  foot: { padding: theme.spacing(1) },
}));

interface HostnamesContentViewProps {
  entity: Entity;
  hostnames: Watched<HostnameList>;
  selected?: HostnameRef;
  onSelect(ref: HostnameRef): void;
  /** The entity is a hostname itself: no list beside it. */
  alone?: boolean;
}

/** List on the left, detail on the right; on a narrow page one above the other. */
export function HostnamesContentView(props: HostnamesContentViewProps) {
  const { entity, hostnames, selected, onSelect, alone = false } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const { value, error, loading, readAt } = hostnames;
  const shown = selected ?? value?.items[0]?.ref;

  if (loading) {
    return (
      <Section title={t('card.title')}>
        <SkeletonRows rows={6} />
      </Section>
    );
  }
  if (!value) {
    return (
      <Section title={t('card.title')}>
        <FailurePanel
          error={error}
          what={t('card.what')}
          onRetry={hostnames.refresh}
          retrying={hostnames.refreshing}
        />
      </Section>
    );
  }
  if (value.totalItems === 0 && !selected) {
    return (
      <Section title={t('card.title')}>
        <Typography paragraph>{t('card.empty')}</Typography>
        <Typography variant="body2" color="textSecondary" paragraph>
          {t('content.emptyHow')}
        </Typography>
        <RequestButton entity={entity} prominent />
      </Section>
    );
  }
  if (alone && shown) return <HostnameDetailPanel hostnameRef={shown} />;
  return (
    <div>
      {error !== undefined && <StaleNotice error={error} readAt={readAt} />}
      <div className={classes.root}>
        <Paper variant="outlined" className={classes.list}>
          <HostnamePicker
            items={value.items}
            selected={shown}
            onSelect={onSelect}
          />
          {value.totalItems > value.items.length && (
            <Typography
              variant="caption"
              color="textSecondary"
              className={classes.foot}
            >
              {t('content.more', {
                shown: String(value.items.length),
                total: String(value.totalItems),
              })}
            </Typography>
          )}
          <div className={classes.foot}>
            <RequestButton entity={entity} />
          </div>
        </Paper>
        {shown && <HostnameDetailPanel hostnameRef={shown} />}
      </div>
    </div>
  );
}
