import { makeStyles } from '@material-ui/core/styles';
import { CopyButton } from '@hostmaster/backstage-plugin-hostnames-react';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'inline-flex',
    alignItems: 'flex-start',
    gap: theme.spacing(0.5),
    minWidth: 0,
  },
  text: {
    fontFamily: 'monospace',
    fontSize: '0.8125rem',
    overflowWrap: 'anywhere',
    whiteSpace: 'pre-wrap',
  },
  none: { color: theme.palette.text.secondary },
}));

interface ValueProps {
  value?: string;
  /** What it is, for the copy button: "expected value". */
  what: string;
  /** Shown where there is no value. */
  none: string;
}

/** A value as it is written, with a button to copy it. */
export function Value({ value, what, none }: ValueProps) {
  const classes = useStyles();
  if (value === undefined || value === '')
    return <span className={classes.none}>{none}</span>;
  return (
    <span className={classes.root}>
      <code className={classes.text}>{value}</code>
      <CopyButton text={value} what={what} />
    </span>
  );
}
