import type { Entity } from '@backstage/catalog-model';
import { Link } from '@backstage/core-components';
import { EntityInfoCard } from '@backstage/plugin-catalog-react';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import CircularProgress from '@material-ui/core/CircularProgress';
import IconButton from '@material-ui/core/IconButton';
import { makeStyles } from '@material-ui/core/styles';
import Tooltip from '@material-ui/core/Tooltip';
import Typography from '@material-ui/core/Typography';
import RefreshIcon from '@material-ui/icons/Refresh';
import type { HostnameList } from '@hostmaster/backstage-plugin-hostnames-common';
import {
  RelativeTime,
  type Watched,
} from '@hostmaster/backstage-plugin-hostnames-react';
import { SkeletonRows } from '../layout';
import { RequestButton } from '../request';
import { FailurePanel, StaleNotice } from '../states';
import { hostnamesTranslationRef } from '../translation';
import { HostnameRow } from './HostnameRow';

/** Rows in a card; the rest is behind "All hostnames". */
const SHOWN = 5;

const useStyles = makeStyles(theme => ({
  list: {
    listStyle: 'none',
    margin: 0,
    padding: 0,
    '& > li + li': { borderTop: `1px solid ${theme.palette.divider}` },
  },
  stale: { opacity: 0.6 },
  checked: {
    color: theme.palette.text.secondary,
    display: 'inline-flex',
    alignItems: 'center',
  },
  foot: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
    borderTop: `1px solid ${theme.palette.divider}`,
    marginTop: theme.spacing(1),
    paddingTop: theme.spacing(1),
  },
  empty: { padding: theme.spacing(1, 0) },
}));

export interface HostnamesCardViewProps {
  entity: Entity;
  hostnames: Watched<HostnameList>;
  /** The tab with all of them. */
  allLink: string;
  /** Where one of them leads. */
  linkTo(ref: HostnameList['items'][number]['ref']): string;
}

/** The hostnames of an entity, worst first. */
export function HostnamesCardView({
  entity,
  hostnames,
  allLink,
  linkTo,
}: HostnamesCardViewProps) {
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const { value, error, loading } = hostnames;

  return (
    <EntityInfoCard
      title={t('card.title')}
      headerActions={value && <Checked hostnames={hostnames} />}
    >
      {loading && <SkeletonRows rows={2} />}
      {!loading && !value && error !== undefined && (
        <FailurePanel
          error={error}
          what={t('card.what')}
          onRetry={hostnames.refresh}
          retrying={hostnames.refreshing}
        />
      )}
      {value && error !== undefined && (
        <StaleNotice error={error} readAt={hostnames.readAt} />
      )}
      {value && value.totalItems === 0 && <Empty entity={entity} />}
      {value && value.totalItems > 0 && (
        <Rows
          entity={entity}
          list={value}
          stale={error !== undefined}
          allLink={allLink}
          linkTo={linkTo}
        />
      )}
    </EntityInfoCard>
  );
}

function Checked({ hostnames }: { hostnames: Watched<HostnameList> }) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const checkedAt = newestCheck(hostnames.value);

  return (
    <Typography variant="caption" className={classes.checked}>
      <Tooltip title={t('card.refresh')}>
        <IconButton
          size="small"
          aria-label={t('card.refresh')}
          onClick={hostnames.refresh}
        >
          {hostnames.refreshing ? (
            <CircularProgress size={16} />
          ) : (
            <RefreshIcon fontSize="small" />
          )}
        </IconButton>
      </Tooltip>
      {checkedAt && (
        <span>
          {t('checked')} <RelativeTime time={checkedAt} short />
        </span>
      )}
    </Typography>
  );
}

function newestCheck(list: HostnameList | undefined): string | undefined {
  return list?.items
    .map(({ verdict }) => verdict.checkedAt)
    .sort()
    .at(-1);
}

function Empty({ entity }: { entity: Entity }) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  return (
    <div className={classes.empty}>
      <Typography variant="body2" paragraph>
        {t('card.empty')}
      </Typography>
      <RequestButton entity={entity} prominent />
    </div>
  );
}

function Rows(
  props: { list: HostnameList; stale: boolean } & Omit<
    HostnamesCardViewProps,
    'hostnames'
  >,
) {
  const { entity, list, stale, allLink, linkTo } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);

  return (
    <>
      <ul
        className={`${classes.list} ${stale ? classes.stale : ''}`}
        aria-label={t('card.title')}
      >
        {list.items.slice(0, SHOWN).map(item => (
          <li
            key={`${item.ref.cluster}/${item.ref.namespace}/${item.ref.name}`}
          >
            <HostnameRow item={item} to={linkTo(item.ref)} />
          </li>
        ))}
      </ul>
      <div className={classes.foot}>
        <RequestButton entity={entity} />
        <Link to={allLink}>
          {list.totalItems > SHOWN
            ? t('card.allOf', { total: String(list.totalItems) })
            : t('card.all')}
        </Link>
      </div>
    </>
  );
}
