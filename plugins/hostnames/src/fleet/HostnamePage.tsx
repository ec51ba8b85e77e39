import { useParams } from 'react-router-dom';
import { Link } from '@backstage/core-components';
import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import Typography from '@material-ui/core/Typography';
import { HostnameDetailPanel } from '../detail';
import { rootRouteRef } from '../routes';
import { hostnamesTranslationRef } from '../translation';

/** One hostname, at a place of its own. */
export function HostnamePage() {
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const { cluster = '', namespace = '', name = '' } = useParams();
  const root = useRouteRef(rootRouteRef);

  return (
    <>
      <Typography variant="body2" paragraph>
        <Link to={`${root()}/all`}>{t('fleet.back')}</Link>
      </Typography>
      <HostnameDetailPanel
        key={`${cluster}/${namespace}/${name}`}
        hostnameRef={{ cluster, namespace, name }}
      />
    </>
  );
}
