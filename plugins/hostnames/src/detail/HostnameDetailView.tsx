import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { HostnameDetail } from '@hostmaster/backstage-plugin-hostnames-common';
import { Section } from '../layout';
import { hostnamesTranslationRef } from '../translation';
import { AxisList } from './AxisList';
import { CertificateTable } from './CertificateTable';
import { History } from './History';
import { ObjectList } from './ObjectList';
import { RecordTable } from './RecordTable';
import { RouteTable } from './RouteTable';
import { Timeline } from './Timeline';
import { VerdictHeader } from './VerdictHeader';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'grid',
    gap: theme.spacing(2),
    gridTemplateColumns: 'minmax(0, 1fr)',
  },
}));

interface HostnameDetailViewProps {
  detail: HostnameDetail;
  checking?: boolean;
  checkError?: unknown;
  onCheckAgain: () => void;
}

/** Everything known of one hostname, the verdict first. */
export function HostnameDetailView({
  detail,
  checking = false,
  checkError,
  onCheckAgain,
}: HostnameDetailViewProps) {
  const classes = useStyles();
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const {
    timeline,
    records,
    certificates,
    routes,
    history,
    objects,
    summary,
    permissions,
  } = detail;
  const none = (text: string) => (
    <Typography variant="body2">{text}</Typography>
  );

  return (
    <div className={classes.root}>
      <VerdictHeader
        detail={detail}
        checking={checking}
        checkError={checkError}
        onCheckAgain={onCheckAgain}
      />
      <Section title={t('timeline.title')}>
        {timeline.length > 0 ? (
          <Timeline steps={timeline} />
        ) : (
          none(t('timeline.none'))
        )}
      </Section>
      <Section title={t('detail.axes')}>
        <AxisList
          axes={summary.verdict.axes}
          atRisk={summary.verdict.impact === 'at-risk'}
          checking={checking}
          onCheckAgain={permissions.check ? onCheckAgain : undefined}
        />
      </Section>
      <Section title={t('record.title')}>
        {records.length > 0 ? (
          <RecordTable records={records} />
        ) : (
          none(t('record.noRecords'))
        )}
      </Section>
      <Section title={t('certificate.title')}>
        {certificates.length > 0 ? (
          <CertificateTable certificates={certificates} />
        ) : (
          none(t('certificate.noCertificates'))
        )}
      </Section>
      <Section title={t('route.title')}>
        {routes.length > 0 ? (
          <RouteTable routes={routes} />
        ) : (
          none(t('route.noRoutes'))
        )}
      </Section>
      {history.length > 0 && (
        <Section title={t('history.title')}>
          <History entries={history} />
        </Section>
      )}
      {objects.length > 0 && (
        <Section title={t('object.title')}>
          <ObjectList objects={objects} />
        </Section>
      )}
    </div>
  );
}
