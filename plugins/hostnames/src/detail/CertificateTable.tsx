import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import type { CertificateView } from '@hostmaster/backstage-plugin-hostnames-common';
import {
  describeDate,
  RelativeTime,
} from '@hostmaster/backstage-plugin-hostnames-react';
import { DataTable, Value } from '../layout';
import { hostnamesTranslationRef } from '../translation';

/** The certificate that is held, the one on the listener, and the one a browser gets: three that should be one. */
export function CertificateTable({
  certificates,
}: {
  certificates: CertificateView[];
}) {
  const { t } = useTranslationRef(hostnamesTranslationRef);
  return (
    <DataTable
      label={t('certificate.title')}
      rows={certificates}
      keyOf={({ where, ref }, index) => `${where} ${ref ?? index}`}
      columns={[
        {
          title: t('certificate.where'),
          render: ({ where }) => t(`certificate.places.${where}`),
        },
        {
          title: t('certificate.status'),
          render: ({ status }) => status ?? '–',
        },
        {
          title: t('certificate.serial'),
          minWidth: 120,
          render: ({ serial }) => (
            <Value value={serial} what={t('certificate.serial')} none="–" />
          ),
        },
        {
          title: t('certificate.names'),
          minWidth: 160,
          render: ({ names }) => names?.join(', ') ?? '–',
        },
        {
          title: t('certificate.issuer'),
          minWidth: 110,
          render: ({ issuer }) => issuer ?? '–',
        },
        {
          title: t('certificate.until'),
          minWidth: 120,
          render: ({ notAfter }) =>
            notAfter ? (
              <>
                {describeDate(Date.parse(notAfter))} (
                <RelativeTime time={notAfter} />)
              </>
            ) : (
              '–'
            ),
        },
        {
          title: t('certificate.ref'),
          minWidth: 200,
          render: ({ ref }) => (
            <Value value={ref} what={t('certificate.ref')} none="–" />
          ),
        },
      ]}
    />
  );
}
