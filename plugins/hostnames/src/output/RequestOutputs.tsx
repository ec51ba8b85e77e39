import {
  InfoCard,
  Link,
  LinkButton,
  MarkdownContent,
} from '@backstage/core-components';
import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import Box from '@material-ui/core/Box';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { HostnameSummary } from '@hostmaster/backstage-plugin-hostnames-common';
import {
  hostnamesApiRef,
  useHostname,
  useWatched,
  VerdictBadge,
} from '@hostmaster/backstage-plugin-hostnames-react';
import { Timeline } from '../detail';
import { SkeletonRows } from '../layout';
import { useHostnameLink } from '../routes';
import { ENTITY_TAB_PATH } from '../routes/useEntityTabLink';
import { StaleNotice } from '../states';
import { hostnamesTranslationRef } from '../translation';
import { EntityTabLink } from './EntityTabLink';
import { readTaskOutput } from './taskOutput';
import { useTaskParameters } from './useTaskParameters';

/** Between looks for a hostname that is not in a cluster yet, in ms. */
const INTERVAL = 10_000;

const useStyles = makeStyles(theme => ({
  links: {
    ...theme.typography.body2,
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(2),
    marginBottom: theme.spacing(2),
  },
  text: { marginTop: theme.spacing(2) },
}));

/** What follows the form: the pull request, the service's tab, and the way to live as it happens. */
export function RequestOutputs({
  output,
}: {
  output?: Record<string, unknown>;
}) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const parameters = useTaskParameters();
  if (!output) return null;
  const { hostname, entity, pullRequestUrl, changed, links, texts } =
    readTaskOutput(output, parameters);
  const leadsToTab = links.some(({ url }) => url.endsWith(ENTITY_TAB_PATH));

  return (
    <Box paddingBottom={2}>
      <InfoCard
        title={hostname ?? t('output.title')}
        titleTypographyProps={{ component: 'h2' }}
      >
        {changed === 'nothing' && (
          <Typography paragraph>{t('output.unchanged')}</Typography>
        )}
        <div className={classes.links}>
          {pullRequestUrl && (
            <LinkButton to={pullRequestUrl} color="primary" variant="contained">
              {t('output.pullRequest')}
            </LinkButton>
          )}
          {entity && !leadsToTab && <EntityTabLink entityRef={entity} />}
          {links.map(({ title, url }) => (
            <Link key={url} to={url}>
              {title}
            </Link>
          ))}
        </div>
        {hostname && <Progress hostname={hostname} />}
        {texts.map(({ title, content }) => (
          <div key={content} className={classes.text}>
            {title && (
              <Typography variant="subtitle1" component="h3">
                {title}
              </Typography>
            )}
            <MarkdownContent content={content} />
          </div>
        ))}
      </InfoCard>
    </Box>
  );
}

function Progress({ hostname }: { hostname: string }) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const hostnameLink = useHostnameLink();
  const api = useApi(hostnamesApiRef);
  const isIt = (item: HostnameSummary) => item.hostname === hostname;
  const found = useWatched({
    key: hostname,
    load: signal =>
      api.listHostnames({ text: hostname, limit: 50 }, { signal }),
    intervalAfter: list => (list?.items.some(isIt) ? undefined : INTERVAL),
  });
  const summary = found.value?.items.find(isIt);
  const { value: detail, error } = useHostname(summary?.ref);

  if (!found.value && found.error !== undefined)
    return <StaleNotice error={found.error} />;
  if (!summary) {
    return (
      <Typography variant="body2" color="textSecondary" role="status">
        {found.loading
          ? t('output.looking', { hostname })
          : t('output.waiting')}
      </Typography>
    );
  }
  return (
    <>
      <div className={classes.links}>
        <VerdictBadge verdict={detail?.summary.verdict ?? summary.verdict} />
        <Link to={hostnameLink(summary.ref)}>{t('output.page')}</Link>
      </div>
      {error !== undefined && <StaleNotice error={error} />}
      {detail ? (
        <Timeline steps={detail.timeline} />
      ) : (
        <SkeletonRows rows={3} />
      )}
    </>
  );
}
