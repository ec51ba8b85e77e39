import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  '@keyframes breathe': {
    '0%, 100%': { opacity: 1 },
    '50%': { opacity: 0.45 },
  },
  root: {
    display: 'inline-block',
    verticalAlign: 'middle',
    maxWidth: '100%',
    borderRadius: theme.shape.borderRadius,
    background: theme.palette.action.selected,
    animation: '$breathe 1.6s ease-in-out infinite',
    '@media (prefers-reduced-motion: reduce)': { animation: 'none' },
  },
}));

/** The place of a text that is not there yet. */
export function Skeleton({
  width,
  height = '1em',
}: {
  width: number | string;
  height?: number | string;
}) {
  const classes = useStyles();
  return (
    <span aria-hidden className={classes.root} style={{ width, height }} />
  );
}
