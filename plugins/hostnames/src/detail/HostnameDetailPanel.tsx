import { useTranslationRef } from '@backstage/core-plugin-api/alpha';
import type { HostnameRef } from '@hostmaster/backstage-plugin-hostnames-common';
import { useHostname } from '@hostmaster/backstage-plugin-hostnames-react';
import { Section, SkeletonRows } from '../layout';
import { FailurePanel, StaleNotice } from '../states';
import { hostnamesTranslationRef } from '../translation';
import { HostnameDetailView } from './HostnameDetailView';
import { useCheckAgain } from './useCheckAgain';

/** Reads one hostname and shows it. */
export function HostnameDetailPanel({
  hostnameRef,
}: {
  hostnameRef: HostnameRef;
}) {
  const { t } = useTranslationRef(hostnamesTranslationRef);
  const hostname = useHostname(hostnameRef);
  const {
    checking,
    error: checkError,
    check,
  } = useCheckAgain(hostnameRef, hostname.replace);
  const { value, error, readAt } = hostname;

  if (value) {
    return (
      <>
        {error !== undefined && <StaleNotice error={error} readAt={readAt} />}
        <HostnameDetailView
          detail={value}
          checking={checking}
          checkError={checkError}
          onCheckAgain={check}
        />
      </>
    );
  }
  return (
    <Section title={t('detail.title')}>
      {hostname.loading ? (
        <SkeletonRows rows={6} />
      ) : (
        <FailurePanel
          error={error}
          what={t('detail.what')}
          onRetry={hostname.refresh}
          retrying={hostname.refreshing}
        />
      )}
    </Section>
  );
}
