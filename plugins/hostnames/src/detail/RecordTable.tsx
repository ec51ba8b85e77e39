import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import type { RecordRow } from '@hostmaster/backstage-plugin-hostnames-common';
import { CopyButton } from '@hostmaster/backstage-plugin-hostnames-react';
import { DataTable, Value, type Column } from '../layout';
import { hostnamesTranslationRef } from '../translation';

const layers = ['expected', 'provider', 'authoritative', 'resolver'] as const;

/** Each record as it should be, and as every layer between the provider and a browser has it. */
export function RecordTable({ records }: { records: RecordRow[] }) {
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const shownLayers = layers.filter(
    layer =>
      layer === 'expected' ||
      records.some(record => record[layer] !== undefined),
  );
  const columns: Array<Column<RecordRow>> = [
    {
      title: t('record.name'),
      minWidth: 120,
      render: record => (
        <span title={record.name}>
          {record.relativeName}{' '}
          <CopyButton text={record.relativeName} what={t('record.name')} />
        </span>
      ),
    },
    { title: t('record.type'), minWidth: 56, render: ({ type }) => type },
    {
      title: t('record.ttl'),
      minWidth: 40,
      render: ({ ttl }) =>
        ttl === undefined ? '–' : t('record.seconds', { number: String(ttl) }),
    },
    {
      title: t('record.purpose'),
      render: ({ purpose }) => t(`record.purposes.${purpose}`),
    },
    ...shownLayers.map(layer => ({
      title: t(`record.layers.${layer}`),
      minWidth: 170,
      render: (record: RecordRow) => (
        <Value
          value={record[layer]}
          what={t(`record.layers.${layer}`)}
          none={t('record.none')}
        />
      ),
    })),
    {
      title: t('record.inSync'),
      render: ({ inSync }) =>
        inSync === undefined
          ? '–'
          : t(inSync ? 'record.same' : 'record.differs'),
    },
  ];

  return (
    <DataTable
      label={t('record.title')}
      columns={columns}
      rows={records}
      keyOf={({ name, type, purpose }) => `${name} ${type} ${purpose}`}
    />
  );
}
