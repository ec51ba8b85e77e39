import type { ReactNode } from 'react';
import { Link } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { makeStyles } from '@material-ui/core/styles';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import TableSortLabel from '@material-ui/core/TableSortLabel';
import type { HostnameSummary } from '@hostmaster/backstage-plugin-hostnames-common';
import {
  describeDate,
  formatHostnameRef,
  RelativeTime,
  VerdictBadge,
  type HostnamesQuery,
} from '@hostmaster/backstage-plugin-hostnames-react';
import { useHostnameLink } from '../routes';
import { hostnamesTranslationRef } from '../translation';

type Order = NonNullable<HostnamesQuery['orderBy']>;

const useStyles = makeStyles(theme => ({
  scroller: { overflowX: 'auto' },
  head: {
    padding: theme.spacing(1),
    whiteSpace: 'nowrap',
    fontWeight: 600,
    background: 'transparent',
  },
  cell: { verticalAlign: 'top', padding: theme.spacing(1) },
  text: {
    overflowWrap: 'anywhere',
    minWidth: 92,
    maxWidth: 200,
    lineHeight: 1.43,
  },
  hostname: {
    minWidth: 180,
    maxWidth: 360,
    display: '-webkit-box',
    WebkitBoxOrient: 'vertical',
    WebkitLineClamp: 2,
    overflow: 'hidden',
    overflowWrap: 'anywhere',
    lineHeight: 1.43,
  },
  verdict: { minWidth: 140, lineHeight: 1.43 },
  quiet: { color: theme.palette.text.secondary, display: 'block' },
  old: { opacity: 0.6 },
}));

interface HostnamesTableProps {
  items: HostnameSummary[];
  orderBy: Order;
  order: 'asc' | 'desc';
  onSort(orderBy: Order, order: 'asc' | 'desc'): void;
  /** The rows are of another question than the one asked, or could not be read again. */
  old?: boolean;
}

/** One page of hostnames; order and page are the server's. */
export function HostnamesTable({
  items,
  orderBy,
  order,
  onSort,
  old = false,
}: HostnamesTableProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const hostnameLink = useHostnameLink();
  const columns: Array<{
    id: Order;
    render(item: HostnameSummary): ReactNode;
  }> = [
    {
      id: 'verdict',
      render: ({ verdict }) => (
        <div className={classes.verdict}>
          <VerdictBadge verdict={verdict} />
          {verdict.since && (
            <span className={classes.quiet}>
              <RelativeTime time={verdict.since} />
            </span>
          )}
        </div>
      ),
    },
    {
      id: 'hostname',
      render: item => (
        <Link
          to={hostnameLink(item.ref)}
          className={classes.hostname}
          title={item.hostname}
        >
          {item.displayName ?? item.hostname}
        </Link>
      ),
    },
    {
      id: 'owner',
      render: ({ owner }) =>
        owner ? <EntityRefLink entityRef={owner} defaultKind="group" /> : '–',
    },
    {
      id: 'entity',
      render: ({ entity }) =>
        entity ? (
          <EntityRefLink entityRef={entity} defaultKind="component" />
        ) : (
          '–'
        ),
    },
    { id: 'cluster', render: ({ ref }) => ref.cluster },
    { id: 'gateway', render: ({ gateway }) => gateway ?? '–' },
    {
      id: 'expires',
      render: ({ certificateExpiresAt }) =>
        certificateExpiresAt ? (
          <>
            {describeDate(Date.parse(certificateExpiresAt))}
            <span className={classes.quiet}>
              <RelativeTime time={certificateExpiresAt} />
            </span>
          </>
        ) : (
          '–'
        ),
    },
    {
      id: 'changed',
      render: ({ changedAt }) =>
        changedAt ? <RelativeTime time={changedAt} /> : '–',
    },
  ];

  return (
    <div
      className={classes.scroller}
      role="region"
      aria-label={t('fleet.table')}
      // A frame that scrolls must be reachable by keyboard.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <Table
        size="small"
        aria-label={t('fleet.table')}
        className={old ? classes.old : undefined}
      >
        <TableHead>
          <TableRow>
            {columns.map(({ id }) => (
              <TableCell
                key={id}
                scope="col"
                className={classes.head}
                sortDirection={id === orderBy ? order : false}
              >
                <TableSortLabel
                  active={id === orderBy}
                  direction={id === orderBy ? order : 'asc'}
                  onClick={() =>
                    onSort(
                      id,
                      id === orderBy && order === 'asc' ? 'desc' : 'asc',
                    )
                  }
                >
                  {t(`fleet.column.${id}`)}
                </TableSortLabel>
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {items.map(item => (
            <TableRow key={formatHostnameRef(item.ref)} hover>
              {columns.map(({ id, render }) => (
                <TableCell key={id} className={classes.cell}>
                  {id === 'hostname' || id === 'verdict' ? (
                    render(item)
                  ) : (
                    <div className={classes.text}>{render(item)}</div>
                  )}
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
