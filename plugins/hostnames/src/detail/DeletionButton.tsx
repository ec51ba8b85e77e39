import { useState } from 'react';
import { useAnalytics, useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import Typography from '@material-ui/core/Typography';
import type {
  DeletionPreview,
  Evidence,
  HostnameRef,
} from '@hostmaster/backstage-plugin-hostnames-common';
import {
  formatHostnameRef,
  hostnamesApiRef,
  useWatched,
} from '@hostmaster/backstage-plugin-hostnames-react';
import { DataTable, SkeletonRows } from '../layout';
import { FailurePanel } from '../states';
import { hostnamesTranslationRef } from '../translation';

interface DeletionButtonProps {
  hostnameRef: HostnameRef;
  hostname: string;
}

/** Tells what would go and what would stay; deletes nothing, that is a change in Git. */
export function DeletionButton({ hostnameRef, hostname }: DeletionButtonProps) {
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const analytics = useAnalytics();
  const [open, setOpen] = useState(false);

  return (
    <>
      <Button
        size="small"
        variant="outlined"
        onClick={() => {
          analytics.captureEvent('preview-deletion', 'hostname');
          setOpen(true);
        }}
      >
        {t('deletion.button')}
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        maxWidth="sm"
        fullWidth
        aria-labelledby="deletion-title"
      >
        <DialogTitle id="deletion-title" style={{ overflowWrap: 'anywhere' }}>
          {t('deletion.title', { hostname })}
        </DialogTitle>
        <DialogContent dividers>
          {open && <Preview hostnameRef={hostnameRef} />}
        </DialogContent>
        <DialogActions>
          <Button onClick={() => setOpen(false)}>{t('deletion.close')}</Button>
        </DialogActions>
      </Dialog>
    </>
  );
}

function Preview({ hostnameRef }: { hostnameRef: HostnameRef }) {
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const api = useApi(hostnamesApiRef);
  const preview = useWatched<DeletionPreview>({
    key: formatHostnameRef(hostnameRef),
    load: signal => api.previewDeletion(hostnameRef, { signal }),
  });

  if (preview.loading) return <SkeletonRows rows={3} />;
  if (!preview.value) {
    return (
      <FailurePanel
        error={preview.error}
        what={t('deletion.what')}
        onRetry={preview.refresh}
      />
    );
  }
  return (
    <>
      <Typography variant="body2" paragraph>
        {t('deletion.how')}
      </Typography>
      <Things
        title={t('deletion.goes')}
        things={preview.value.goes}
        none={t('deletion.nothingGoes')}
      />
      <Things
        title={t('deletion.stays')}
        things={preview.value.stays}
        none={t('deletion.nothingStays')}
      />
    </>
  );
}

function Things({
  title,
  things,
  none,
}: {
  title: string;
  things: Evidence[];
  none: string;
}) {
  const { t } = useTranslationRef(hostnamesTranslationRef);
  return (
    <>
      <Typography variant="subtitle2" component="h3">
        {title}
      </Typography>
      {things.length === 0 ? (
        <Typography variant="body2" paragraph>
          {none}
        </Typography>
      ) : (
        <DataTable
          label={title}
          rows={things}
          keyOf={({ label, value }) => `${label} ${value}`}
          columns={[
            {
              title: t('deletion.thing'),
              minWidth: 110,
              render: ({ label }) => label,
            },
            {
              title: t('deletion.which'),
              minWidth: 160,
              render: ({ value }) => value,
            },
          ]}
        />
      )}
    </>
  );
}
