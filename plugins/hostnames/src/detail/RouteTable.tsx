import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import type { RouteView } from '@hostmaster/backstage-plugin-hostnames-common';
import { LevelIcon } from '@hostmaster/backstage-plugin-hostnames-react';
import { DataTable } from '../layout';
import { hostnamesTranslationRef } from '../translation';

/** The routes that use the name, and whether the gateway takes them. */
export function RouteTable({ routes }: { routes: RouteView[] }) {
  const { t } = useTranslationRef(hostnamesTranslationRef);
  return (
    <DataTable
      label={t('route.title')}
      rows={routes}
      keyOf={({ kind, namespace, name }) => `${kind} ${namespace}/${name}`}
      columns={[
        {
          title: t('route.name'),
          minWidth: 140,
          render: ({ kind, namespace, name }) => `${kind} ${namespace}/${name}`,
        },
        {
          title: t('route.accepted'),
          minWidth: 110,
          render: ({ accepted, reason, message }) => (
            <>
              <LevelIcon level={accepted ? 'ok' : 'action'} />{' '}
              {t(accepted ? 'route.isAccepted' : 'route.isRefused')}
              {!accepted &&
                (reason || message) &&
                `: ${[reason, message].filter(Boolean).join(', ')}`}
            </>
          ),
        },
        {
          title: t('route.paths'),
          render: ({ paths }) => paths?.join(', ') || '–',
        },
        {
          title: t('route.backends'),
          render: ({ backends }) => backends?.join(', ') || '–',
        },
      ]}
    />
  );
}
