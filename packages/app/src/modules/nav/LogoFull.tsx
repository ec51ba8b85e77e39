import { makeStyles } from '@material-ui/core/styles';
import { LogoIcon } from './LogoIcon';

const useStyles = makeStyles(theme => ({
  root: { display: 'inline-flex', alignItems: 'center', gap: 10 },
  name: {
    color: '#ffffff',
    fontFamily: theme.typography.fontFamily,
    fontSize: 20,
    fontWeight: 600,
    letterSpacing: 0.2,
  },
}));

/** The mark with the name beside it. */
export const LogoFull = () => {
  const classes = useStyles();
  return (
    <span className={classes.root}>
      <LogoIcon />
      <span className={classes.name}>Hostmaster</span>
    </span>
  );
};
