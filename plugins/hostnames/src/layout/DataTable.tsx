import type { ReactNode } from 'react';
import { makeStyles } from '@material-ui/core/styles';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';

const useStyles = makeStyles(theme => ({
  scroller: {
    overflowX: 'auto',
    '& + &': { marginTop: theme.spacing(2) },
    '&:focus-visible': { outline: `2px solid ${theme.palette.primary.main}` },
  },
  head: {
    padding: theme.spacing(1),
    whiteSpace: 'nowrap',
    color: theme.palette.text.secondary,
    fontWeight: 600,
    background: 'transparent',
  },
  cell: { verticalAlign: 'top', padding: theme.spacing(1) },
  text: { overflowWrap: 'anywhere', maxWidth: 360, lineHeight: 1.43 },
}));

export interface Column<Row> {
  title: string;
  /** Pixels that the column keeps when space is short, so that words stay whole; 80 if unset. */
  minWidth?: number;
  render(row: Row): ReactNode;
}

interface DataTableProps<Row> {
  label: string;
  columns: Array<Column<Row>>;
  rows: Row[];
  keyOf(row: Row, index: number): string;
}

/** A small table without paging: all rows are there, wide ones scroll inside their frame. */
export function DataTable<Row>({
  label,
  columns,
  rows,
  keyOf,
}: DataTableProps<Row>) {
  const classes = useStyles();
  return (
    <div
      className={classes.scroller}
      role="region"
      aria-label={label}
      // A frame that scrolls must be reachable by keyboard.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <Table size="small" aria-label={label}>
        <TableHead>
          <TableRow>
            {columns.map(({ title }) => (
              <TableCell key={title} className={classes.head} scope="col">
                {title}
              </TableCell>
            ))}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map((row, index) => (
            <TableRow key={keyOf(row, index)}>
              {columns.map(column => (
                <TableCell key={column.title} className={classes.cell}>
                  <div
                    className={classes.text}
                    style={{ minWidth: column.minWidth ?? 80 }}
                  >
                    {column.render(row)}
                  </div>
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
