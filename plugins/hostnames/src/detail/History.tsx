import { useState } from 'react';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import Button from '@material-ui/core/Button';
import type { HistoryEntry } from '@hostmaster/backstage-plugin-hostnames-common';
import { RelativeTime } from '@hostmaster/backstage-plugin-hostnames-react';
import { DataTable } from '../layout';
import { hostnamesTranslationRef } from '../translation';

/** Entries before "show all". */
const SHOWN = 10;

/** What changed, newest first. */
export function History({ entries }: { entries: HistoryEntry[] }) {
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const [all, setAll] = useState(false);
  const newestFirst = [...entries].sort(
    (a, b) => Date.parse(b.at) - Date.parse(a.at),
  );

  return (
    <>
      <DataTable
        label={t('history.title')}
        rows={all ? newestFirst : newestFirst.slice(0, SHOWN)}
        keyOf={({ at, condition, kind }, index) =>
          `${at} ${condition ?? kind} ${index}`
        }
        columns={[
          {
            title: t('history.at'),
            minWidth: 96,
            render: ({ at }) => <RelativeTime time={at} />,
          },
          {
            title: t('history.what'),
            minWidth: 130,
            render: ({ kind, condition }) =>
              condition ?? t(`history.kinds.${kind}`),
          },
          {
            title: t('history.status'),
            render: ({ status, reason }) =>
              [status, reason].filter(Boolean).join(', '),
          },
          {
            title: t('history.message'),
            minWidth: 180,
            render: ({ message }) => message,
          },
        ]}
      />
      {!all && newestFirst.length > SHOWN && (
        <Button size="small" onClick={() => setAll(true)}>
          {t('history.showAll', { total: String(newestFirst.length) })}
        </Button>
      )}
    </>
  );
}
