import type { ReactNode } from 'react';
import { Link } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { makeStyles } from '@material-ui/core/styles';
import type { HostnameSummary } from '@hostmaster/backstage-plugin-hostnames-common';
import {
  formatHostnameRef,
  RelativeTime,
} from '@hostmaster/backstage-plugin-hostnames-react';
import { isWebLink } from '../next';
import { hostnamesTranslationRef } from '../translation';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(150px, 1fr))',
    gap: theme.spacing(1, 2),
    margin: theme.spacing(2, 0, 0),
    paddingTop: theme.spacing(1.5),
    borderTop: `1px solid ${theme.palette.divider}`,
    '& dt': {
      color: theme.palette.text.secondary,
      fontSize: theme.typography.caption.fontSize,
    },
    '& dd': {
      margin: 0,
      overflowWrap: 'anywhere',
      fontSize: theme.typography.body2.fontSize,
    },
  },
}));

interface FactsProps {
  summary: HostnameSummary;
  pullRequestUrl?: string;
}

/** Where a hostname belongs. */
export function Facts({ summary, pullRequestUrl }: FactsProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const facts: Array<[string, ReactNode]> = [
    [
      t('fact.entity'),
      summary.entity && (
        <EntityRefLink entityRef={summary.entity} defaultKind="component" />
      ),
    ],
    [
      t('fact.owner'),
      summary.owner && (
        <EntityRefLink entityRef={summary.owner} defaultKind="group" />
      ),
    ],
    [t('fact.request'), formatHostnameRef(summary.ref)],
    [t('fact.environment'), summary.environment],
    [t('fact.visibility'), summary.visibility],
    [t('fact.profile'), summary.profile],
    [t('fact.zone'), summary.zone],
    [t('fact.gateway'), summary.gateway],
    [
      t('fact.created'),
      summary.createdAt && <RelativeTime time={summary.createdAt} />,
    ],
    [
      t('fact.pullRequest'),
      isWebLink(pullRequestUrl) && (
        <Link to={pullRequestUrl}>{t('fact.openPullRequest')}</Link>
      ),
    ],
  ];

  return (
    <dl className={classes.root}>
      {facts
        .filter(([, value]) => Boolean(value))
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
