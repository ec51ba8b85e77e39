import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { Link } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { makeStyles } from '@material-ui/core/styles';
import TextField from '@material-ui/core/TextField';
import Typography from '@material-ui/core/Typography';
import {
  AvailabilityPanel,
  useAvailability,
} from '@hostmaster/backstage-plugin-hostnames-react';
import { Section } from '../layout';
import { RequestButton } from '../request';
import { useHostnameLink } from '../routes';
import { hostnamesTranslationRef } from '../translation';

const useStyles = makeStyles(theme => ({
  root: { maxWidth: 720 },
  after: {
    marginTop: theme.spacing(2),
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(2),
    alignItems: 'center',
  },
}));

/** Type a name and see whether it can be had, with the request form one click away. */
export function FindNamePage() {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const hostnameLink = useHostnameLink();
  const [parameters, setParameters] = useSearchParams();
  const [hostname, setHostname] = useState(parameters.get('name') ?? '');
  const state = useAvailability({ hostname });
  const found = state.kind === 'checked' ? state.availability : undefined;

  function change(text: string) {
    setHostname(text);
    setParameters(text ? { name: text } : {}, { replace: true });
  }

  return (
    <>
      <div className={classes.root}>
        <Section title={t('find.title')}>
          <Typography variant="body2" color="textSecondary">
            {t('find.how')}
          </Typography>
          <TextField
            id="find-name"
            fullWidth
            margin="normal"
            type="search"
            label={t('find.label')}
            placeholder="shop.example.com"
            value={hostname}
            onChange={event => change(event.target.value)}
            inputProps={{
              maxLength: 1024,
              autoComplete: 'off',
              autoCapitalize: 'none',
              spellCheck: false,
              'aria-describedby': 'find-name-answer',
            }}
          />
          <AvailabilityPanel
            id="find-name-answer"
            state={state}
            onChoose={change}
          />
          <div className={classes.after}>
            {found?.verdict === 'free' && (
              <RequestButton hostname={found.hostname} prominent />
            )}
            {found?.holder?.ref && (
              <Link to={hostnameLink(found.holder.ref)}>{t('find.open')}</Link>
            )}
          </div>
        </Section>
      </div>
    </>
  );
}
