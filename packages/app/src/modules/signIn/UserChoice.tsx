import ButtonBase from '@material-ui/core/ButtonBase';
import Paper from '@material-ui/core/Paper';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import PersonIcon from '@material-ui/icons/PersonOutline';
import type { SandboxUser } from './sandboxUsers';

const useStyles = makeStyles(theme => ({
  root: {
    minHeight: '100vh',
    boxSizing: 'border-box',
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'center',
    padding: theme.spacing(4, 2),
    background: theme.palette.background.default,
    color: theme.palette.text.primary,
  },
  title: {
    fontSize: theme.typography.pxToRem(32),
    fontWeight: 600,
    margin: theme.spacing(0, 0, 1),
  },
  users: {
    listStyle: 'none',
    margin: theme.spacing(4, 0, 0),
    padding: 0,
    width: '100%',
    maxWidth: 960,
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(240px, 100%), 1fr))',
  },
  card: {
    width: '100%',
    height: '100%',
    padding: theme.spacing(2),
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'flex-start',
    justifyContent: 'flex-start',
    textAlign: 'left',
    borderRadius: theme.shape.borderRadius,
    '&:hover, &:focus-visible': {
      boxShadow: `inset 0 0 0 2px ${theme.palette.primary.main}`,
    },
  },
  icon: { marginBottom: theme.spacing(1), color: theme.palette.text.secondary },
}));

interface UserChoiceProps {
  users: SandboxUser[];
  onChoose(name: string): void;
}

/** Who do you want to be? */
export function UserChoice({ users, onChoose }: UserChoiceProps) {
  const classes = useStyles();
  return (
    <main className={classes.root}>
      <h1 className={classes.title}>Hostmaster sandbox</h1>
      <Typography color="textSecondary" align="center">
        Nothing here is real. Choose who you want to be; you can switch at any
        time.
      </Typography>
      <ul className={classes.users} aria-label="Users">
        {users.map(({ name, title, description }) => (
          <li key={name}>
            <Paper variant="outlined" style={{ height: '100%' }}>
              <ButtonBase
                className={classes.card}
                onClick={() => onChoose(name)}
              >
                <PersonIcon className={classes.icon} aria-hidden />
                <Typography variant="h6" component="span">
                  {title}
                </Typography>
                {description && (
                  <Typography
                    variant="body2"
                    color="textSecondary"
                    component="span"
                  >
                    {description}
                  </Typography>
                )}
              </ButtonBase>
            </Paper>
          </li>
        ))}
      </ul>
    </main>
  );
}
