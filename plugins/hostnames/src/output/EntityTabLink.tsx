import { parseEntityRef } from '@backstage/catalog-model';
import { Link } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import { useEntityTabLink } from '../routes/useEntityTabLink';
import { hostnamesTranslationRef } from '../translation';

/** The tab of a service, by its ref; nothing for what is no ref. */
export function EntityTabLink({ entityRef }: { entityRef: string }) {
  return isEntityRef(entityRef) ? (
    <KnownEntityTabLink entityRef={entityRef} />
  ) : null;
}

function KnownEntityTabLink({ entityRef }: { entityRef: string }) {
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const tabLink = useEntityTabLink(entityRef);
  return <Link to={tabLink()}>{t('output.tab')}</Link>;
}

function isEntityRef(text: string): boolean {
  try {
    parseEntityRef(text, { defaultKind: 'component' });
    return true;
  } catch {
    return false;
  }
}
