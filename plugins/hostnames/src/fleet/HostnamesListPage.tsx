import { useSearchParams } from 'react-router-dom';
import { useAnalytics } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import LinearProgress from '@material-ui/core/LinearProgress';
import Paper from '@material-ui/core/Paper';
import { makeStyles, useTheme } from '@material-ui/core/styles';
import TablePagination from '@material-ui/core/TablePagination';
import Typography from '@material-ui/core/Typography';
import useMediaQuery from '@material-ui/core/useMediaQuery';
import { useHostnames } from '@hostmaster/backstage-plugin-hostnames-react';
import { HostnameRow } from '../card';
import { SkeletonRows } from '../layout';
import { RequestButton } from '../request';
import { FailurePanel, StaleNotice } from '../states';
import { hostnamesTranslationRef } from '../translation';
import { FleetFilters } from './FleetFilters';
import {
  hasFilters,
  pageSizes,
  queryFrom,
  withFilter,
  withoutFilters,
} from './fleetQuery';
import { HostnamesTable } from './HostnamesTable';
import { LevelChips } from './LevelChips';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'minmax(0, 1fr)',
  },
  top: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    gap: theme.spacing(1),
  },
  paper: { padding: theme.spacing(2), minWidth: 0 },
  progress: { height: 4, marginBottom: theme.spacing(1) },
  list: {
    listStyle: 'none',
    margin: 0,
    padding: 0,
    '& > li + li': { borderTop: `1px solid ${theme.palette.divider}` },
  },
}));

/** All hostnames that the user may see: counted by level, filtered, sorted and paged by the server; the URL says how. */
export function HostnamesListPage() {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const analytics = useAnalytics();
  const [parameters, setParameters] = useSearchParams();
  const query = queryFrom(parameters);
  const hostnames = useHostnames(query);
  const list = hostnames.value;

  function change(next: URLSearchParams) {
    setParameters(next, { replace: true });
  }
  function filter(name: string, values: string[]) {
    analytics.captureEvent('filter', name);
    change(withFilter(parameters, name, values));
  }

  return (
    <>
      <div className={classes.root}>
        <div className={classes.top}>
          <LevelChips
            counts={list?.counts}
            selected={query.level ?? []}
            onChange={levels => filter('level', levels)}
          />
          <RequestButton />
        </div>
        <FleetFilters
          query={query}
          facets={list?.facets}
          onChange={filter}
          onClear={() => change(withoutFilters(parameters))}
        />
        <Paper variant="outlined" className={classes.paper}>
          <div className={classes.progress}>
            {hostnames.refreshing && list && <LinearProgress />}
          </div>
          {hostnames.loading && <SkeletonRows rows={8} />}
          {!list && hostnames.error !== undefined && (
            <FailurePanel
              error={hostnames.error}
              what={t('fleet.what')}
              onRetry={hostnames.refresh}
              retrying={hostnames.refreshing}
            />
          )}
          {list && hostnames.error !== undefined && (
            <StaleNotice error={hostnames.error} readAt={hostnames.readAt} />
          )}
          {list && list.totalItems === 0 && (
            <Typography>
              {t(hasFilters(query) ? 'fleet.noMatch' : 'fleet.empty')}
            </Typography>
          )}
          {list && list.totalItems > 0 && (
            <Page
              query={query}
              hostnames={hostnames}
              onParameters={(name, value) => {
                const next = new URLSearchParams(parameters);
                next.set(name, value);
                if (name !== 'page') next.delete('page');
                change(next);
              }}
            />
          )}
        </Paper>
      </div>
    </>
  );
}

interface PageProps {
  query: ReturnType<typeof queryFrom>;
  hostnames: ReturnType<typeof useHostnames>;
  onParameters(name: 'sort' | 'page' | 'size', value: string): void;
}

function Page({ query, hostnames, onParameters }: PageProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const narrow = useMediaQuery(useTheme().breakpoints.down('sm'));
  const { items, totalItems } = hostnames.value!;
  const lastPage = Math.max(0, Math.ceil(totalItems / query.limit) - 1);

  return (
    <>
      {narrow ? (
        <ul className={classes.list} aria-label={t('fleet.table')}>
          {items.map(item => (
            <li
              key={`${item.ref.cluster}/${item.ref.namespace}/${item.ref.name}`}
            >
              <HostnameRow item={item} />
            </li>
          ))}
        </ul>
      ) : (
        <HostnamesTable
          items={items}
          orderBy={query.orderBy ?? 'verdict'}
          order={query.order ?? 'asc'}
          old={hostnames.error !== undefined}
          onSort={(orderBy, order) =>
            onParameters('sort', `${order === 'desc' ? '-' : ''}${orderBy}`)
          }
        />
      )}
      <TablePagination
        component="div"
        count={totalItems}
        page={Math.min(lastPage, query.offset / query.limit)}
        rowsPerPage={query.limit}
        rowsPerPageOptions={pageSizes}
        labelRowsPerPage={t('fleet.rowsPerPage')}
        onPageChange={(_, page) => onParameters('page', String(page + 1))}
        onRowsPerPageChange={event => onParameters('size', event.target.value)}
      />
    </>
  );
}
