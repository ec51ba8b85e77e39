import {
  EntityCardBlueprint,
  EntityContentBlueprint,
  EntityContextMenuItemBlueprint,
  EntityIconLinkBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { useEntity } from '@backstage/plugin-catalog-react';
import { useAnalytics } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import LanguageIcon from '@material-ui/icons/Language';
import type { Entity } from '@backstage/catalog-model';
import { isHostnamesAvailable } from '@hostmaster/backstage-plugin-hostnames-react';
import { useRequestLink } from '../request';
import { ENTITY_TAB_PATH } from '../routes/useEntityTabLink';
import { hostnamesTranslationRef } from '../translation';

/** The card on the overview. @alpha */
export const hostnamesCard = EntityCardBlueprint.make({
  name: 'hostnames',
  params: {
    type: 'info',
    filter: isHostnamesAvailable,
    loader: async () => {
      const { HostnamesCard } = await import('../card');
      return <HostnamesCard />;
    },
  },
});

/** The tab. @alpha */
export const hostnamesContent = EntityContentBlueprint.make({
  name: 'hostnames',
  params: {
    path: ENTITY_TAB_PATH,
    title: 'Hostnames',
    group: 'deployment',
    icon: <LanguageIcon fontSize="inherit" />,
    filter: isHostnamesAvailable,
    loader: async () => {
      const { HostnamesContent } = await import('../content');
      return <HostnamesContent />;
    },
  },
});

/** "Request a hostname" in the menu of an entity. @alpha */
export const requestMenuItem = EntityContextMenuItemBlueprint.make({
  name: 'request-hostname',
  params: {
    icon: <LanguageIcon fontSize="small" />,
    filter: isServed,
    useProps: useRequestEntry,
  },
});

/** "Request a hostname" beside the entity's other links. @alpha */
export const requestIconLink = EntityIconLinkBlueprint.make({
  name: 'request-hostname',
  params: {
    filter: isServed,
    useProps: () => {
      const { title, href, disabled } = useRequestEntry();
      return { label: title, href, disabled, icon: <LanguageIcon /> };
    },
  },
});

function useRequestEntry() {
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const { entity } = useEntity();
  const analytics = useAnalytics();
  const link = useRequestLink(entity);
  return {
    title: t('request.button'),
    href: link ?? '',
    disabled: link === undefined,
    onClick: () => analytics.captureEvent('request-hostname', 'entity'),
  };
}

function isServed({ kind }: Entity): boolean {
  return ['component', 'api'].includes(kind.toLocaleLowerCase('en-US'));
}
